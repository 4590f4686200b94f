// Building a FlatMap from any state with the members of MtrrState. No allocation: the table itself
// holds the edges while they are sorted.
#pragma once

#include <algorithm>

#include "cpu/layers.hpp"
#include "memtype/maps/flat_map.hpp"

namespace memtype {

template <class State>
class FlatMapBuilder {
 public:
  FlatMapBuilder(FlatMap& map, const State& mtrr)
      : map_(map), mtrr_(mtrr), width_(std::min(mtrr.phys_bits, FlatMap::max_phys_bits)) {}

  void build() {
    map_.clear();
    map_.phys_bits_ = static_cast<std::uint8_t>(width_);
    top_ = std::uint64_t{1} << width_;
    map_.begins_[0] = FlatMap::low_end;
    map_.begins_[1] = top_;
    edges_ = 2;
    if (mtrr_.enabled) collect_edges();
    std::sort(map_.begins_, map_.begins_ + edges_);
    fill_runs();
    fill_low();
    fill_cells();
    join_low();
  }

 private:
  using Range = VariableRange<Concrete>;
  static constexpr std::size_t max_ranges = 256;  // VCNT has 8 bits; more would be left out

  bool in_use(const Range& range) const {
    const std::uint64_t space = top_ - 1;
    return range.valid && !range.elsewhere && (range.base & range.mask & ~space) == 0;
  }

  void edge(std::uint64_t address) {
    address = address >> FlatMap::page_shift << FlatMap::page_shift;
    if (address > FlatMap::low_end && address < top_) map_.begins_[edges_++] = address;
  }

  // Every register gets its two outer edges, if only these; what is left is for the blocks of masks
  // with holes.
  void collect_edges() {
    if (mtrr_.tom2_wb_end > 4_GiB) {
      edge(4_GiB);
      edge(mtrr_.tom2_wb_end);
    }
    std::size_t waiting = 0, index = 0;
    for (const Range& range : mtrr_.variable) waiting += in_use(range) ? 1 : 0;
    for (const Range& range : mtrr_.variable) {
      const std::size_t i = index++;
      if (!in_use(range)) continue;
      --waiting;
      const bool all_fit = edges_ + 2 * waiting < FlatMap::capacity;
      const std::size_t room = FlatMap::capacity - edges_ - (all_fit ? 2 * waiting : 0);
      const RegisterBlocks blocks = blocks_of(range, width_);
      if (2 * blocks.all.count(FlatMap::capacity) <= room)
        block_edges(blocks);
      else
        leave_out(i, blocks, room);
    }
  }

  void block_edges(const RegisterBlocks& blocks) {
    blocks.all.each_offset([&](std::uint64_t offset) {
      edge(blocks.first.begin + offset);
      edge(blocks.first.end + offset);
    });
  }

  // The register is only known to match somewhere between its first and its last byte.
  void leave_out(std::size_t i, const RegisterBlocks& blocks, std::size_t room) {
    map_.complete_ = false;
    if (i < max_ranges) left_out_[i / 64] |= std::uint64_t{1} << i % 64;
    if (room < 2) return;
    edge(blocks.span().begin);
    edge(blocks.span().end);
  }
  bool is_left_out(std::size_t i) const {
    return !map_.complete_ && (i >= max_ranges || (left_out_[i / 64] >> i % 64 & 1) != 0);
  }

  // No edge of a register lies inside [begin, end), but for those that were left out.
  TypeAnswer answer(std::uint64_t begin, std::uint64_t end) const {
    if (!mtrr_.enabled) return {MemoryType::UC};
    TypeSet seen, maybe;
    std::size_t i = 0;
    for (const Range& range : mtrr_.variable) {
      const bool unsure = is_left_out(i++) && cuts(range, {begin, end});
      if (unsure)
        maybe |= range.type;
      else
        seen |= when(matches<Concrete>(range, begin), range.type);
    }
    return resolve_layers(seen, maybe, default_type_at<Concrete>(mtrr_, begin), mtrr_.choice);
  }

  // Could the register match some bytes of the piece and others not? Not if the piece lies outside
  // its span, nor inside one of the equal blocks that the span is made of.
  bool cuts(const Range& range, PhysRange piece) const {
    if (!in_use(range)) return false;
    const RegisterBlocks blocks = blocks_of(range, width_);
    const std::uint64_t size = blocks.all.size;
    return blocks.span().overlaps(piece) && piece.begin / size != (piece.end - 1) / size;
  }

  void fill_runs() {
    std::uint8_t* const answers = map_.answers_ + FlatMap::low_pages;
    std::uint8_t* const types = map_.types_ + FlatMap::low_pages;
    const std::size_t edges = edges_;
    std::size_t count = 0;
    std::uint64_t begin = FlatMap::low_end;
    for (std::size_t i = 1; i < edges; ++i) {
      const std::uint64_t end = map_.begins_[i];
      if (end == begin) continue;
      const TypeAnswer known = answer(begin, end);
      const std::uint8_t code = FlatMap::encode(known), type = FlatMap::single(known);
      if (count == 0 || answers[count - 1] != code) {
        alike_ = alike_ || (count != 0 && types[count - 1] == type);
        map_.begins_[count] = begin;
        answers[count] = code;
        types[count++] = type;
      }
      begin = end;
    }
    map_.begins_[count] = top_;
    map_.count_ = static_cast<std::uint32_t>(count + 1);
    std::fill(map_.begins_ + count + 1, std::end(map_.begins_), ~std::uint64_t{0});
  }

  static std::size_t cell(std::uint64_t address) {
    return PageCells::cell(address >> FlatMap::page_shift);
  }
  // Each cell gets the run of its first page.
  void fill_cells() {
    std::size_t next = 0;  // cell
    for (std::size_t run = 0; run + 1 < map_.count_; ++run) {
      const std::size_t end = cell(map_.begins_[run + 1] - 1) + 1;
      if (end == next) continue;
      std::memset(map_.cells_ + next, static_cast<int>(run), end - next);
      next = end;
    }
    std::memset(map_.cells_ + next, static_cast<int>(map_.count_ - 1),
                std::size(map_.cells_) - next);
    const std::size_t crowd = largest_crowd();
    map_.half_ =
        static_cast<std::uint16_t>(crowd <= 1   ? 1
                                   : crowd <= 3 ? 2
                                                : std::bit_ceil(std::size_t{map_.count_}) / 2);
    map_.plain_ = crowd <= 3 && !alike_;
  }

  // How many runs begin inside one cell, behind its first page.
  std::size_t largest_crowd() const {
    std::size_t most = 0;
    for (std::size_t run = 1; run < map_.count_; ++run)
      most = std::max(most, run - map_.cells_[cell(map_.begins_[run])]);
    return most;
  }

  void join_low() {
    const std::uint8_t type = map_.types_[FlatMap::low_pages];
    std::size_t page = FlatMap::low_pages;
    while (page != 0 && type != no_single_type && map_.types_[page - 1] == type) --page;
    map_.begins_[0] = page << FlatMap::page_shift;
  }

  void set_low(std::size_t page, std::size_t pages, const TypeAnswer& known) {
    std::memset(map_.answers_ + page, FlatMap::encode(known), pages);
    std::memset(map_.types_ + page, FlatMap::single(known), pages);
  }

  void fill_low() {
    if (mtrr_.enabled && mtrr_.fixed_enabled) return fill_fixed();
    std::uint64_t cuts = 0;  // address bits below 1 MiB that some register looks at
    for (const Range& range : mtrr_.variable)
      if (in_use(range)) cuts |= range.mask & (FixedRanges::end - 1);
    const std::size_t step = mtrr_.enabled && cuts != 0
                                 ? std::size_t{1} << (std::countr_zero(cuts) - 12)
                                 : FlatMap::low_pages;
    for (std::size_t page = 0; page < FlatMap::low_pages; page += step)
      set_low(page, step, low_answer(page << FlatMap::page_shift));
  }

  // Pages below 1 MiB are looked at one by one, so no answer is bounded there.
  TypeAnswer low_answer(std::uint64_t address) const {
    return {mtrr_type_at<Concrete>(mtrr_, address), mtrr_undefined_at<Concrete>(mtrr_, address)};
  }

  void fill_fixed() {
    for (std::size_t i = 0; i < FixedRanges::count; ++i) {
      const PhysRange range = FixedRanges::range(i);
      set_low(range.begin >> FlatMap::page_shift, range.bytes() >> FlatMap::page_shift,
              {fixed_type_at<Concrete>(mtrr_.fixed, range.begin)});
    }
  }

  FlatMap& map_;
  const State& mtrr_;
  unsigned width_;
  std::uint64_t top_ = 0;
  std::size_t edges_ = 0;
  bool alike_ = false;  // two neighbouring runs have the same single type
  std::uint64_t left_out_[max_ranges / 64] = {};
};

}  // namespace memtype
