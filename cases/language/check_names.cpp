// Names in checks: regions and results as programs see them, facts, programs and groups.
#include <algorithm>

#include "language/check_scope.hpp"
#include "language/suggest.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/guard_facts.hpp"

namespace memtype::cases {
namespace {

// `after.fb` as "after" and "fb"; the second is empty without a dot.
std::pair<std::string, std::string> split(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return {text, ""};
  return {text.substr(0, dot), text.substr(dot + 1)};
}

class CheckNames {
 public:
  explicit CheckNames(CheckScope& scope) : s_(scope) {}

  Sort name(Expr& e) {
    if (resolve_common_name(e, s_.names)) return Sort::number;
    if (const GuardFact* row = find_guard_fact(e.text)) {
      e.symbol.kind = Symbol::Kind::fact;
      e.symbol.fact = row->fact;
      return row->word ? Sort::word_fact : Sort::number;
    }
    const auto [first, rest] = split(e.text);
    const int index = find(s_.names.subjects, first);
    if (index < 0) return unknown_name(e, first, rest), Sort::unknown;
    if (rest.empty()) {
      auto& d = s_.report().error("E017", e.at, quoted(first) + " is a program, not a number");
      d.hint = "write " + first + ".NAME for a region as it sees it or for a result of its calls";
      return Sort::unknown;
    }
    const int region = find(s_.names.regions, rest);
    return region >= 0 ? region_of(e, index, region) : result_of(e, index, rest);
  }

  void subject_argument(Expr& e, const std::string& function) {
    if (e.unreadable) return void(s_.doubtful = true);
    const int index = e.kind == Expr::Kind::name ? find(s_.names.subjects, e.text) : -1;
    if (index >= 0) {
      e.symbol.kind = Symbol::Kind::subject;
      e.symbol.index = e.symbol.subject = index;
      s_.subjects.insert(index);
      return;
    }
    s_.doubtful = true;
    if (s_.names.skipped.contains(e.text) || only_in_lanes(e, e.text)) return;
    std::vector<std::string> known;
    for (const Subject& s : s_.parsed().subjects) known.push_back(s.name);
    const std::string meant = s_.report().full() ? "" : did_you_mean(e.text, known);
    auto& d =
        s_.report().error("E017", e.at, function + "() asks about a program or a group" + meant);
    if (!known.empty()) d.notes.push_back({"there are " + quoted_list(known), {}});
  }

 private:
  Sort region_of(Expr& e, int subject_index, int region) {
    s_.names.region_used[static_cast<std::size_t>(region)] = true;
    e.symbol.kind = Symbol::Kind::region;
    e.symbol.index = region;
    e.symbol.subject = subject_index;
    if (s_.in_guard) {
      s_.not_in_guard(e.at, "the type of a region");
      return Sort::unknown;
    }
    s_.subjects.insert(subject_index);
    return Sort::region;
  }

  Sort result_of(Expr& e, int subject_index, const std::string& local) {
    std::vector<Symbol> found;
    for (int p : s_.subject(subject_index).programs) {
      const auto& locals = s_.program(p).locals;
      const auto it = std::find(locals.begin(), locals.end(), local);
      const auto index = it - locals.begin();
      if (it != locals.end() && assignment(p).ever[static_cast<std::size_t>(index)])
        found.push_back({Symbol::Kind::result, static_cast<int>(index), subject_index, p});
    }
    if (found.empty()) return never_assigned(e, subject_index, local), Sort::unknown;
    if (found.size() > 1) return ambiguous(e, found), Sort::unknown;
    e.symbol = found[0];
    if (!s_.in_guard) s_.subjects.insert(subject_index);
    readable_result(e);
    return Sort::number;
  }

  const Assignment& assignment(int program) const {
    return s_.assignments[static_cast<std::size_t>(program)];
  }

  void readable_result(const Expr& e) {
    if (!s_.at_end()) {
      auto& d = s_.report().error("E026", e.at,
                                  quoted(e.text) + " is a result of a call; '" +
                                      std::string(print_quantifier(s_.check.quantifier)) +
                                      "' also looks at steps before that call");
      d.hint = "results have their value after the last step: use 'finally'";
      return;
    }
    const Program& program = s_.program(e.symbol.program);
    const auto local = static_cast<std::size_t>(e.symbol.index);
    if (assignment(e.symbol.program).at_end[local]) return;
    auto& d = s_.report().error(
        "E015", e.at,
        quoted(e.text) + " has no value at the end of some paths of " + quoted(program.name));
    d.hint = "give it a value at the start of the program, for example " + program.locals[local] +
             " = 0;";
    d.notes.push_back({"this is the program", program.at});
  }

  void never_assigned(const Expr& e, int subject_index, const std::string& local) {
    if (s_.names.skipped.contains(split(local).first)) return;
    if (s_.report().full()) return void(s_.report().error("E014", e.at, "never assigned"));
    std::vector<std::string> known;  // each once, though a variable may be called like a region
    const auto add = [&](const std::string& name) {
      if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
    };
    for (int p : s_.subject(subject_index).programs) {
      const Program& program = s_.program(p);
      for (std::size_t i = 0; i < program.locals.size(); ++i)
        if (assignment(p).ever[i]) add(program.locals[i]);
    }
    for (const Region& r : s_.parsed().regions) add(r.name);
    const std::string names = known.empty() ? " (there are no names in it)"
                                            : " (names there: " + quoted_list(known) + ")";
    s_.report().error("E014", e.at,
                      quoted(e.text) + " is never assigned in " +
                          quoted(s_.subject(subject_index).name) + names +
                          did_you_mean(local, known));
  }

  void ambiguous(const Expr& e, const std::vector<Symbol>& found) {
    std::vector<std::string> programs;
    for (const Symbol& s : found) programs.push_back(s_.program(s.program).name);
    s_.report()
        .error("E043", e.at, quoted(e.text) + " could be a result of " + quoted_list(programs))
        .hint = "give the variables of programs that run together different names";
  }

  void unknown_name(const Expr& e, const std::string& first, const std::string& rest) {
    if (s_.names.skipped.contains(first) || s_.names.skipped.contains(rest)) return;
    if (s_.report().full()) return void(s_.report().error("E013", e.at, "unknown name"));
    if (find(s_.names.regions, e.text) >= 0) {
      const std::string program =
          s_.parsed().subjects.empty() ? "PROGRAM" : s_.parsed().subjects[0].name;
      s_.report()
          .error("E013", e.at, "region " + quoted(e.text) + " needs the program that sees it")
          .hint = "write " + program + "." + e.text;
      return;
    }
    if (only_in_lanes(e, first)) return;
    if (function_without_call(e, s_.names)) return;
    const std::size_t arrow = e.text.find("->");
    if (arrow != std::string::npos && find(s_.names.subjects, e.text.substr(0, arrow)) >= 0) {
      s_.report().error("E013", e.at, "unknown name " + quoted(e.text)).hint =
          "what a program sees is written with a dot: " + e.text.substr(0, arrow) + "." +
          e.text.substr(arrow + 2);
      return;
    }
    std::vector<std::string> known;
    for (MemoryType type : all_memory_types) known.emplace_back(memtype::name(type));
    for (const GuardFact& row : guard_facts()) known.emplace_back(row.name);
    for (const auto* table : {&s_.names.params, &s_.names.constants, &s_.names.subjects})
      for (const auto& entry : *table) known.push_back(entry.first);
    std::sort(known.begin(), known.end());
    const std::string whole = nearest(e.text, known);
    const std::string& wanted = whole.empty() && !rest.empty() ? first : e.text;
    s_.report().error("E013", e.at,
                      "unknown name " + quoted(wanted) + " in check " + quoted(s_.check.name) +
                          did_you_mean(wanted, known));
  }

  // A program that only follows others cannot be asked; its group can.
  bool only_in_lanes(const Expr& e, const std::string& program) {
    const auto it =
        std::find_if(s_.parsed().programs.begin(), s_.parsed().programs.end(),
                     [&](const Program& p) { return p.only_in_lanes && p.name == program; });
    if (it == s_.parsed().programs.end()) return false;
    auto& d = s_.report().error("E017", e.at,
                                quoted(program) + " runs only behind another program of its group");
    d.hint = "ask the group that runs it";
    d.notes.push_back({"this is the program", it->at});
    return true;
  }

  CheckScope& s_;
};

}  // namespace

Sort resolve_check_name(Expr& e, CheckScope& scope) { return CheckNames(scope).name(e); }

void resolve_subject_argument(Expr& e, const std::string& function, CheckScope& scope) {
  CheckNames(scope).subject_argument(e, function);
}

}  // namespace memtype::cases
