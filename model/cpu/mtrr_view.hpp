// The MTRR state of registers read in place: the members of MtrrState, nothing copied or allocated.
#pragma once

#include "cpu/msr_rules.hpp"

namespace memtype {

// The variable ranges of an array of register pairs, each decoded when it is looked at.
template <class Pair>
class RegisterRanges {
 public:
  class Iterator {
   public:
    Iterator(const Pair* pair, unsigned phys_bits) : pair_(pair), phys_bits_(phys_bits) {}
    VariableRange<Concrete> operator*() const {
      return range_from_msrs(pair_->base, pair_->mask, phys_bits_);
    }
    Iterator& operator++() {
      ++pair_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return pair_ != other.pair_; }

   private:
    const Pair* pair_;
    unsigned phys_bits_;
  };

  RegisterRanges(const Pair* pairs, std::size_t count, unsigned phys_bits)
      : pairs_(pairs), count_(count), phys_bits_(phys_bits) {}
  Iterator begin() const { return {pairs_, phys_bits_}; }
  Iterator end() const { return {pairs_ + count_, phys_bits_}; }

 private:
  const Pair* pairs_;
  std::size_t count_;
  unsigned phys_bits_;
};

// The 11 fixed-range registers; `ignored`: bits that are no part of a type (AMD's RdMem and WrMem).
struct FixedRegisters {
  std::span<const std::uint64_t, 11> values;
  std::uint8_t ignored = 0;
};

template <Domain D>
TypeSet fixed_type_at(const FixedRegisters& fixed, const std::uint64_t& address) {
  if (address >= FixedRanges::end) return {};
  const std::uint8_t byte = FixedRanges::byte(fixed.values, FixedRanges::index(address));
  return static_cast<MemoryType>(byte & ~fixed.ignored);
}

// What mtrr_state() makes of a file of registers, which must outlive the view.
template <class Pair>
struct MtrrView {
  template <class File>
  explicit MtrrView(const File& file)
      : fixed{file.fixed, is_amd(file) ? std::uint8_t(fixed_route_bits & 0xff) : std::uint8_t{0}},
        variable(file.variable.data(), file.variable.size(), file.phys_bits) {
    rules::decode_switches(file, *this);
  }

  unsigned phys_bits = 36;
  bool enabled = true;
  bool fixed_enabled = true;
  MemoryType default_type = MemoryType::UC;
  FixedRegisters fixed;
  RegisterRanges<Pair> variable;
  std::uint64_t tom2_wb_end = 0;
  UndefinedChoice<Concrete> choice;
};
template <class File>
MtrrView(const File&)
    -> MtrrView<std::remove_cvref_t<decltype(*std::declval<const File&>().variable.data())>>;

}  // namespace memtype
