// Calls on an area of user space, which their first argument points to.
#pragma once

#include <vector>

#include "memtype/cases/functions.hpp"
#include "memtype/linux/user_map.hpp"

namespace memtype::cases {

// What such a call returns where its argument points to no area: NULL, an errno that says so, or
// nothing.
constexpr std::int64_t without_area(KernelRule rule) {
  if (rule == KernelRule::remap_into_area) return kernel::error_inval;
  return rule == KernelRule::mremap ? kernel::error_fault : 0;
}

// One of them on area `area`, the index of a mapping, when `guard` holds; 0 for calls that return
// nothing.
template <Domain D>
typename D::Int call_on_area(kernel::AddressSpace<D>& space, KernelRule rule,
                             const typename D::Bool& guard, int area,
                             const std::vector<typename D::Int>& arguments) {
  using Int = typename D::Int;
  const auto word = [&](std::size_t n) { return to_word(arguments[n]); };
  if (rule == KernelRule::remap_into_area) {
    const auto type = static_cast<MemoryType>(known_value(word(4)).value_or(0));
    return kernel::remap_into_area<D>(space, guard, area, word(1), word(2), word(3), type);
  }
  if (rule == KernelRule::mremap) return kernel::resize_area<D>(space, guard, area, word(1));
  if (rule == KernelRule::fork) return kernel::fork_area<D>(space, guard, area);
  if (rule == KernelRule::zap_pages)
    kernel::zap_area<D>(space, guard, area, word(1), word(2));
  else if (arguments.size() > 1)
    kernel::unmap_area<D>(space, guard, area, word(1), word(2));
  else
    kernel::unmap_area<D>(space, guard, area);
  return Int(0);
}

// Makes the call on each area that the first argument may point to.
template <Domain D>
typename D::Int call_on_areas(kernel::AddressSpace<D>& space, KernelRule rule,
                              const typename D::Bool& guard,
                              const std::vector<typename D::Int>& arguments) {
  using Int = typename D::Int;
  Int result(without_area(rule));
  space.memtype.why.note(guard, kernel::Guard::area_none);
  const std::size_t count = space.mappings.size();
  for (std::size_t k = 0; k < count; ++k) {
    const typename D::Bool here = guard && kernel::points_to<D>(arguments[0], k);
    if (known_false(here)) continue;
    const bool area = space.mappings[k].kind == kernel::MappingKind::user ||
                      space.mappings[k].kind == kernel::MappingKind::area;
    if (!area) continue;
    space.memtype.why.note(here, kernel::Guard::none);
    result = ite(here, call_on_area<D>(space, rule, here, static_cast<int>(k), arguments), result);
  }
  return ite(guard, result, Int(0));
}

}  // namespace memtype::cases
