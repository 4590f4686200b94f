#include "memtype/solver/properties.hpp"

#include <algorithm>

#include "machine/facts.hpp"
#include "memtype/linux/boot.hpp"
#include "memtype/solver/synthesis.hpp"
#include "questions/clean_machine.hpp"
#include "questions/property_reason.hpp"
#include "semantics/machines.hpp"

namespace memtype::solver {
namespace {

using namespace cases;
using kernel::Environment;
using kernel::PatMode;
using Kind = PropertyCell::Kind;

struct Machines {
  std::string name;
  Environment env;
  std::vector<PatMode> pat;
};

std::vector<Machines> machines_for(Property property) {
  const std::vector<PatMode> off = {PatMode::nopat, PatMode::absent};
  if (property == Property::wc_without_pat)
    return {{"bare_metal no PAT", Environment::bare_metal, off}};
  std::vector<Machines> list;
  for (const Environment env : kernel::all_environments) {
    const std::string name(kernel::name(env));
    const PatMode on = kernel::is_xen_pv(env) ? PatMode::xen : PatMode::full;
    list.push_back({name + " PAT", env, {on}});
    if (!kernel::shows_mtrrs(env)) list.push_back({name + " no PAT", env, off});
  }
  return list;
}

// Is the fact one of machines in this environment?
bool counts_in(Environment env, std::string_view fact) {
  MachineChoice machine;
  machine.env = env;
  return find_machine_fact(fact)->counts(machine);
}

bool calls(const Case& c, const Subject& s, KernelRule rule) {
  for (int p : s.programs)
    for (const Stmt* call : kernel_calls(c.programs[static_cast<std::size_t>(p)]))
      if (call->expr.function->kernel_call()->rule == rule) return true;
  return false;
}

// The case with these machines and no checks.
Case narrowed(const Case& c, Property property, const Machines& machines) {
  Case one = c;
  one.checks.clear();
  MachineSpec& m = one.machine;
  m.env = {machines.env};
  m.pat.clear();
  for (PatMode mode : machines.pat) m.pat.push_back({mode});
  m.guest_pat.clear();
  m.host_type.clear();
  if (counts_in(machines.env, "guest_pat")) m.guest_pat = {true, false};
  if (counts_in(machines.env, "host_type")) m.host_type = {MemoryType::UC};
  if (property == Property::wc_without_pat) make_clean(m);
  return one;
}

// The check of one subject; its name is used by no other.
Check question(const Case& c, int subject, Property property) {
  const Subject& s = c.subjects[static_cast<std::size_t>(subject)];
  const std::string name = "." + s.name;
  if (property == Property::mtrr_dead)
    return make_check(Quantifier::always, "mtrr_dead" + name, s.at,
                      binary_expr(Operator::equal,
                                  call_expr(CheckFunction::mtrr_writes, {subject_expr(c, subject)}),
                                  number_expr(0)));
  std::vector<Expr> right;
  for (std::size_t r = 0; r < c.regions.size(); ++r)
    if (c.regions[r].wants == MemoryType::WC)
      right.push_back(right_at_end(c, subject, static_cast<int>(r)));
  return make_check(Quantifier::finally_, "wc_without_pat" + name, s.at, all_of(std::move(right)));
}

// The case with its only check asked where a parameter has this value.
CheckResult with_param(const Case& one, std::size_t param, std::int64_t value,
                       const CheckOptions& options) {
  Case with = one;
  with.checks[0].when =
      binary_expr(Operator::equal, param_expr(one, static_cast<int>(param)), number_expr(value));
  return check_case(with, options).checks[0];
}

// Options of the driver: parameters that are 0 or 1. With which value does it hold all the
// same? If with none, does it fail for another reason with some value?
std::string why_it_fails(const Case& one, const CheckResult& result, Property property, int subject,
                         const CheckOptions& options) {
  const auto reason = [&](const CheckResult& r) {
    return property == Property::wc_without_pat ? why_not_combined(one, r, subject, options.unroll)
                                                : std::string();
  };
  const std::string first = reason(result);
  std::string text = first;
  for (std::size_t p = 0; p < one.params.size(); ++p) {
    const Param& param = one.params[p];
    if (!param.has_range || param.low != 0 || param.high != 1) continue;
    for (const std::int64_t value : {0, 1}) {
      const CheckResult r = with_param(one, p, value, options);
      const std::string there = param.name + " is " + std::to_string(value);
      std::string more;
      if (r.verdict == Verdict::holds && !r.vacuous) more = "proved where " + there;
      if (r.verdict == Verdict::fails && reason(r) != first)
        more = "where " + there + ": " + reason(r);
      if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
    }
  }
  return text;
}

PropertyCell cell_of(const Machines& machines, const Case& c, std::size_t check,
                     const CheckResult& result, Property property, int subject,
                     const CheckOptions& options) {
  PropertyCell cell{machines.name, Kind::not_applicable, {}, c, result};
  cell.c.checks = {c.checks[check]};
  if (result.verdict == Verdict::unknown) {
    cell.kind = Kind::unknown;
    cell.note = result.unknown_because;
  } else if (result.verdict == Verdict::fails) {
    cell.kind = Kind::fails;
    cell.note = why_it_fails(cell.c, result, property, subject, options);
  } else if (result.vacuous) {
    cell.note = result.vacuous_because;
  } else {
    cell.kind = Kind::proved;
  }
  return cell;
}

// One column: all subjects at once, so that what they have in common is made once for each machine.
std::vector<PropertyCell> column_of(const Case& c, const std::vector<std::size_t>& subjects,
                                    Property property, const Machines& machines,
                                    const CheckOptions& options) {
  Case one = narrowed(c, property, machines);
  std::vector<PropertyCell> cells;
  if (machine_choices(one).empty()) {
    cells.assign(subjects.size(),
                 {machines.name, Kind::not_applicable, "no such machine", one, {}});
    return cells;
  }
  for (const std::size_t s : subjects)
    one.checks.push_back(question(one, static_cast<int>(s), property));
  const CaseResult results = check_case(one, options);
  for (std::size_t k = 0; k < subjects.size(); ++k)
    cells.push_back(cell_of(machines, one, k, results.checks[k], property,
                            static_cast<int>(subjects[k]), options));
  return cells;
}

std::string why_not(const Case& c, std::size_t subject, Property property) {
  const Subject& s = c.subjects[subject];
  if (property == Property::mtrr_dead) {
    const bool converted = s.name == "after" || s.name == "later";
    return !converted && calls(c, s, KernelRule::mtrr_add)
               ? "calls " + std::string(plain_call(KernelRule::mtrr_add).name) + "() itself"
               : "";
  }
  if (s.async) return "a group: its programs are asked by themselves";
  if (!calls(c, s, KernelRule::phys_wc_add))
    return "does not call " + std::string(plain_call(KernelRule::phys_wc_add).name) + "()";
  const bool wanted = std::any_of(c.regions.begin(), c.regions.end(),
                                  [](const Region& r) { return r.wants == MemoryType::WC; });
  return wanted ? "" : "no region wants WC";
}

}  // namespace

std::vector<std::string> machines_of(Property property) {
  std::vector<std::string> names;
  for (const Machines& m : machines_for(property)) names.push_back(m.name);
  return names;
}

std::vector<PropertyRow> ask_property(const Case& c, Property property,
                                      const CheckOptions& options) {
  CheckOptions all = options;
  all.only.clear();
  std::vector<PropertyRow> rows;
  std::vector<std::size_t> asked;
  for (std::size_t s = 0; s < c.subjects.size(); ++s) {
    rows.push_back({c.subjects[s].name, why_not(c, s, property), {}});
    if (rows.back().not_applicable.empty()) asked.push_back(s);
  }
  if (asked.empty()) return rows;
  for (const Machines& m : machines_for(property)) {
    std::vector<PropertyCell> cells = column_of(c, asked, property, m, all);
    for (std::size_t k = 0; k < asked.size(); ++k)
      rows[asked[k]].cells.push_back(std::move(cells[k]));
  }
  return rows;
}

PropertyCell::Kind worst(const std::vector<PropertyRow>& rows, std::size_t cell) {
  for (Kind kind : {Kind::fails, Kind::unknown, Kind::proved})
    for (const PropertyRow& row : rows)
      if (cell < row.cells.size() && row.cells[cell].kind == kind) return kind;
  return Kind::not_applicable;
}

}  // namespace memtype::solver
