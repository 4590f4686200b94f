#include "generate_machine.hpp"

#include <algorithm>
#include <iterator>

namespace memtype::conform {
namespace {

constexpr unsigned widths[] = {36, 39, 40, 42, 46, 48, 52};

std::uint64_t address_below(Random& random, unsigned phys_bits) {
  // Low memory more often than the rest.
  const unsigned bits = random.below(2) == 0 ? 33 : phys_bits;
  return random.next() & ((std::uint64_t{1} << bits) - 1);
}

MsrPair random_range(Random& random, const std::vector<MsrPair>& before, unsigned phys_bits,
                     bool odd) {
  const std::uint64_t bits = mtrr_address_bits(phys_bits);
  const std::uint64_t size = page_bytes << random.below(22);
  std::uint64_t mask = block_mask<Concrete>(size, phys_bits);
  std::uint64_t base = address_below(random, phys_bits);
  if (!before.empty() && random.below(2) == 0) {
    const MsrPair& near = before[random.below(before.size())];
    base = near.base + (random.below(2) == 0 ? 0 : size);
  }
  base &= odd && random.below(2) == 0 ? bits : mask;
  if (odd && random.below(2) == 0) mask &= random.next() | ~((std::uint64_t{1} << 32) - 1);
  const std::uint64_t valid = random.below(8) == 0 ? 0 : mtrr_mask_valid;
  return {base | static_cast<std::uint64_t>(random.mtrr_type()), mask | valid};
}

std::uint64_t random_fixed(Random& random) {
  std::uint64_t value = 0;
  const bool mixed = random.below(2) == 0;
  const auto first = static_cast<std::uint64_t>(random.mtrr_type());
  for (unsigned byte = 0; byte < 8; ++byte)
    value |= (mixed ? static_cast<std::uint64_t>(random.mtrr_type()) : first) << (8 * byte);
  return value;
}

}  // namespace

unsigned Random::width() { return widths[below(std::size(widths))]; }

MsrFile random_machine(Random& random, std::uint64_t id) {
  const bool amd = id % 8 == 7;
  const std::uint64_t cap = random.below(4) == 0 ? 0x50a : 0x508;
  MsrFile file = reset_msrs(amd ? Vendor::amd : Vendor::intel, random.width(), cap);
  file.def_type = random.below(3) == 0 ? static_cast<std::uint64_t>(random.mtrr_type())
                                       : (random.below(2) == 0 ? 6U : 0U);
  if (random.below(16) != 0) file.def_type |= mtrr_def_enable;
  if (random.below(8) != 0) file.def_type |= mtrr_def_fixed_enable;
  for (std::uint64_t& value : file.fixed) value = random_fixed(random);
  std::vector<MsrPair> ranges;
  const std::uint64_t used = random.below(file.variable.size() + 1);
  for (std::uint64_t i = 0; i < used; ++i)
    ranges.push_back(random_range(random, ranges, file.phys_bits, id % 4 == 3));
  std::copy(ranges.begin(), ranges.end(), file.variable.begin());
  if (amd) {
    file.syscfg = random.below(4) << 21;
    file.top_mem2 = 4_GiB + (random.below(1024) << 23);
  }
  return file;
}

std::vector<RegionQuery> random_queries(Random& random, const MsrFile& file) {
  constexpr unsigned orders[] = {0, 0, 0, 0, 1, 5, 9, 18};
  std::vector<RegionQuery> queries;
  for (int i = 0; i < 16; ++i) {
    std::uint64_t address = address_below(random, file.phys_bits);
    if (i < 10) {
      const MsrPair& pair = file.variable[random.below(file.variable.size())];
      address = pair.base;
      if (random.below(2) == 0) address += (~pair.mask & mtrr_address_bits(file.phys_bits));
      if (random.below(2) == 0) address += random.below(2) == 0 ? page_bytes : 0 - page_bytes;
    } else if (i < 12) {
      address = random.below(2 * FixedRanges::end);
    }
    address &= mtrr_address_bits(file.phys_bits);
    queries.push_back({address, orders[random.below(std::size(orders))]});
  }
  return queries;
}

MsrWrite random_write(Random& random, unsigned phys_bits) {
  const auto pick = static_cast<std::uint32_t>(random.below(19));
  const std::uint64_t bits = mtrr_address_bits(phys_bits);
  const bool spoil = random.below(2) == 0;
  const std::uint64_t wrong = spoil ? std::uint64_t{1} << random.below(64) : 0;
  const auto type = static_cast<std::uint64_t>(random.mtrr_type());
  if (pick < 8) return {msr::mtrr_base0 + 2 * pick, ((random.next() & bits) | type) ^ wrong};
  if (pick < 16) {
    const std::uint64_t valid = random.below(2) << 11;
    return {msr::mtrr_base0 + 2 * (pick - 8) + 1, ((random.next() & bits) | valid) ^ wrong};
  }
  if (pick == 16) return {msr::mtrr_def_type, (type | random.below(4) << 10) ^ wrong};
  const std::uint64_t types = random_fixed(random) ^ wrong;
  if (pick == 17) return {msr::pat, types};
  return {FixedRanges::msrs[random.below(11)], types};
}

MsrFile random_system(Random& random) {
  const bool amd = random.below(2) == 0;
  const std::uint64_t smrr = random.below(4) == 0 ? 0 : mtrr_cap_smrr;
  MsrFile file =
      reset_msrs(amd ? Vendor::amd : Vendor::intel, random.width(), amd ? 0x508 : 0x508 | smrr);
  file.in_smm = random.below(2) == 0;
  if (amd) file.syscfg |= random.below(32) << 18;
  return file;
}

MsrWrite random_system_write(Random& random, const MsrFile& file) {
  constexpr std::uint32_t registers[] = {
      msr::smrr_base,         msr::smrr_mask,      msr::syscfg,         msr::top_mem,
      msr::top_mem2,          msr::iorr_base0,     msr::iorr_base0 + 1, msr::iorr_base0 + 2,
      msr::iorr_base0 + 3,    msr::iorr_base0 + 4, msr::mtrr_cap,       msr::pat,
      msr::mtrr_base0 + 2 * 8};
  const std::uint64_t wrong = random.below(2) == 0 ? std::uint64_t{1} << random.below(64) : 0;
  if (random.below(4) == 0) {  // RdMem and WrMem of a fixed range
    const std::uint64_t route = random.below(2) == 0 ? fixed_route_bits : 0;
    return {FixedRanges::msrs[random.below(11)], (random_fixed(random) | route) ^ wrong};
  }
  const std::uint32_t which = registers[random.below(std::size(registers))];
  const bool mask = which % 2 == 1;
  const auto type = static_cast<std::uint64_t>(random.mtrr_type());
  if (which == msr::syscfg) return {which, (syscfg_reset | random.below(32) << 18) ^ wrong};
  if (which == msr::pat) return {which, random_fixed(random) ^ wrong};
  const unsigned width = which == msr::smrr_base || which == msr::smrr_mask ? 32 : file.phys_bits;
  const std::uint64_t bits = random.next() & mtrr_address_bits(width);
  return {which, (bits | (mask ? random.below(2) << 11 : type)) ^ wrong};
}

}  // namespace memtype::conform
