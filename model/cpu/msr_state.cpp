// From saved registers to running ones, and to what they mean.

#include "memtype/cpu/msr.hpp"
#include "msr_bits.hpp"

namespace memtype {
namespace {

void off_base_mask(std::vector<MsrWrite>& writes, std::uint32_t base, const MsrPair& pair) {
  writes.push_back({base + 1, 0});
  writes.push_back({base, pair.base});
  writes.push_back({base + 1, pair.mask});
}

void amd_registers(std::vector<MsrWrite>& writes, const MsrFile& file) {
  writes.push_back({msr::top_mem, file.top_mem});
  writes.push_back({msr::top_mem2, file.top_mem2});
  for (std::uint32_t i = 0; i < file.iorr.size(); ++i)
    off_base_mask(writes, msr::iorr_base0 + 2 * i, file.iorr[i]);
  // Only so are RdMem and WrMem of the fixed ranges written.
  writes.push_back({msr::syscfg, (file.syscfg | syscfg_fix_dram_mod_en) & ~syscfg_fix_dram_en});
}

void mtrr_registers(std::vector<MsrWrite>& writes, const MsrFile& file) {
  if ((file.cap & mtrr_cap_fixed) != 0)
    for (std::size_t i = 0; i < file.fixed.size(); ++i)
      writes.push_back({FixedRanges::msrs[i], file.fixed[i]});
  for (std::uint32_t i = 0; i < file.variable.size(); ++i)
    off_base_mask(writes, msr::mtrr_base0 + 2 * i, file.variable[i]);
}

}  // namespace

std::vector<MsrWrite> restore_order(const MsrFile& file) {
  std::vector<MsrWrite> writes;
  if (file.has_mtrr) writes.push_back({msr::mtrr_def_type, file.def_type & ~mtrr_def_enable});
  if (is_amd(file)) amd_registers(writes, file);
  if (file.has_mtrr) mtrr_registers(writes, file);
  if (is_amd(file)) writes.push_back({msr::syscfg, file.syscfg});
  if (file.has_pat) writes.push_back({msr::pat, file.pat});
  if (has_smrr(file) && file.in_smm) off_base_mask(writes, msr::smrr_base, file.smrr);
  if (file.has_mtrr) writes.push_back({msr::mtrr_def_type, file.def_type});
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

MtrrState<Concrete> mtrr_state(const MsrFile& file) {
  MtrrState<Concrete> state;
  state.phys_bits = file.phys_bits;
  state.enabled = file.has_mtrr && (file.def_type & mtrr_def_enable) != 0;
  state.fixed_enabled =
      (file.def_type & mtrr_def_fixed_enable) != 0 && (file.cap & mtrr_cap_fixed) != 0;
  state.default_type = static_cast<MemoryType>(file.def_type & 7);
  auto fixed = file.fixed;
  if (is_amd(file))
    for (std::uint64_t& value : fixed) value &= ~fixed_route_bits;
  if (state.fixed_enabled) state.fixed = FixedRanges::from_msrs(fixed).runs();
  for (const MsrPair& pair : file.variable)
    state.variable.push_back(range_from_msrs(pair.base, pair.mask, file.phys_bits));
  constexpr std::uint64_t forced = syscfg_tom2_en | syscfg_tom2_force_wb;
  if (is_amd(file) && file.family >= 15 && (file.syscfg & forced) == forced)
    state.tom2_wb_end = file.top_mem2 & top_mem_bits;
  return state;
}

}  // namespace memtype
