#include "language/names.hpp"

#include <algorithm>

#include "language/suggest.hpp"
#include "language/syntax.hpp"
#include "memtype/cases/functions.hpp"

namespace memtype::cases {
namespace {

// The functions that each kernel of the machine has.
std::vector<std::string> available(const Names& names) {
  std::vector<std::string> out;
  for (const FunctionInfo& f : functions())
    if (exists_in(f, names.parsed.machine)) out.emplace_back(f.name);
  return out;
}

std::string meant_function(const std::string& written, const Names& names) {
  if (const auto meant = other_spelling(written); !meant.empty())
    return "; did you mean " + quoted(meant) + "?";
  return did_you_mean(written, available(names));
}

std::string mtrr_constant(TypeSet types) {
  if (types == MemoryType::UC) return "MTRR_TYPE_UNCACHABLE";
  if (types == MemoryType::WC) return "MTRR_TYPE_WRCOMB";
  if (types == MemoryType::WT) return "MTRR_TYPE_WRTHROUGH";
  if (types == MemoryType::WP) return "MTRR_TYPE_WRPROT";
  return "MTRR_TYPE_WRBACK";
}

void unknown_value(const Expr& e, const ValueScope& scope, Names& names) {
  if (names.skipped.contains(e.text)) return;
  if (!names.unknown.insert(scope.place + e.text).second) return;  // once is enough
  auto& report = names.report;
  if (find(names.regions, e.text) >= 0) {
    auto& d = report.error("E013", e.at, "region " + quoted(e.text) + " has no value here");
    d.hint = "regions are for checks; write the address, as in the region's declaration";
    return;
  }
  if (report.full()) return void(report.error("E013", e.at, "unknown name"));
  if (function_without_call(e, names)) return;
  std::vector<std::string> known = predefined_names();
  const NameTable* const tables[] = {&names.params, &names.constants, scope.locals};
  for (const NameTable* table : tables)
    if (table != nullptr)
      for (const auto& entry : *table) known.push_back(entry.first);
  std::sort(known.begin(), known.end());
  report.error(
      "E013", e.at,
      "unknown name " + quoted(e.text) + " in " + scope.place + did_you_mean(e.text, known));
}

void resolve_name(Expr& e, const ValueScope& scope, Names& names) {
  if (resolve_common_name(e, names)) {
    const bool later = e.symbol.kind == Symbol::Kind::constant && scope.constants_before >= 0 &&
                       e.symbol.index >= scope.constants_before;
    if (!later) return;
    auto& d = names.report.error("E039", e.at,
                                 "constant " + quoted(e.text) + " is used before it is declared");
    d.hint = "a constant can use only the constants above it";
    const auto& declared = names.parsed.constants[static_cast<std::size_t>(e.symbol.index)];
    d.notes.push_back({"it is declared here", declared.at});
    e = unreadable(e.at);
    return;
  }
  const int local = scope.locals == nullptr ? -1 : find(*scope.locals, e.text);
  if (local >= 0) {
    e.symbol.kind = Symbol::Kind::local;
    e.symbol.index = local;
    return;
  }
  unknown_value(e, scope, names);
}

void kernel_call_in_value(const Expr& e, const ValueScope& scope, Names& names) {
  if (scope.locals == nullptr) {
    names.report.error("E035", e.at, e.text + "() is a kernel call; only programs make them").hint =
        "call it in a program (before, after, program NAME)";
    return;
  }
  auto& d = names.report.error("E019", e.at,
                               "the kernel call " + e.text + "() stands inside an expression");
  d.hint = "a call is a step of its own: assign its result to a variable first, then use that";
}

void resolve_call(Expr& e, const ValueScope& scope, Names& names) {
  bind_external(e, names);
  if (e.function == nullptr) {
    unknown_function(e, names, false);
  } else if (e.function->kernel_call() != nullptr) {
    kernel_call_in_value(e, scope, names);
  } else if (e.function->check_function() != nullptr) {
    names.report.error("E036", e.at, e.text + "() can only be asked in a check").hint =
        "move the question into a 'check'";
  } else {
    check_argument_count(e, names);
  }
  for (Expr& argument : e.args) resolve_value(argument, scope, names);
}

// Types, sets and strings: there for checks.
void not_a_value(const Expr& e, const ValueScope& scope, Names& names) {
  const bool type = e.kind == Expr::Kind::types;
  const std::string what = type ? "memory type " + to_string(e.types)
                           : e.kind == Expr::Kind::in_set
                               ? std::string("'in'")
                               : "string \"" + e.text.substr(0, 20) + '"';
  auto& d = names.report.error("E017", e.at,
                               what + " is not a number; " + scope.place + " can only use numbers");
  if (type) d.hint = "the number that mtrr_add() takes is " + mtrr_constant(e.types);
}

}  // namespace

bool exists_in(const FunctionInfo& f, const MachineSpec& machine) {
  const auto versions = kernel_versions(machine);
  return std::all_of(versions.begin(), versions.end(),
                     [&](kernel::Version v) { return f.exists_in(v); });
}

std::vector<kernel::Version> kernel_versions(const MachineSpec& machine) {
  if (!machine.kernel.empty()) return machine.kernel;
  return {kernel::newest_version};
}

bool declare(NameTable& table, const std::string& name, int index, Location at, Location first,
             std::string_view kind, Report& report) {
  if (name.empty()) return false;  // its declaration was unreadable
  if (table.emplace(name, index).second) return true;
  report.error("E011", at, "there is already a " + std::string(kind) + " " + quoted(name))
      .notes.push_back({"the first one is here", first});
  return false;
}

int find(const NameTable& table, std::string_view name) {
  const auto entry = table.find(std::string(name));
  return entry == table.end() ? -1 : entry->second;
}

bool resolve_common_name(Expr& e, Names& names) {
  const int param = find(names.params, e.text);
  if (param >= 0) {
    e.symbol.kind = Symbol::Kind::param;
    e.symbol.index = param;
    names.param_used[static_cast<std::size_t>(param)] = true;
    return true;
  }
  const int constant = find(names.constants, e.text);
  if (constant >= 0) {
    e.symbol.kind = Symbol::Kind::constant;
    e.symbol.index = constant;
    return true;
  }
  const Predefined* row = predefined(e.text);
  if (row == nullptr) return false;
  for (kernel::Version v : kernel_versions(names.parsed.machine))
    if (v < row->since) {
      auto& d =
          names.report.error("E018", e.at, e.text + " is not in kernel " + kernel::to_string(v));
      d.notes.push_back({"it came with " + kernel::series_name(row->since), {}});
      d.hint = "name newer kernels in the machine block";
      break;
    }
  e.kind = Expr::Kind::number;
  e.number = row->value;
  e.type = row->type;
  return true;
}

bool function_without_call(const Expr& e, Names& names) {
  const FunctionInfo* f = find_function(e.text);
  if (f == nullptr) return false;
  auto& d = names.report.error("E013", e.at, quoted(e.text) + " is a function, not a value");
  d.hint = "write " + e.text + "(" + std::string(f->parameters) + ")";
  return true;
}

void unknown_function(const Expr& call, Names& names, bool in_check) {
  if (names.skipped.contains(call.text)) return;
  if (names.report.full()) return void(names.report.error("E012", call.at, "unknown call"));
  std::vector<std::string> fitting;
  for (const FunctionInfo& f : functions()) {
    const bool fits = in_check ? f.check_function() != nullptr : f.kernel_call() != nullptr;
    if (fits && exists_in(f, names.parsed.machine)) fitting.emplace_back(f.name);
  }
  const std::string meant = meant_function(call.text, names);
  auto& d = names.report.error("E012", call.at, "unknown call " + quoted(call.text) + meant);
  d.notes.push_back(
      {std::string(in_check ? "a check" : "a program") + " can call " + quoted_list(fitting, 12),
       {}});
}

bool check_argument_count(const Expr& call, Names& names) {
  const FunctionInfo& f = *call.function;
  const std::size_t optional = f.arguments.find('?');
  const bool has_optional = optional != std::string_view::npos;
  const std::size_t most = f.arguments.size() - (has_optional ? 1 : 0);
  const std::size_t least = has_optional ? optional : most;
  if (call.args.size() >= least && call.args.size() <= most) return true;
  std::string count = std::to_string(least);
  if (has_optional) count += " or " + std::to_string(most);
  auto& d = names.report.error("E016", call.at,
                               call.text + "() takes " + count +
                                   (most == 1 ? " argument" : " arguments") + ", not " +
                                   std::to_string(call.args.size()));
  d.hint = "write " + call.text + "(" + std::string(f.parameters) + ")";
  return false;
}

void resolve_value(Expr& e, const ValueScope& scope, Names& names) {
  switch (e.kind) {
    case Expr::Kind::number: return;
    case Expr::Kind::name: return resolve_name(e, scope, names);
    case Expr::Kind::call: return resolve_call(e, scope, names);
    case Expr::Kind::types:
    case Expr::Kind::word:
    case Expr::Kind::in_set: return not_a_value(e, scope, names);
    case Expr::Kind::cast:
    case Expr::Kind::unary:
    case Expr::Kind::binary:
      for (Expr& argument : e.args) resolve_value(argument, scope, names);
  }
}

}  // namespace memtype::cases
