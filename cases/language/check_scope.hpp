// What the parts of the resolver of checks share about the check at hand. Private to the front end.
#pragma once

#include <set>
#include <string>

#include "language/resolver.hpp"

namespace memtype::cases {

// What kind of thing an expression stands for. `word` facts are compared with names only.
enum class Sort { number, region, type, string, word_fact, unknown };

struct CheckScope {
  const Check& check;
  const std::vector<Assignment>& assignments;
  Names& names;
  std::set<int> subjects = {};  // those that the condition speaks of
  bool in_guard = false;
  std::string guard = "a guard";  // what that is called
  bool doubtful = false;          // a part could not be understood, for reasons already reported

  Report& report() const { return names.report; }
  const Case& parsed() const { return names.parsed; }
  const Subject& subject(int index) const {
    return names.parsed.subjects[static_cast<std::size_t>(index)];
  }
  const Program& program(int index) const {
    return names.parsed.programs[static_cast<std::size_t>(index)];
  }
  bool at_end() const { return check.quantifier == Quantifier::finally_; }
  void not_in_guard(Location at, const std::string& what) const {
    report().error("E026", at, guard + " cannot ask for " + what).hint =
        "it chooses machines by facts and parameters; ask this in the condition of a check";
  }
};

// check_names.cpp: a name alone, a result, a region as a program sees it, or a fact.
Sort resolve_check_name(Expr& e, CheckScope& scope);
// The argument of a function that asks about a program or a group.
void resolve_subject_argument(Expr& e, const std::string& function, CheckScope& scope);

// check_facts.cpp: a comparison of a fact with a word; false where neither side of `e` is such a
// fact. A fact on the right is exchanged with the left side first.
bool resolve_fact_comparison(Expr& e, CheckScope& scope);

// check_misuse.cpp: why an expression of this sort cannot stand where a number must; how a region
// may be compared.
void report_no_number(const Expr& e, Sort sort, Report& report);
void check_region_comparison(const Expr& e, Sort left, Sort right, Report& report);

}  // namespace memtype::cases
