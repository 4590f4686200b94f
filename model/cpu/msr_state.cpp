// From saved registers to running ones, and to what they mean.

#include "cpu/msr_rules.hpp"
#include "memtype/cpu/msr.hpp"

namespace memtype {

std::vector<MsrWrite> restore_order(const MsrFile& file) {
  std::vector<MsrWrite> writes;
  rules::each_restore_write(file, [&](const MsrWrite& write) { writes.push_back(write); });
  return writes;
}

MsrRestore restore_msrs(MsrFile& file, const MsrFile& saved) {
  MsrFile restored = file;
  for (const MsrWrite& write : restore_order(saved)) {
    const MsrFault fault = write_msr(restored, write.msr, write.value);
    if (fault != MsrFault::none) return {fault, write};
  }
  file = restored;
  return {};
}

MsrRestore check_restore(const MsrFile& file, const MsrFile& saved) {
  MsrFile copy = file;
  return restore_msrs(copy, saved);
}

std::vector<std::uint32_t> snapshot_msrs(const MsrFile& file) {
  std::vector<std::uint32_t> msrs;
  for (const MsrWrite& write : restore_order(file)) {
    std::erase(msrs, write.msr);
    msrs.push_back(write.msr);
  }
  return msrs;
}

MtrrState<Concrete> mtrr_state(const MsrFile& file) {
  MtrrState<Concrete> state;
  rules::decode_switches(file, state);
  auto fixed = file.fixed;
  if (is_amd(file))
    for (std::uint64_t& value : fixed) value &= ~fixed_route_bits;
  if (state.fixed_enabled) state.fixed = FixedRanges::from_msrs(fixed).runs();
  for (const MsrPair& pair : file.variable)
    state.variable.push_back(range_from_msrs(pair.base, pair.mask, file.phys_bits));
  return state;
}

}  // namespace memtype
