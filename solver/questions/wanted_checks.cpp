// What the regions of a case want, as checks.
#include "memtype/solver/suggest.hpp"
#include "memtype/solver/synthesis.hpp"
#include "questions/clean_machine.hpp"
#include "semantics/wants.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// Without PAT the firmware may stand in the way; so on clean machines only.
Expr clean_without_pat(const Case& c, const Region& region) {
  std::vector<Expr> terms = {not_expr(fact_expr(Fact::pat_enabled)), fact_expr(Fact::mtrr_enabled)};
  for (Expr& term : is_clean(c, region)) terms.push_back(std::move(term));
  return all_of(std::move(terms));
}

}  // namespace

std::vector<Check> wanted_checks(const Case& c, int subject) {
  std::vector<Check> checks;
  const Location at = c.subjects[static_cast<std::size_t>(subject)].at;
  for (std::size_t r = 0; r < c.regions.size(); ++r) {
    const Region& region = c.regions[r];
    if (!region.wants) continue;
    const auto add = [&](const std::string& suffix, std::optional<Expr> when) {
      checks.push_back(make_check(wanted_when(*region.wants),
                                  region.name + "_is_" + std::string(name(*region.wants)) + suffix,
                                  at, right_expr(c, subject, static_cast<int>(r)),
                                  std::move(when)));
    };
    if (*region.wants != MemoryType::WC) {
      add("", std::nullopt);
    } else {
      add("_pat", fact_expr(Fact::pat_enabled));
      add("_nopat", clean_without_pat(c, region));
    }
    if (wants_all(region))
      checks.push_back(make_check(Quantifier::finally_, region.name + "_in_whole", at,
                                  mapped_as_wanted(c, subject, static_cast<int>(r))));
  }
  return checks;
}

}  // namespace memtype::solver
