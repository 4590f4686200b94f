#include "memtype/cpu/msr.hpp"

#include "msr_rules.hpp"

namespace memtype {
std::string_view name(MsrFault fault) {
  switch (fault) {
    case MsrFault::none: return "accepted";
    case MsrFault::unknown_msr: return "#GP: no such register";
    case MsrFault::read_only: return "#GP: read only";
    case MsrFault::reserved_type: return "#GP: reserved memory type";
    case MsrFault::reserved_bits: return "#GP: reserved bits";
    case MsrFault::beyond_width: return "#GP: beyond the address width";
    case MsrFault::outside_smm: return "#GP: outside SMM";
  }
  return "?";
}

MsrFile reset_msrs(Vendor vendor, unsigned phys_bits, std::uint64_t cap) {
  MsrFile file;
  file.vendor = vendor;
  file.phys_bits = phys_bits;
  file.cap = cap;
  file.variable.assign(cap & 0xff, MsrPair{});
  if (!is_amd(file)) return file;
  file.syscfg = syscfg_reset;
  file.top_mem = top_mem_reset;
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

MsrFault check_write(const MsrFile& file, std::uint32_t msr, std::uint64_t value) {
  return rules::check_write(file, msr, value);
}

MsrFault write_msr(MsrFile& file, std::uint32_t msr, std::uint64_t value) {
  return rules::write_msr(file, msr, value);
}

MsrRead read_msr(const MsrFile& file, std::uint32_t msr) { return rules::read_msr(file, msr); }

}  // namespace memtype
