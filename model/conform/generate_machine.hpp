// Random machines, questions and register writes, the same on every platform for the same seed.
#pragma once

#include <cstdint>
#include <vector>

#include "memtype/cpu/msr.hpp"

namespace memtype::conform {

// splitmix64 (public domain, Sebastiano Vigna): eight bytes of state, every seed is good.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  // Below `bound`, which is small: the bias does not matter here.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  // An address width that processors have.
  unsigned width();
  MemoryType mtrr_type() { return mtrr_memory_types[below(5)]; }

 private:
  std::uint64_t state_;
};

// Legal register contents: nested and neighbouring blocks of any types; masks with holes and
// unaligned bases in every fourth; now and then MTRRs or fixed ranges off, TOP_MEM2 on.
MsrFile random_machine(Random& random, std::uint64_t id);

struct RegionQuery {
  std::uint64_t address = 0;
  unsigned order = 0;  // 2^order pages of 4 KiB, at the multiple of that at or below the address
  std::uint64_t bytes() const { return page_bytes << order; }
};

// Sixteen questions, most of them at the edges of the ranges.
std::vector<RegionQuery> random_queries(Random& random, const MsrFile& file);

// A write to one of the MTRR and PAT registers, about half of which should fault.
MsrWrite random_write(Random& random, unsigned phys_bits);

// After reset: Intel with SMRRs, in SMM or not; AMD with some bits of SYSCFG set.
MsrFile random_system(Random& random);

// A write to any register that MsrFile knows, or to a number beside them; half of them spoilt.
MsrWrite random_system_write(Random& random, const MsrFile& file);

}  // namespace memtype::conform
