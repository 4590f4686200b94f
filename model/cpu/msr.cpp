#include "memtype/cpu/msr.hpp"

#include <algorithm>
#include <iterator>

#include "msr_bits.hpp"

namespace memtype {
namespace {

constexpr std::uint64_t above_width(unsigned phys_bits) {
  return ~((std::uint64_t{1} << phys_bits) - 1);
}

MsrFault check_base(std::uint64_t value, std::uint64_t beyond) {
  if (!is_mtrr_encoding(value & 0xff)) return MsrFault::reserved_type;
  if ((value & 0xf00) != 0) return MsrFault::reserved_bits;
  return (value & beyond) != 0 ? MsrFault::beyond_width : MsrFault::none;
}

MsrFault check_mask(std::uint64_t value, std::uint64_t beyond) {
  if ((value & 0x7ff) != 0) return MsrFault::reserved_bits;
  return (value & beyond) != 0 ? MsrFault::beyond_width : MsrFault::none;
}

bool route_bits_hidden(const MsrFile& file) {
  return !is_amd(file) || (file.syscfg & syscfg_fix_dram_mod_en) == 0;
}

MsrFault check_fixed(const MsrFile& file, std::uint64_t value) {
  const std::uint64_t types = route_bits_hidden(file) ? value : value & ~fixed_route_bits;
  for (unsigned i = 0; i < 8; ++i)
    if (!is_mtrr_encoding(types >> (8 * i) & 0xff)) return MsrFault::reserved_type;
  return MsrFault::none;
}

bool is_fixed(std::uint32_t msr) {
  return std::find(FixedRanges::msrs.begin(), FixedRanges::msrs.end(), msr) !=
         FixedRanges::msrs.end();
}

MsrFault check_def_type(std::uint64_t value) {
  if ((value & ~std::uint64_t{0xcff}) != 0) return MsrFault::reserved_bits;
  return is_mtrr_encoding(value & 0xff) ? MsrFault::none : MsrFault::reserved_type;
}

// Bits 63:27 and 17:0 must be zero in the manual's figure, yet its reset value has some of the
// lower ones set: those may be written back as they are.
MsrFault check_syscfg(const MsrFile& file, std::uint64_t value) {
  const std::uint64_t low = (std::uint64_t{1} << 18) - 1;
  if (value >> 27 != 0 || ((value ^ file.syscfg) & value & low) != 0)
    return MsrFault::reserved_bits;
  return MsrFault::none;
}

MsrFault check_smrr(const MsrFile& file, std::uint32_t msr, std::uint64_t value) {
  if (!file.in_smm) return MsrFault::outside_smm;
  const std::uint64_t beyond = above_width(32);
  return msr == msr::smrr_base ? check_base(value, beyond) : check_mask(value, beyond);
}

// The place of a register in the file; nullptr when the processor has none at this number.
template <class File>
auto find_mtrr(File& file, std::uint32_t msr) -> decltype(&file.cap) {
  if (!file.has_mtrr) return nullptr;
  if (msr == msr::mtrr_cap) return &file.cap;
  if (msr == msr::mtrr_def_type) return &file.def_type;
  if (msr >= msr::mtrr_base0 && (msr - msr::mtrr_base0) / 2 < file.variable.size()) {
    auto& pair = file.variable[(msr - msr::mtrr_base0) / 2];
    return msr % 2 == 0 ? &pair.base : &pair.mask;
  }
  const auto* fixed = std::find(FixedRanges::msrs.begin(), FixedRanges::msrs.end(), msr);
  if (fixed != FixedRanges::msrs.end() && (file.cap & mtrr_cap_fixed) != 0)
    return &file.fixed[static_cast<std::size_t>(std::distance(FixedRanges::msrs.begin(), fixed))];
  return nullptr;
}

template <class File>
auto find_amd(File& file, std::uint32_t msr) -> decltype(&file.cap) {
  if (!is_amd(file)) return nullptr;
  if (msr == msr::syscfg) return &file.syscfg;
  if (msr == msr::top_mem) return &file.top_mem;
  if (msr == msr::top_mem2) return &file.top_mem2;
  if (msr < msr::iorr_base0 || msr >= msr::iorr_base0 + 4) return nullptr;
  auto& pair = file.iorr[(msr - msr::iorr_base0) / 2];
  return (msr - msr::iorr_base0) % 2 == 0 ? &pair.base : &pair.mask;
}

template <class File>
auto find_register(File& file, std::uint32_t msr) -> decltype(&file.cap) {
  if (msr == msr::pat) return file.has_pat ? &file.pat : nullptr;
  if (msr == msr::smrr_base || msr == msr::smrr_mask) {
    if (!has_smrr(file)) return nullptr;
    return msr == msr::smrr_base ? &file.smrr.base : &file.smrr.mask;
  }
  auto* mtrr = find_mtrr(file, msr);
  return mtrr != nullptr ? mtrr : find_amd(file, msr);
}

// What is kept of a value that does not fault, over `before`.
std::uint64_t stored(const MsrFile& file, std::uint32_t msr, std::uint64_t value,
                     std::uint64_t before) {
  if (is_fixed(msr) && route_bits_hidden(file)) return value | (before & fixed_route_bits);
  if (msr == msr::top_mem || msr == msr::top_mem2) return value & top_mem_bits;
  if (msr < msr::iorr_base0 || msr >= msr::iorr_base0 + 4) return value;
  return value & ((msr - msr::iorr_base0) % 2 == 0 ? iorr_base_bits : iorr_mask_bits);
}

}  // namespace

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
  const std::uint64_t* place = find_register(file, msr);
  if (place == nullptr) return MsrFault::unknown_msr;
  if (msr == msr::mtrr_cap) return MsrFault::read_only;
  if (msr == msr::mtrr_def_type) return check_def_type(value);
  if (msr == msr::pat) return is_legal_pat(value) ? MsrFault::none : MsrFault::reserved_type;
  if (msr == msr::smrr_base || msr == msr::smrr_mask) return check_smrr(file, msr, value);
  if (msr == msr::syscfg) return check_syscfg(file, value);
  if (msr >= msr::syscfg) return MsrFault::none;  // IORR, TOP_MEM, TOP_MEM2: other bits are ignored
  if (is_fixed(msr)) return check_fixed(file, value);
  const std::uint64_t beyond = above_width(file.phys_bits);
  return msr % 2 == 0 ? check_base(value, beyond) : check_mask(value, beyond);
}

MsrFault write_msr(MsrFile& file, std::uint32_t msr, std::uint64_t value) {
  const MsrFault fault = check_write(file, msr, value);
  if (fault != MsrFault::none) return fault;
  std::uint64_t& place = *find_register(file, msr);
  place = stored(file, msr, value, place);
  return fault;
}

MsrRead read_msr(const MsrFile& file, std::uint32_t msr) {
  const std::uint64_t* place = find_register(file, msr);
  if (place == nullptr) return {MsrFault::unknown_msr, 0};
  const bool hidden = is_fixed(msr) && route_bits_hidden(file);
  return {MsrFault::none, hidden ? *place & ~fixed_route_bits : *place};
}

}  // namespace memtype
