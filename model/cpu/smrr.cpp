#include "memtype/cpu/smrr.hpp"

#include "cpu/msr_bits.hpp"

namespace memtype {

Smrr<Concrete> smrr_range(const MsrFile& file) {
  Smrr<Concrete> smrr;
  smrr.valid = has_smrr(file) && (file.smrr.mask & mtrr_mask_valid) != 0;
  smrr.base = file.smrr.base & smrr_address_bits;
  smrr.mask = file.smrr.mask & smrr_address_bits;
  smrr.type = static_cast<MemoryType>(file.smrr.base & 7);
  return smrr;
}

Smrr<Concrete> smrr_over(std::uint64_t start, std::uint64_t length, MemoryType type) {
  Smrr<Concrete> smrr;
  smrr.valid = length != 0;
  smrr.base = start;
  smrr.mask = ~(length - 1) & smrr_address_bits;
  smrr.type = type;
  return smrr;
}

}  // namespace memtype
