#include "memtype/cpu/msr.hpp"

#include <algorithm>
#include <iterator>

namespace memtype {
namespace {

bool is_amd(const MsrFile& file) {
  return file.vendor == Vendor::amd || file.vendor == Vendor::hygon;
}

constexpr std::uint64_t above_width(unsigned phys_bits) {
  return ~((std::uint64_t{1} << phys_bits) - 1);
}

// TOP_MEM, TOP_MEM2: bits 51:23, the rest is ignored.
constexpr std::uint64_t top_mem_bits = (std::uint64_t{1} << 52) - (std::uint64_t{1} << 23);
constexpr std::uint64_t iorr_base_bits = (((std::uint64_t{1} << 52) - 1) & page_mask) | 3U << 3;
constexpr std::uint64_t iorr_mask_bits =
    (((std::uint64_t{1} << 52) - 1) & page_mask) | mtrr_mask_valid;

MsrFault check_base(std::uint64_t value, std::uint64_t beyond) {
  if (!is_mtrr_encoding(value & 0xff)) return MsrFault::reserved_type;
  if ((value & 0xf00) != 0) return MsrFault::reserved_bits;
  return (value & beyond) != 0 ? MsrFault::beyond_width : MsrFault::none;
}

MsrFault check_mask(std::uint64_t value, std::uint64_t beyond) {
  if ((value & 0x7ff) != 0) return MsrFault::reserved_bits;
  return (value & beyond) != 0 ? MsrFault::beyond_width : MsrFault::none;
}

// One byte of a fixed-range register. AMD's RdMem and WrMem are bits 4 and 3.
MsrFault check_fixed(const MsrFile& file, std::uint64_t value) {
  const bool extended = is_amd(file) && (file.syscfg & syscfg_fix_dram_mod_en) != 0;
  const std::uint64_t ignored = extended ? 0x18 : 0;
  for (unsigned i = 0; i < 8; ++i)
    if (!is_mtrr_encoding(value >> (8 * i) & 0xff & ~ignored)) return MsrFault::reserved_type;
  return MsrFault::none;
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
  const bool smrr =
      file.vendor == Vendor::intel && file.has_mtrr && (file.cap & mtrr_cap_smrr) != 0;
  if (msr == msr::smrr_base || msr == msr::smrr_mask) {
    if (!smrr) return nullptr;
    return msr == msr::smrr_base ? &file.smrr.base : &file.smrr.mask;
  }
  auto* mtrr = find_mtrr(file, msr);
  return mtrr != nullptr ? mtrr : find_amd(file, msr);
}

// What is kept of a value that does not fault.
std::uint64_t stored(std::uint32_t msr, std::uint64_t value) {
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
  if (place >= file.fixed.data() && place < file.fixed.data() + file.fixed.size())
    return check_fixed(file, value);
  const std::uint64_t beyond = above_width(file.phys_bits);
  return msr % 2 == 0 ? check_base(value, beyond) : check_mask(value, beyond);
}

MsrFault write_msr(MsrFile& file, std::uint32_t msr, std::uint64_t value) {
  const MsrFault fault = check_write(file, msr, value);
  if (fault == MsrFault::none) *find_register(file, msr) = stored(msr, value);
  return fault;
}

MsrRead read_msr(const MsrFile& file, std::uint32_t msr) {
  const std::uint64_t* place = find_register(file, msr);
  if (place == nullptr) return {MsrFault::unknown_msr, 0};
  return {MsrFault::none, *place};
}

std::vector<MsrWrite> restore_order(const MsrFile& file) {
  std::vector<MsrWrite> writes;
  if (file.has_mtrr) {
    writes.push_back({msr::mtrr_def_type, file.def_type & ~mtrr_def_enable});
    if ((file.cap & mtrr_cap_fixed) != 0)
      for (std::size_t i = 0; i < file.fixed.size(); ++i)
        writes.push_back({FixedRanges::msrs[i], file.fixed[i]});
    for (std::size_t i = 0; i < file.variable.size(); ++i) {
      const std::uint32_t base = msr::mtrr_base0 + 2 * static_cast<std::uint32_t>(i);
      writes.push_back({base + 1, 0});
      writes.push_back({base, file.variable[i].base});
      writes.push_back({base + 1, file.variable[i].mask});
    }
  }
  if (file.has_pat) writes.push_back({msr::pat, file.pat});
  if (file.has_mtrr) writes.push_back({msr::mtrr_def_type, file.def_type});
  return writes;
}

MtrrState<Concrete> mtrr_state(const MsrFile& file) {
  MtrrState<Concrete> state;
  state.phys_bits = file.phys_bits;
  state.enabled = file.has_mtrr && (file.def_type & mtrr_def_enable) != 0;
  state.fixed_enabled =
      (file.def_type & mtrr_def_fixed_enable) != 0 && (file.cap & mtrr_cap_fixed) != 0;
  state.default_type = static_cast<MemoryType>(file.def_type & 7);
  if (state.fixed_enabled) state.fixed = FixedRanges::from_msrs(file.fixed).runs();
  for (const MsrPair& pair : file.variable)
    state.variable.push_back(range_from_msrs(pair.base, pair.mask, file.phys_bits));
  constexpr std::uint64_t forced = syscfg_tom2_en | syscfg_tom2_force_wb;
  if (is_amd(file) && file.family >= 15 && (file.syscfg & forced) == forced)
    state.tom2_wb_end = file.top_mem2 & top_mem_bits;
  return state;
}

}  // namespace memtype
