// Calls on the MTRRs, and on those alone.
#pragma once

#include <vector>

#include "memtype/cases/functions.hpp"
#include "memtype/linux/devres.hpp"
#include "memtype/machine/system.hpp"

namespace memtype::cases {

// One of them, when `guard` holds; 0 for those that return nothing.
template <Domain D>
typename D::Int call_on_mtrrs(System<D>& system, kernel::Devres<D>& devres, int owner,
                              const KernelCall& row, const typename D::Bool& guard,
                              const std::vector<typename D::Int>& arguments) {
  using Int = typename D::Int;
  const bool pat = system.pat.enabled;
  const auto word = [&](std::size_t n) { return to_word(arguments[n]); };
  if (row.rule == KernelRule::mtrr_add) {
    const typename D::Bool increment =
        arguments.size() < 4 ? typename D::Bool(true) : !(arguments[3] == Int(0));
    return kernel::mtrr_add<D>(system.mtrr, guard, word(0), word(1), arguments[2], increment);
  }
  if (row.rule == KernelRule::mtrr_del)
    return kernel::mtrr_del<D>(system.mtrr, guard, arguments[0], word(1), word(2));
  if (row.rule == KernelRule::phys_wc_del) {
    kernel::arch_phys_wc_del<D>(system.mtrr, guard, arguments[0]);
    return Int(0);
  }
  return row.managed ? kernel::devm_arch_phys_wc_add<D>(system.mtrr, pat, devres, owner, guard,
                                                        word(0), word(1))
                     : kernel::arch_phys_wc_add<D>(system.mtrr, pat, guard, word(0), word(1));
}

}  // namespace memtype::cases
