// Registers as a WRMSR would take them: what firmware leaves, and what nobody would write.
#pragma once

#include <random>

#include "memtype/cpu/msr.hpp"

namespace memtype {

class RandomRegisters {
 public:
  explicit RandomRegisters(std::uint64_t seed) : random_(seed) {}

  MsrFile next() {
    constexpr unsigned widths[] = {32, 36, 39, 46, 48, 52};
    const bool amd = chance(4);
    MsrFile file =
        reset_msrs(amd ? Vendor::amd : Vendor::intel, widths[below(6)], 0x500 | below(13));
    for (std::uint64_t& value : file.fixed)
      for (unsigned byte = 0; byte < 8; ++byte) value |= type() << (8 * byte);
    for (MsrPair& pair : file.variable) fill(file, pair);
    file.def_type =
        type() | (chance(3) ? 0 : mtrr_def_fixed_enable) | (chance(12) ? 0 : mtrr_def_enable);
    if (amd && chance(2)) {
      file.syscfg |= syscfg_tom2_en | syscfg_tom2_force_wb;
      file.top_mem2 = below(16) << 30;
    }
    return file;
  }

  // An address where something may happen: near an edge of a register, or anywhere.
  std::uint64_t address(const MsrFile& file) {
    const std::uint64_t space = (std::uint64_t{1} << file.phys_bits) - 1;
    if (chance(8)) return below(2_MiB);
    if (file.variable.empty() || chance(3)) return random_() & space;
    const MsrPair& pair = file.variable[below(file.variable.size())];
    const std::uint64_t mask = pair.mask & mtrr_address_bits(file.phys_bits);
    const std::uint64_t size = mask & (0 - mask);
    std::uint64_t address = (pair.base & mask) | (random_() & ~mask & space);
    if (chance(2)) address = (address & ~(size - 1)) + (chance(2) ? size : 0) - below(3);
    return address & space;
  }

  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  bool chance(std::uint64_t one_in) { return below(one_in) == 0; }
  std::uint64_t type() {
    constexpr std::uint64_t types[] = {0, 1, 4, 5, 6};
    return types[below(5)];
  }

 private:
  void fill(const MsrFile& file, MsrPair& pair) {
    if (chance(4)) return;
    const std::uint64_t bits = mtrr_address_bits(file.phys_bits);
    const unsigned order = 12 + static_cast<unsigned>(below(file.phys_bits - 12));
    std::uint64_t mask = ~((std::uint64_t{1} << order) - 1) & bits;
    while (chance(5)) mask ^= std::uint64_t{1} << (12 + below(file.phys_bits - 12));
    std::uint64_t base = random_() & bits;
    if (chance(2)) base &= 16_GiB - 1;
    if (!chance(6)) base &= mask;
    pair = {base | type(), mask | (chance(8) ? 0 : mtrr_mask_valid)};
  }

  std::mt19937_64 random_;
};

}  // namespace memtype
