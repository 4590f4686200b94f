#include "memtype/linux/cleanup.hpp"

#include <algorithm>

#include "memtype/linux/mtrr.hpp"

namespace memtype::kernel {
namespace {

// A sorted list of disjoint ranges; ranges that touch are one.
class RangeSet {
 public:
  void add(PhysRange range) {
    if (range.empty()) return;
    std::vector<PhysRange> kept;
    for (const PhysRange& old : ranges_) {
      if (old.end < range.begin || range.end < old.begin) {
        kept.push_back(old);
        continue;
      }
      range.begin = std::min(range.begin, old.begin);
      range.end = std::max(range.end, old.end);
    }
    kept.push_back(range);
    std::sort(kept.begin(), kept.end());
    ranges_ = std::move(kept);
  }
  void remove(PhysRange range) {
    std::vector<PhysRange> kept;
    for (const PhysRange& old : ranges_) {
      const PhysRange left{old.begin, std::min(old.end, range.begin)};
      const PhysRange right{std::max(old.begin, range.end), old.end};
      if (!left.empty()) kept.push_back(left);
      if (!right.empty()) kept.push_back(right);
    }
    if (!range.empty()) ranges_ = std::move(kept);
  }
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const PhysRange& range : ranges_) sum += range.bytes();
    return sum;
  }
  const std::vector<PhysRange>& ranges() const { return ranges_; }

 private:
  std::vector<PhysRange> ranges_;
};

// A register as the kernel reads it: first byte, length and type; length 0: free. The kernel's
// struct var_mtrr_range_state.
struct VarMtrrRange {
  std::uint64_t base = 0, size = 0;
  MemoryType type = MemoryType::UC;
};

std::vector<VarMtrrRange> var_mtrr_ranges(const MtrrState<Concrete>& mtrr) {
  std::vector<VarMtrrRange> blocks;
  for (const VariableRange<Concrete>& range : mtrr.variable) {
    const RegisterView<Concrete> view = register_view<Concrete>(range, mtrr.phys_bits);
    if (range.valid)
      blocks.push_back({view.base, view.size, range.type.single().value_or(MemoryType::UC)});
    else
      blocks.push_back({});
  }
  return blocks;
}

// WB blocks added to `covered`, UC and WP blocks taken out. With fixed ranges on, what a UC block
// has below 1 MiB does not count.
void apply(RangeSet& covered, const std::vector<VarMtrrRange>& blocks, bool fixed_enabled) {
  for (const VarMtrrRange& block : blocks)
    if (block.type == MemoryType::WB) covered.add({block.base, block.base + block.size});
  for (const VarMtrrRange& block : blocks) {
    if (block.type != MemoryType::UC && block.type != MemoryType::WP) continue;
    const std::uint64_t begin = fixed_enabled ? std::max(block.base, FixedRanges::end) : block.base;
    covered.remove({begin, std::max(begin, block.base + block.size)});
  }
}

// Only WB, UC and free registers.
bool only_wb_and_uc(const std::vector<VarMtrrRange>& blocks) {
  return std::all_of(blocks.begin(), blocks.end(), [](const VarMtrrRange& block) {
    return block.size == 0 || block.type == MemoryType::WB || block.type == MemoryType::UC;
  });
}

bool any_of_type(const std::vector<VarMtrrRange>& blocks, MemoryType type) {
  return std::any_of(blocks.begin(), blocks.end(), [&](const VarMtrrRange& block) {
    return block.size != 0 && block.type == type;
  });
}

constexpr std::uint64_t align_up(std::uint64_t value, std::uint64_t unit) {
  return (value + unit - 1) & ~(unit - 1);
}

// Writing registers for a list of WB ranges (x86_setup_var_mtrrs, range_to_mtrr_with_hole), with
// ranges rounded to `gran` and holes smaller than `chunk` covered and taken out again by a UC
// register.
class VarMtrrSetup {
 public:
  VarMtrrSetup(std::size_t registers, std::uint64_t chunk, std::uint64_t gran)
      : limit_(registers), chunk_(chunk), gran_(gran) {}

  std::vector<VarMtrrRange> make(const std::vector<PhysRange>& ranges) {
    for (const PhysRange& range : ranges) take(range);
    if (size_ != 0) write_run({0, 0});
    used_ = blocks_.size();
    blocks_.resize(limit_);
    return std::move(blocks_);
  }
  unsigned used() const { return static_cast<unsigned>(used_); }

 private:
  // The next range: lengthens the run when it touches it or starts at or below 1 MiB (whatever lies
  // between is swallowed); else the run is written, and may take the first bytes of this range.
  void take(PhysRange range) {
    if (blocks_.size() >= limit_) return;
    if (range.begin <= 1_MiB || start_ + size_ == range.begin) {
      size_ = range.end - start_;
      return;
    }
    const std::uint64_t taken = size_ != 0 ? write_run(range) : 0;
    start_ = range.begin + taken;
    size_ = range.bytes() - taken;
  }

  // Aligned power-of-two blocks, largest first, until the registers run out.
  void write_blocks(std::uint64_t base, std::uint64_t size, MemoryType type) {
    while (size != 0 && blocks_.size() < limit_) {
      const std::uint64_t block = largest_block_at(base, size);
      blocks_.push_back({base, block, type});
      base += block;
      size -= block;
    }
  }

  // Writes the run [start_, start_ + size_), rounded down to the granularity. Returns how much of
  // the range that follows (empty: none) it covers too.
  std::uint64_t write_run(PhysRange next) {
    const std::uint64_t aligned = align_up(start_, gran_);
    if (aligned > next.begin && next.begin != 0) return 0;
    const std::uint64_t exact = size_ - (aligned - start_);
    std::uint64_t size = align_up(exact, gran_);
    if (size > exact) size -= gran_;
    if (size == 0) return 0;
    std::uint64_t whole = align_up(size, chunk_);
    if (whole == size) {
      write_blocks(start_, size, MemoryType::WB);
      return 0;
    }
    if (!next.empty())
      while (whole != 0 && start_ + whole > next.end) whole -= std::min(whole, chunk_);
    return write_with_hole(size, whole, next);
  }

  // `whole`: the run in chunks, longer than it is by the hole. A hole of half of it or more is not
  // worth a register: one chunk less then.
  std::uint64_t write_with_hole(std::uint64_t size, std::uint64_t whole, PhysRange next) {
    std::uint64_t hole = 0, taken = 0;
    for (;;) {
      const std::uint64_t end = start_ + whole;
      taken = end > next.begin && end <= next.end ? end - next.begin : 0;
      hole = whole > size ? whole - size - taken : 0;
      if (hole == 0 || hole < whole / 2 || whole < chunk_) break;
      whole -= chunk_;
    }
    const std::uint64_t end = start_ + whole;
    write_blocks(start_, whole, MemoryType::WB);
    if (whole < size) write_blocks(end, size - whole, MemoryType::WB);
    write_blocks(end - hole - taken, hole, MemoryType::UC);
    return taken;
  }

  std::size_t limit_;
  std::uint64_t chunk_, gran_;
  std::uint64_t start_ = 0, size_ = 0;  // the run
  std::vector<VarMtrrRange> blocks_;
  std::size_t used_ = 0;
};

// The search over one machine.
class Cleanup {
 public:
  Cleanup(const MtrrState<Concrete>& mtrr, const std::vector<VarMtrrRange>& now) : mtrr_(mtrr) {
    covered_.add({0, FixedRanges::end});
    apply(covered_, now, mtrr.fixed_enabled);
    covered_.remove(tom2());
  }

  std::uint64_t covered() const { return covered_.bytes(); }

  std::vector<VarMtrrRange> set_up(std::uint64_t chunk, std::uint64_t gran) const {
    return VarMtrrSetup(mtrr_.variable.size(), chunk, gran).make(covered_.ranges());
  }

  CleanupTry attempt(std::uint64_t chunk, std::uint64_t gran) const {
    VarMtrrSetup setup(mtrr_.variable.size(), chunk, gran);
    RangeSet result;
    apply(result, setup.make(covered_.ranges()), mtrr_.fixed_enabled);
    result.remove(tom2());
    const std::uint64_t now = covered_.bytes(), then = result.bytes();
    CleanupTry made{gran, chunk, setup.used(), now < then ? then - now : now - then, now < then};
    if (now == then) made.bad = covered_.ranges() != result.ranges();
    return made;
  }

 private:
  PhysRange tom2() const { return {4_GiB, std::max(std::uint64_t{4_GiB}, mtrr_.tom2_wb_end)}; }

  const MtrrState<Concrete>& mtrr_;
  RangeSet covered_;
};

std::optional<CleanupTry> best_try(const std::vector<CleanupTry>& tries, std::size_t registers,
                                   unsigned spare) {
  const std::size_t reserved = std::min<std::size_t>(spare, registers - 1);
  std::optional<CleanupTry> best;
  for (const CleanupTry& made : tries) {
    if (made.bad || made.lost != 0) continue;
    if (made.registers == 0 || made.registers > registers - reserved) continue;
    if (!best || made.registers < best->registers) best = made;
  }
  return best;
}

std::vector<VariableRange<Concrete>> registers_from(const std::vector<VarMtrrRange>& blocks,
                                                    unsigned phys_bits) {
  std::vector<VariableRange<Concrete>> registers;
  for (const VarMtrrRange& block : blocks) {
    const std::uint64_t mask =
        block.size == 0 ? 0 : block_mask<Concrete>(block.size, phys_bits) | mtrr_mask_valid;
    registers.push_back(
        range_from_msrs(block.base | static_cast<std::uint64_t>(block.type), mask, phys_bits));
  }
  return registers;
}

}  // namespace

CleanupResult mtrr_cleanup(const MtrrState<Concrete>& mtrr, const CleanupOptions& options) {
  CleanupResult result;
  result.variable = mtrr.variable;
  const std::vector<VarMtrrRange> now = var_mtrr_ranges(mtrr);
  if (!mtrr.enabled || mtrr.default_type != MemoryType::UC || !only_wb_and_uc(now) ||
      !any_of_type(now, MemoryType::UC))
    return result;
  const Cleanup cleanup(mtrr, now);
  result.covered = cleanup.covered();
  if (options.chunk_size != 0 && options.gran_size != 0) {
    const CleanupTry given = cleanup.attempt(options.chunk_size, options.gran_size);
    if (!given.bad) result.chosen = given;
  }
  if (!result.chosen) {
    for (std::uint64_t gran = 64_KiB; gran < 4_GiB; gran <<= 1)
      for (std::uint64_t chunk = gran; chunk < 4_GiB; chunk <<= 1)
        result.tries.push_back(cleanup.attempt(chunk, gran));
    result.chosen = best_try(result.tries, mtrr.variable.size(), options.spare_registers);
  }
  if (!result.chosen) return result;
  result.changed = true;
  result.variable = registers_from(
      cleanup.set_up(result.chosen->chunk_size, result.chosen->gran_size), mtrr.phys_bits);
  return result;
}

std::vector<PhysRange> uncached_memory(const MtrrState<Concrete>& mtrr, std::uint64_t end_of_ram) {
  const std::vector<VarMtrrRange> blocks = var_mtrr_ranges(mtrr);
  if (!mtrr.enabled || mtrr.default_type != MemoryType::UC || !only_wb_and_uc(blocks) ||
      !any_of_type(blocks, MemoryType::WB))
    return {};
  RangeSet cached;
  if (mtrr.tom2_wb_end > 4_GiB) cached.add({4_GiB, mtrr.tom2_wb_end});
  apply(cached, blocks, mtrr.fixed_enabled);
  std::vector<PhysRange> missing;
  std::uint64_t next = 0;
  for (const PhysRange& range : cached.ranges()) {
    if (next < range.begin) missing.push_back({next, range.begin});
    next = range.end;
  }
  if (next < end_of_ram) missing.push_back({next, end_of_ram});
  return missing;
}

}  // namespace memtype::kernel
