#include "memtype/cpu/msr.hpp"

#include "cpu/msr_rules.hpp"

namespace memtype {
MsrFile reset_msrs(Vendor vendor, unsigned phys_bits, std::uint64_t cap) {
  MsrFile file;
  file.vendor = vendor;
  file.phys_bits = phys_bits;
  file.cap = cap;
  file.variable.assign(cap & 0xff, MsrPair{});
  rules::reset_amd(file);
  return file;
}

MsrFile reset_msrs(const CpuProfile& cpu) {
  const std::uint64_t smrr = cpu.has_smrr ? mtrr_cap_smrr : 0;
  const std::uint64_t cap = cpu.variable_mtrrs | mtrr_cap_fixed | mtrr_cap_wc | smrr;
  MsrFile file = reset_msrs(cpu.vendor, cpu.phys_bits, cap);
  file.family = cpu.family;
  file.has_pat = cpu.has_pat;
  return file;
}

void set_direct_boot(MsrFile& file) { file.def_type = direct_boot_def_type; }

MsrFault check_write(const MsrFile& file, std::uint32_t msr, std::uint64_t value) {
  return rules::check_write(file, msr, value);
}

MsrFault write_msr(MsrFile& file, std::uint32_t msr, std::uint64_t value) {
  return rules::write_msr(file, msr, value);
}

MsrRead read_msr(const MsrFile& file, std::uint32_t msr) { return rules::read_msr(file, msr); }

}  // namespace memtype
