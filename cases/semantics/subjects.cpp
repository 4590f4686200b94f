#include "semantics/subjects.hpp"

#include <algorithm>

namespace memtype::cases {
namespace {

void collect_subjects(const Expr& e, std::vector<int>& subjects) {
  if (e.symbol.subject >= 0) subjects.push_back(e.symbol.subject);
  for (const Expr& part : e.args) collect_subjects(part, subjects);
}

void collect_regions(const Expr& e, std::vector<RegionUse>& uses) {
  const CheckFunction* function = e.function == nullptr ? nullptr : e.function->check_function();
  if (function != nullptr && row_of(*function).about_unmapped) return;
  if (e.symbol.kind == Symbol::Kind::region) {
    const RegionUse use{e.symbol.subject, e.symbol.index};
    if (std::find(uses.begin(), uses.end(), use) == uses.end()) uses.push_back(use);
  }
  for (const Expr& part : e.args) collect_regions(part, uses);
}

}  // namespace

std::vector<int> subjects_of(const Check& check) {
  std::vector<int> subjects;
  collect_subjects(check.condition, subjects);
  if (check.when) collect_subjects(*check.when, subjects);
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  return subjects;
}

std::vector<RegionUse> regions_of(const Check& check) {
  std::vector<RegionUse> uses;
  collect_regions(check.condition, uses);
  return uses;
}

}  // namespace memtype::cases
