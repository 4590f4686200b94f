// The pcim_*() calls on a BAR, or on a mapping of one.
#pragma once

#include <vector>

#include "memtype/cases/functions.hpp"
#include "memtype/linux/pcim_devres.hpp"

namespace memtype::cases {

// One of them, when `guard` holds; 0 for those that return nothing.
template <Domain D>
typename D::Int call_on_bar(kernel::AddressSpace<D>& space, kernel::Devres<D>& devres, int owner,
                            KernelRule rule, const typename D::Bool& guard,
                            const std::vector<typename D::Int>& arguments) {
  using Int = typename D::Int;
  using Word = typename D::Word;
  if (rule == KernelRule::pcim_iounmap) {
    kernel::pcim_iounmap<D>(space, devres, owner, guard, arguments[0]);
    return Int(0);
  }
  const Word start = to_word(arguments[0]), length = to_word(arguments[1]);
  if (rule == KernelRule::pcim_iounmap_region) {
    kernel::pcim_iounmap_region<D>(space, devres, owner, guard, start, length);
    return Int(0);
  }
  if (rule == KernelRule::pcim_iomap)
    return kernel::pcim_iomap<D>(space, devres, owner, guard, start, length);
  if (rule == KernelRule::pcim_iomap_range)
    return kernel::pcim_iomap_range<D>(space, devres, owner, guard, start, length,
                                       to_word(arguments[2]), to_word(arguments[3]));
  if (rule == KernelRule::pcim_iomap_region)
    return kernel::pcim_iomap_region<D>(space, devres, owner, guard, start, length);
  if (rule == KernelRule::pcim_iomap_all)
    return kernel::pcim_iomap_all<D>(space, devres, owner, guard, start, length);
  return kernel::pcim_iomap_regions<D>(space, devres, owner, guard, start, length);
}

}  // namespace memtype::cases
