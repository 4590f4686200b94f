#include "prove/witness.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace memtype::solver {

const Word& WitnessPages::page(int region, std::size_t n) {
  std::vector<Word>& pages = pages_[region];
  while (pages.size() <= n) {
    const cases::RegionPages<Symbolic> area = this->area(region);
    const std::uint64_t bytes = (area.end - area.begin).high();
    const std::uint64_t most = bytes - std::min(bytes, page_bytes);
    const std::string name =
        prefix_ + ".page." + std::to_string(region) + "." + std::to_string(pages.size());
    if (most < page_bytes) {  // a region of one page, or none
      pages.push_back(area.begin);
      continue;
    }
    const auto width = static_cast<unsigned>(std::bit_width(most));
    const Word offset = Word::unknown(name.c_str(), width - 12, 12, 0, most & page_mask);
    inside_ = inside_ && Bool(z3::ule(offset.formula(), Word(most & page_mask).formula()));
    pages.push_back(area.begin + offset);
    const Bool here = area.begin <= pages.back() && pages.back() < area.end;
    inside_ = inside_ && (here || !area.some);
  }
  return pages[n];
}

cases::RegionPages<Symbolic> WitnessPages::area(int region) const {
  return cases::region_pages<Symbolic>(c_, choice_, inputs_, region);
}

Bool WitnessRegions::any_type_in(int region, TypeSet types) { return claim(region, false, types); }
Bool WitnessRegions::aliased(int region) { return claim(region, true, TypeSet{}); }

Bool WitnessRegions::claim(int region, bool aliased, TypeSet types) {
  if (system_.mappings.empty()) return Bool(false);
  for (const Claim& c : claims_)
    if (c.region == region && c.aliased == aliased && c.types == types) return c.holds;
  const std::string name = prefix_ + ".claim." + std::to_string(claims_.size());
  claims_.push_back({region, aliased, types, Bool::unknown(name.c_str())});
  return claims_.back().holds;
}

Bool WitnessRegions::at(const Claim& claim, const RegionState<Symbolic>& page) {
  if (claim.aliased) return page.aliased;
  return claim.types == cases::all_types ? page.mapped : intersects(page.types, claim.types);
}

const RegionState<Symbolic>& WitnessRegions::page(int region, std::size_t n) {
  const auto key = std::pair(region, n);
  auto known = states_.find(key);
  if (known == states_.end())
    known = states_
                .emplace(key, page_state<Symbolic>(system_, pages_.area(region).some,
                                                   pages_.page(region, n)))
                .first;
  return known->second;
}

namespace {

// Marks with which sign each truth constant occurs in a formula.
class Signs {
 public:
  void visit(const z3::expr& e, bool positive) {
    auto& seen = seen_[e.id()];
    bool& mark = positive ? seen.first : seen.second;
    if (mark) return;
    mark = true;
    if (!e.is_app()) return;
    if (e.is_not()) return visit(e.arg(0), !positive);
    // A number may be made of truths, too: mapped(a.fb) == mapped(b.fb).
    const bool keeps_sign = e.is_and() || e.is_or();
    for (unsigned i = 0; i < e.num_args(); ++i) {
      visit(e.arg(i), positive);
      if (!keeps_sign) visit(e.arg(i), !positive);
    }
  }
  std::pair<bool, bool> of(const z3::expr& e) const {
    const auto seen = seen_.find(e.id());
    return seen == seen_.end() ? std::pair(false, false) : seen->second;
  }

 private:
  std::map<unsigned, std::pair<bool, bool>> seen_;
};

}  // namespace

void WitnessRegions::assign(const z3::expr& obligation) {
  if (claims_.empty()) return;
  Signs signs;
  signs.visit(obligation, true);
  for (Claim& claim : claims_) {
    std::tie(claim.wanted_true, claim.wanted_false) = signs.of(claim.holds.formula());
    if (claim.wanted_true) claim.witness = used_[claim.region]++;
  }
}

Bool WitnessRegions::meaning() {
  Bool all(true);
  for (const Claim& claim : claims_) {
    if (claim.wanted_true)
      all = all && (!claim.holds || at(claim, page(claim.region, claim.witness)));
    for (std::size_t n = 0; claim.wanted_false && n < used_[claim.region]; ++n)
      all = all && (claim.holds || !at(claim, page(claim.region, n)));
  }
  return all;
}

Bool WitnessRegions::undefined() {
  Bool some(false);
  for (const auto& [key, state] : states_) some = some || state.undefined;
  return some;
}

Bool WitnessRegions::really_mapped(int region) { return page(region, 0).mapped; }

}  // namespace memtype::solver
