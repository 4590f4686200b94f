#include "memtype/cpu/mtrr_region.hpp"

#include "cpu/region_rules.hpp"

namespace memtype {

RegionTypes mtrr_types_in(const MtrrState<Concrete>& mtrr, PhysRange range, std::size_t max_cuts) {
  return rules::RegionSearch(mtrr, max_cuts).run(range);
}

TypeSet mtrr_types_in(const MtrrState<Concrete>& mtrr, PhysRange range) {
  return mtrr_types_in(mtrr, range, ~std::size_t{0}).types;
}

}  // namespace memtype
