// Conditions and guards of checks: what each name means, and which comparisons have a meaning.
#include <algorithm>
#include <set>

#include "language/resolver.hpp"
#include "language/suggest.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cpu/profiles.hpp"

namespace memtype::cases {
namespace {

// What kind of thing an expression stands for. `word` facts are compared with names only.
enum class Sort { number, region, type, string, word_fact, unknown };

struct FactRow {
  std::string_view name;
  Fact fact;
  bool word;
};
constexpr FactRow facts[] = {
    {"pat_enabled", Fact::pat_enabled, false},
    {"mtrr_enabled", Fact::mtrr_enabled, false},
    {"start.mtrr_free", Fact::start_mtrr_free, false},
    {"start.mtrr_used", Fact::start_mtrr_used, false},
    {"mtrr_variable", Fact::mtrr_variable, false},
    {"phys_bits", Fact::phys_bits, false},
    {"env", Fact::env, true},
    {"cpu", Fact::cpu, true},
    {"pat", Fact::pat, true},
    {"kernel", Fact::kernel, true},
};

const FactRow* find_fact(std::string_view name) {
  const auto* row = std::find_if(std::begin(facts), std::end(facts),
                                 [&](const FactRow& r) { return r.name == name; });
  return row == std::end(facts) ? nullptr : row;
}

// The names a word fact can be compared with.
std::vector<std::string> values_of(Fact fact) {
  if (fact == Fact::env) return {"bare_metal", "xen_pv", "xen_domu", "kvm", "tdx", "snp", "hyperv"};
  if (fact == Fact::pat) return {"absent", "nopat", "linux4", "linux", "xen", "msr"};
  const auto profiles = profile_names();
  return {profiles.begin(), profiles.end()};
}

// `after.fb` as "after" and "fb"; the second is empty without a dot.
std::pair<std::string, std::string> split(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return {text, ""};
  return {text.substr(0, dot), text.substr(dot + 1)};
}

std::string mirrored(const std::string& op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  if (op == ">=") return "<=";
  return op;
}

bool is_ordering(const std::string& op) {
  return op == "<" || op == "<=" || op == ">" || op == ">=";
}

class CheckResolver {
 public:
  CheckResolver(Check& check, const std::vector<Assignment>& assignments, Names& names)
      : check_(check), assignments_(assignments), names_(names), c_(names.parsed) {}

  void run() {
    if (is_unreadable(check_.condition)) return;
    const int errors = report().errors();
    number(check_.condition);
    if (report().errors() == errors && !doubtful_) subject_count();
    in_guard_ = true;
    if (check_.when) number(*check_.when);
  }

 private:
  Report& report() { return names_.report; }
  bool at_end() const { return check_.quantifier == Quantifier::finally_; }

  void subject_count() {
    if (subjects_.empty()) {
      report().error("E025", check_.condition.at, "this condition speaks of no program").hint =
          "ask about a region or a result as a program sees it, such as after.fb == WC";
      return;
    }
    if (subjects_.size() == 1 || at_end()) return;
    std::vector<std::string> list;
    for (int s : subjects_) list.push_back(subject(s).name);
    auto& d =
        report().error("E025", check_.at,
                       "'" + std::string(print_quantifier(check_.quantifier)) +
                           "' looks at the steps of one program, but this condition speaks of " +
                           quoted_list(list));
    d.hint = "programs are compared after their last steps: use 'finally'";
  }

  const Subject& subject(int index) const { return c_.subjects[static_cast<std::size_t>(index)]; }

  // --- expressions ---

  // Resolves `e` and reports whatever is not a number or a truth value.
  void number(Expr& e) {
    switch (sort(e)) {
      case Sort::number:
      case Sort::unknown: return;
      case Sort::region: return bare_region(e);
      case Sort::type: return bare_type(e);
      case Sort::string: return bare_string(e);
      case Sort::word_fact: return bare_fact(e);
    }
  }

  Sort sort(Expr& e) {
    const Sort found = sort_of(e);
    doubtful_ = doubtful_ || found == Sort::unknown;
    return found;
  }

  Sort sort_of(Expr& e) {
    switch (e.kind) {
      case Expr::Kind::number: return is_unreadable(e) ? Sort::unknown : Sort::number;
      case Expr::Kind::name: return name(e);
      case Expr::Kind::call: return call(e);
      case Expr::Kind::types: return Sort::type;
      case Expr::Kind::word: return Sort::string;
      case Expr::Kind::unary: number(e.args[0]); return Sort::number;
      case Expr::Kind::binary: return binary(e);
      case Expr::Kind::in_set: return membership(e);
    }
    return Sort::unknown;
  }

  Sort membership(Expr& e) {
    const Sort left = sort(e.args[0]);
    if (left != Sort::region && left != Sort::unknown)
      report().error("E023", e.args[0].at, "only a region can be 'in' a set of types").hint =
          "for example after.fb in {UC, WC}";
    return Sort::number;
  }

  Sort binary(Expr& e) {
    if (fact_of(e.args[0]) == nullptr && e.args.size() == 2 && fact_of(e.args[1]) != nullptr) {
      std::swap(e.args[0], e.args[1]);
      e.text = mirrored(e.text);
    }
    const bool compares = e.text == "==" || e.text == "!=" || is_ordering(e.text);
    if (compares && fact_of(e.args[0]) != nullptr) return fact_comparison(e);
    if (e.text == "==" || e.text == "!=") return comparison(e);
    for (Expr& argument : e.args) number(argument);
    return Sort::number;
  }

  Sort comparison(Expr& e) {
    Sort left = sort(e.args[0]), right = sort(e.args[1]);
    if (left == Sort::unknown || right == Sort::unknown) return Sort::number;
    if (right == Sort::region && left == Sort::type) {
      std::swap(e.args[0], e.args[1]);
      std::swap(left, right);
    }
    if (left == Sort::region || right == Sort::region) {
      region_comparison(e, left, right);
      return Sort::number;
    }
    if (left == Sort::type || right == Sort::type) {
      bare_type(e.args[left == Sort::type ? 0 : 1]);
    } else if (left == Sort::string || right == Sort::string) {
      bare_string(e.args[left == Sort::string ? 0 : 1]);
    }
    return Sort::number;
  }

  void region_comparison(const Expr& e, Sort left, Sort right) {
    const std::string& region = e.args[left == Sort::region ? 0 : 1].text;
    if (left == Sort::region && right == Sort::region) {
      report().error("E023", e.at, "two regions are not compared with '" + e.text + "'").hint =
          "write same(" + e.args[0].text + ", " + e.args[1].text + ") or no_worse(...)";
      return;
    }
    if (left != Sort::region || right != Sort::type) {
      report()
          .error("E023", e.at,
                 "region " + quoted(region) + " is compared with something that is no type")
          .hint = "a region is compared with a memory type: " + region + " == WC";
      return;
    }
    const std::string type = to_string(e.args[1].types);
    if (e.text == "!=") {
      auto& d =
          report().error("E022", e.at, "'" + region + " != " + type + "' can mean two things");
      d.notes.push_back({"write !has(" + region + ", " + type + ") if no page may be " + type, {}});
      d.notes.push_back(
          {"write !(" + region + " == " + type + ") if not every page may be " + type, {}});
      return;
    }
    if (!any_mtrr_type.contains(*e.args[1].types.single()))
      report().error("E023", e.args[1].at, "a region cannot be compared with " + type).hint =
          "write has(" + region + ", " + type + ") or " + region + " in {" + type + "}";
  }

  void bare_region(const Expr& e) {
    report().error("E023", e.at, "region " + quoted(e.text) + " is not a number").hint =
        "ask for its type, " + e.text + " == WC, or whether it is mapped, mapped(" + e.text + ")";
  }
  void bare_type(const Expr& e) {
    report().error("E017", e.at, "memory type " + to_string(e.types) + " is not a number").hint =
        "a type is compared with a region: after.fb == " + to_string(e.types);
  }
  void bare_string(const Expr& e) {
    report().error("E017", e.at, "a string is not a number").hint =
        "strings are for kernel versions: kernel >= \"6.1\"";
  }
  void bare_fact(const Expr& e) {
    const bool version = e.symbol.index == static_cast<int>(Fact::kernel);
    report().error("E030", e.at, quoted(e.text) + " must be compared").hint =
        version
            ? "for example kernel >= \"6.1\""
            : "for example " + e.text + " == " + values_of(static_cast<Fact>(e.symbol.index))[0];
  }

  // --- facts ---

  // The word fact that `e` names, if it does and nothing else has that name.
  const FactRow* fact_of(const Expr& e) const {
    if (e.kind != Expr::Kind::name || find(names_.params, e.text) >= 0 ||
        find(names_.constants, e.text) >= 0)
      return nullptr;
    const FactRow* row = find_fact(e.text);
    return row != nullptr && row->word ? row : nullptr;
  }

  Sort fact_comparison(Expr& e) {
    const FactRow& row = *fact_of(e.args[0]);
    set_fact(e.args[0], row.fact);
    Expr& value = e.args[1];
    if (is_unreadable(value)) return Sort::number;
    if (row.fact == Fact::kernel) {
      compare_version(value);
      return Sort::number;
    }
    if (is_ordering(e.text)) {
      report().error("E030", e.at, quoted(e.args[0].text) + " has no order; compare with == or !=");
      return Sort::number;
    }
    const auto known = values_of(row.fact);
    const bool word = value.kind == Expr::Kind::name || value.kind == Expr::Kind::word;
    if (!word || std::find(known.begin(), known.end(), value.text) == known.end()) {
      auto& d = report().error("E030", value.at,
                               quoted(value.text) + " is not a value of " + quoted(row.name) +
                                   did_you_mean(value.text, known));
      d.notes.push_back({"values are " + quoted_list(known, 40), {}});
    }
    value.kind = Expr::Kind::word;
    value.args.clear();
    return Sort::number;
  }

  void compare_version(const Expr& value) {
    const auto v = value.kind == Expr::Kind::word ? kernel::version_from(value.text) : std::nullopt;
    if (!v)
      report().error("E030", value.at, "a kernel version is written in quotes, such as \"6.1\"");
    else if (!kernel::is_series(*v))
      report().error("E030", value.at, "there is no kernel " + kernel::series_name(*v));
  }

  void set_fact(Expr& e, Fact fact) {
    e.symbol.kind = Symbol::Kind::fact;
    e.symbol.index = static_cast<int>(fact);
  }

  // --- names ---

  Sort name(Expr& e) {
    if (resolve_common_name(e, names_)) return Sort::number;
    if (const FactRow* row = find_fact(e.text)) {
      set_fact(e, row->fact);
      return row->word ? Sort::word_fact : Sort::number;
    }
    const auto [first, rest] = split(e.text);
    const int index = find(names_.subjects, first);
    if (index < 0) return unknown_name(e, first, rest), Sort::unknown;
    if (rest.empty()) {
      auto& d = report().error("E017", e.at, quoted(first) + " is a program, not a number");
      d.hint = "write " + first + ".NAME for a region as it sees it or for a result of its calls";
      return Sort::unknown;
    }
    const int region = find(names_.regions, rest);
    return region >= 0 ? region_of(e, index, region) : result_of(e, index, rest);
  }

  Sort region_of(Expr& e, int subject_index, int region) {
    names_.region_used[static_cast<std::size_t>(region)] = true;
    e.symbol.kind = Symbol::Kind::region;
    e.symbol.index = region;
    e.symbol.subject = subject_index;
    if (in_guard_) {
      not_in_guard(e.at, "the type of a region");
      return Sort::unknown;
    }
    subjects_.insert(subject_index);
    return Sort::region;
  }

  void not_in_guard(Location at, const std::string& what) {
    report().error("E026", at, "a guard cannot ask for " + what).hint =
        "'when' chooses machines by facts and parameters; ask this in the condition";
  }

  Sort result_of(Expr& e, int subject_index, const std::string& local) {
    std::vector<Symbol> found;
    for (int p : subject(subject_index).programs) {
      const auto& locals = c_.programs[static_cast<std::size_t>(p)].locals;
      const auto it = std::find(locals.begin(), locals.end(), local);
      const auto index = it - locals.begin();
      if (it != locals.end() && assignment(p).ever[static_cast<std::size_t>(index)])
        found.push_back({Symbol::Kind::result, static_cast<int>(index), subject_index, p});
    }
    if (found.empty()) return never_assigned(e, subject_index, local), Sort::unknown;
    if (found.size() > 1) return ambiguous(e, found), Sort::unknown;
    e.symbol = found[0];
    if (!in_guard_) subjects_.insert(subject_index);
    readable_result(e);
    return Sort::number;
  }

  const Assignment& assignment(int program) const {
    return assignments_[static_cast<std::size_t>(program)];
  }

  void readable_result(const Expr& e) {
    if (!at_end()) {
      auto& d = report().error("E026", e.at,
                               quoted(e.text) + " is a result of a call; '" +
                                   std::string(print_quantifier(check_.quantifier)) +
                                   "' also looks at steps before that call");
      d.hint = "results have their value after the last step: use 'finally'";
      return;
    }
    const Program& program = c_.programs[static_cast<std::size_t>(e.symbol.program)];
    const auto local = static_cast<std::size_t>(e.symbol.index);
    if (assignment(e.symbol.program).at_end[local]) return;
    auto& d = report().error(
        "E015", e.at,
        quoted(e.text) + " has no value at the end of some paths of " + quoted(program.name));
    d.hint = "give it a value at the start of the program, for example " + program.locals[local] +
             " = 0;";
    d.notes.push_back({"this is the program", program.at});
  }

  void never_assigned(const Expr& e, int subject_index, const std::string& local) {
    if (names_.skipped.contains(split(local).first)) return;
    if (report().full()) return void(report().error("E014", e.at, "never assigned"));
    std::vector<std::string> known;
    for (int p : subject(subject_index).programs) {
      const Program& program = c_.programs[static_cast<std::size_t>(p)];
      for (std::size_t i = 0; i < program.locals.size(); ++i)
        if (assignment(p).ever[i]) known.push_back(program.locals[i]);
    }
    for (const Region& r : c_.regions) known.push_back(r.name);
    const std::string names = known.empty() ? " (there are no names in it)"
                                            : " (names there: " + quoted_list(known) + ")";
    report().error("E014", e.at,
                   quoted(e.text) + " is never assigned in " + quoted(subject(subject_index).name) +
                       names + did_you_mean(local, known));
  }

  void ambiguous(const Expr& e, const std::vector<Symbol>& found) {
    std::vector<std::string> programs;
    for (const Symbol& s : found)
      programs.push_back(c_.programs[static_cast<std::size_t>(s.program)].name);
    report()
        .error("E043", e.at, quoted(e.text) + " could be a result of " + quoted_list(programs))
        .hint = "give the variables of programs that run together different names";
  }

  void unknown_name(const Expr& e, const std::string& first, const std::string& rest) {
    if (names_.skipped.contains(first) || names_.skipped.contains(rest)) return;
    if (report().full()) return void(report().error("E013", e.at, "unknown name"));
    if (find(names_.regions, e.text) >= 0) {
      const std::string program = c_.subjects.empty() ? "PROGRAM" : c_.subjects[0].name;
      report()
          .error("E013", e.at, "region " + quoted(e.text) + " needs the program that sees it")
          .hint = "write " + program + "." + e.text;
      return;
    }
    if (only_in_lanes(e, first)) return;
    if (function_without_call(e, names_)) return;
    const std::size_t arrow = e.text.find("->");
    if (arrow != std::string::npos && find(names_.subjects, e.text.substr(0, arrow)) >= 0) {
      report().error("E013", e.at, "unknown name " + quoted(e.text)).hint =
          "what a program sees is written with a dot: " + e.text.substr(0, arrow) + "." +
          e.text.substr(arrow + 2);
      return;
    }
    std::vector<std::string> known;
    for (MemoryType type : all_memory_types) known.emplace_back(memtype::name(type));
    for (const FactRow& row : facts) known.emplace_back(row.name);
    for (const auto* table : {&names_.params, &names_.constants, &names_.subjects})
      for (const auto& entry : *table) known.push_back(entry.first);
    std::sort(known.begin(), known.end());
    const std::string whole = nearest(e.text, known);
    const std::string& wanted = whole.empty() && !rest.empty() ? first : e.text;
    report().error("E013", e.at,
                   "unknown name " + quoted(wanted) + " in check " + quoted(check_.name) +
                       did_you_mean(wanted, known));
  }

  // A program that only follows others cannot be asked; its group can.
  bool only_in_lanes(const Expr& e, const std::string& program) {
    const auto it = std::find_if(c_.programs.begin(), c_.programs.end(), [&](const Program& p) {
      return p.only_in_lanes && p.name == program;
    });
    if (it == c_.programs.end()) return false;
    auto& d = report().error("E017", e.at,
                             quoted(program) + " runs only behind another program of its group");
    d.hint = "ask the group that runs it";
    d.notes.push_back({"this is the program", it->at});
    return true;
  }

  // --- calls ---

  Sort call(Expr& e) {
    const FunctionInfo* f = find_function(e.text);
    if (f == nullptr) {
      unknown_function(e, names_, true);
      return Sort::unknown;
    }
    if (f->group == FunctionGroup::kernel_call) {
      report().error("E035", e.at, e.text + "() is a kernel call; a check only looks").hint =
          "call it in a program and read its result here, as in after.cookie";
      return Sort::unknown;
    }
    const bool guarded = in_guard_ && f->group == FunctionGroup::property &&
                         f->function != Function::firmware_covers;
    if (guarded) not_in_guard(e.at, e.text + "()");
    if (!check_argument_count(e, names_) || guarded) return Sort::unknown;
    for (std::size_t i = 0; i < e.args.size(); ++i) argument(e.args[i], f->arguments[i], e.text);
    return Sort::number;
  }

  void argument(Expr& e, char letter, const std::string& function) {
    if (letter == 'n') return number(e);
    if (letter == 'p') return subject_argument(e, function);
    const Sort found = sort(e);
    const Sort wanted = letter == 'r' ? Sort::region : Sort::type;
    if (found == wanted || found == Sort::unknown) return;
    if (wanted == Sort::region)
      report().error("E017", e.at, function + "() asks about a region").hint =
          "write the region as a program sees it, such as after.fb";
    else
      report().error("E017", e.at, function + "() takes a memory type here").hint =
          "one of UC, UC-, WC, WT, WP, WB, CD";
  }

  void subject_argument(Expr& e, const std::string& function) {
    if (is_unreadable(e)) return void(doubtful_ = true);
    const int index = e.kind == Expr::Kind::name ? find(names_.subjects, e.text) : -1;
    if (index >= 0) {
      e.symbol.kind = Symbol::Kind::subject;
      e.symbol.index = e.symbol.subject = index;
      subjects_.insert(index);
      return;
    }
    doubtful_ = true;
    if (names_.skipped.contains(e.text) || only_in_lanes(e, e.text)) return;
    std::vector<std::string> known;
    for (const Subject& s : c_.subjects) known.push_back(s.name);
    const std::string meant = report().full() ? "" : did_you_mean(e.text, known);
    auto& d = report().error("E017", e.at, function + "() asks about a program or a group" + meant);
    if (!known.empty()) d.notes.push_back({"there are " + quoted_list(known), {}});
  }

  Check& check_;
  const std::vector<Assignment>& assignments_;
  Names& names_;
  Case& c_;
  std::set<int> subjects_;
  bool in_guard_ = false;
  bool doubtful_ = false;  // a part could not be understood, for reasons already reported
};

}  // namespace

void resolve_check(Check& check, const std::vector<Assignment>& assignments, Names& names) {
  CheckResolver(check, assignments, names).run();
}

}  // namespace memtype::cases
