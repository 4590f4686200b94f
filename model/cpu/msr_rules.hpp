// The register rules over any file of registers with the members of MsrFile: MsrFile itself, or a
// view of registers that lie elsewhere (cpu/mtrr_view.hpp). No allocation, no exceptions.
#pragma once

#include <algorithm>
#include <iterator>

#include "cpu/msr_bits.hpp"

namespace memtype::rules {

inline MsrFault check_base(std::uint64_t value, std::uint64_t beyond) {
  if (!is_mtrr_encoding(value & 0xff)) return MsrFault::reserved_type;
  if ((value & 0xf00) != 0) return MsrFault::reserved_bits;
  return (value & beyond) != 0 ? MsrFault::beyond_width : MsrFault::none;
}

inline MsrFault check_mask(std::uint64_t value, std::uint64_t beyond) {
  if ((value & 0x7ff) != 0) return MsrFault::reserved_bits;
  return (value & beyond) != 0 ? MsrFault::beyond_width : MsrFault::none;
}

template <class File>
bool route_bits_hidden(const File& file) {
  return !is_amd(file) || (file.syscfg & syscfg_fix_dram_mod_en) == 0;
}

template <class File>
MsrFault check_fixed(const File& file, std::uint64_t value) {
  const std::uint64_t types = route_bits_hidden(file) ? value : value & ~fixed_route_bits;
  for (unsigned i = 0; i < 8; ++i)
    if (!is_mtrr_encoding(types >> (8 * i) & 0xff)) return MsrFault::reserved_type;
  return MsrFault::none;
}

inline bool is_fixed(std::uint32_t msr) {
  return std::find(FixedRanges::msrs.begin(), FixedRanges::msrs.end(), msr) !=
         FixedRanges::msrs.end();
}

inline MsrFault check_def_type(std::uint64_t value) {
  if ((value & ~std::uint64_t{0xcff}) != 0) return MsrFault::reserved_bits;
  return is_mtrr_encoding(value & 0xff) ? MsrFault::none : MsrFault::reserved_type;
}

// Bits 63:27 and 17:0 must be zero in the manual's figure, yet its reset value has some of the
// lower ones set: those may be written back as they are.
template <class File>
MsrFault check_syscfg(const File& file, std::uint64_t value) {
  const std::uint64_t low = (std::uint64_t{1} << 18) - 1;
  if (value >> 27 != 0 || ((value ^ file.syscfg) & value & low) != 0)
    return MsrFault::reserved_bits;
  return MsrFault::none;
}

template <class File>
MsrFault check_smrr(const File& file, std::uint32_t msr, std::uint64_t value) {
  if (!file.in_smm) return MsrFault::outside_smm;
  const std::uint64_t beyond = bits_above(32);
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
template <class File>
std::uint64_t stored(const File& file, std::uint32_t msr, std::uint64_t value,
                     std::uint64_t before) {
  if (is_fixed(msr) && route_bits_hidden(file)) return value | (before & fixed_route_bits);
  if (msr == msr::top_mem || msr == msr::top_mem2) return value & top_mem_bits;
  if (msr < msr::iorr_base0 || msr >= msr::iorr_base0 + 4) return value;
  return value & ((msr - msr::iorr_base0) % 2 == 0 ? iorr_base_bits : iorr_mask_bits);
}

// AMD's registers that are not 0 after reset.
template <class File>
void reset_amd(File& file) {
  if (!is_amd(file)) return;
  file.syscfg = syscfg_reset;
  file.top_mem = top_mem_reset;
}

template <class File>
MsrFault check_write(const File& file, std::uint32_t msr, std::uint64_t value) {
  const std::uint64_t* place = find_register(file, msr);
  if (place == nullptr) return MsrFault::unknown_msr;
  if (msr == msr::mtrr_cap) return MsrFault::read_only;
  if (msr == msr::mtrr_def_type) return check_def_type(value);
  if (msr == msr::pat) return is_legal_pat(value) ? MsrFault::none : MsrFault::reserved_type;
  if (msr == msr::smrr_base || msr == msr::smrr_mask) return check_smrr(file, msr, value);
  if (msr == msr::syscfg) return check_syscfg(file, value);
  if (msr >= msr::syscfg) return MsrFault::none;  // IORR, TOP_MEM, TOP_MEM2: other bits are ignored
  if (is_fixed(msr)) return check_fixed(file, value);
  const std::uint64_t beyond = bits_above(file.phys_bits);
  return msr % 2 == 0 ? check_base(value, beyond) : check_mask(value, beyond);
}

template <class File>
MsrFault write_msr(File& file, std::uint32_t msr, std::uint64_t value) {
  const MsrFault fault = check_write(file, msr, value);
  if (fault != MsrFault::none) return fault;
  std::uint64_t& place = *find_register(file, msr);
  place = stored(file, msr, value, place);
  return fault;
}

template <class File>
MsrRead read_msr(const File& file, std::uint32_t msr) {
  const std::uint64_t* place = find_register(file, msr);
  if (place == nullptr) return {MsrFault::unknown_msr, 0};
  const bool hidden = is_fixed(msr) && route_bits_hidden(file);
  return {MsrFault::none, hidden ? *place & ~fixed_route_bits : *place};
}

// The writes of restore_order(), one call of `sink(MsrWrite)` each.
template <class Pair, class Sink>
void off_base_mask(std::uint32_t base, const Pair& pair, Sink&& sink) {
  sink(MsrWrite{base + 1, 0});
  sink(MsrWrite{base, pair.base});
  sink(MsrWrite{base + 1, pair.mask});
}

template <class File, class Sink>
void restore_amd(const File& file, Sink&& sink) {
  sink(MsrWrite{msr::top_mem, file.top_mem});
  sink(MsrWrite{msr::top_mem2, file.top_mem2});
  for (std::uint32_t i = 0; i < file.iorr.size(); ++i)
    off_base_mask(msr::iorr_base0 + 2 * i, file.iorr[i], sink);
  // Only so are RdMem and WrMem of the fixed ranges written.
  sink(MsrWrite{msr::syscfg, (file.syscfg | syscfg_fix_dram_mod_en) & ~syscfg_fix_dram_en});
}

template <class File, class Sink>
void restore_mtrrs(const File& file, Sink&& sink) {
  if ((file.cap & mtrr_cap_fixed) != 0)
    for (std::size_t i = 0; i < file.fixed.size(); ++i)
      sink(MsrWrite{FixedRanges::msrs[i], file.fixed[i]});
  for (std::uint32_t i = 0; i < file.variable.size(); ++i)
    off_base_mask(msr::mtrr_base0 + 2 * i, file.variable[i], sink);
}

template <class File, class Sink>
void each_restore_write(const File& file, Sink&& sink) {
  if (file.has_mtrr) sink(MsrWrite{msr::mtrr_def_type, file.def_type & ~mtrr_def_enable});
  if (is_amd(file)) restore_amd(file, sink);
  if (file.has_mtrr) restore_mtrrs(file, sink);
  if (is_amd(file)) sink(MsrWrite{msr::syscfg, file.syscfg});
  if (file.has_pat) sink(MsrWrite{msr::pat, file.pat});
  if (has_smrr(file) && file.in_smm) off_base_mask(msr::smrr_base, file.smrr, sink);
  if (file.has_mtrr) sink(MsrWrite{msr::mtrr_def_type, file.def_type});
}

// The part of mtrr_state() that is the same however the ranges are kept.
template <class File, class State>
void decode_switches(const File& file, State& state) {
  state.phys_bits = file.phys_bits;
  state.enabled = file.has_mtrr && (file.def_type & mtrr_def_enable) != 0;
  state.fixed_enabled =
      (file.def_type & mtrr_def_fixed_enable) != 0 && (file.cap & mtrr_cap_fixed) != 0;
  state.default_type = static_cast<MemoryType>(file.def_type & 7);
  if (is_amd(file) && file.family >= 15 && forces_tom2_wb(file.syscfg))
    state.tom2_wb_end = file.top_mem2 & top_mem_bits;
}

}  // namespace memtype::rules
