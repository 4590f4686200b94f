#include "memtype/linux/mtrr_lookup_old.hpp"

#include "memtype/linux/mtrr_lookup.hpp"

namespace memtype::kernel {
namespace {

// One step: the type at `begin`, and where the piece it is valid for ends. `last` is inclusive.
struct LookupStep {
  RawType type = invalid_type;
  bool uniform = true;
  bool repeat = false;     // the piece ends before the range does
  std::uint64_t next = 0;  // where it ends, when `repeat`
  unsigned warnings = 0;
};

// Does the edge of this register cut [begin, last]? Then the piece is shortened to that edge.
bool shorten(const VariableRange<Concrete>& range, unsigned phys_bits, std::uint64_t begin,
             std::uint64_t& last, LookupStep& piece) {
  const bool first_inside = matches<Concrete>(range, begin);
  const bool last_inside = matches<Concrete>(range, last);
  const bool around = begin < range.base && last > range.base;
  if (first_inside == last_inside && !around) return false;
  piece.next = first_inside ? range.base + lookup_size<Concrete>(range, phys_bits) : range.base;
  if (piece.next <= begin) {
    ++piece.warnings;
    piece.next = begin + page_bytes;
  }
  last = piece.next - 1;
  return true;
}

LookupStep step(const MtrrState<Concrete>& mtrr, std::uint64_t begin, std::uint64_t last) {
  LookupStep piece;
  for (const VariableRange<Concrete>& range : mtrr.variable) {
    if (!range.valid || range.elsewhere) continue;
    if (shorten(range, mtrr.phys_bits, begin, last, piece)) {
      piece.repeat = true;
      piece.uniform = false;
    }
    if (!matches<Concrete>(range, begin)) continue;
    const auto type = static_cast<RawType>(range.type.single().value());
    if (piece.type == invalid_type) {
      piece.type = type;
      continue;
    }
    piece.uniform = false;
    // UC ends the search, and so does a mix that becomes UC; later registers shorten nothing then.
    piece.type = merge_types(piece.type, type);
    if (piece.type == 0) return piece;
  }
  if (piece.type == invalid_type) piece.type = static_cast<RawType>(mtrr.default_type);
  return piece;
}

RawType fixed_type(const MtrrState<Concrete>& mtrr, std::uint64_t address) {
  for (const FixedRun& run : mtrr.fixed)
    if (run.range.contains(address)) return static_cast<RawType>(run.type);
  return invalid_type;
}

}  // namespace

OldTypeLookup old_type_lookup(const MtrrState<Concrete>& mtrr, std::uint64_t begin,
                              std::uint64_t end, unsigned step_limit) {
  OldTypeLookup answer;
  if (!mtrr.enabled) return answer;
  answer.uniform_written = true;
  if (begin < FixedRanges::end && mtrr.fixed_enabled) {
    answer.type = fixed_type(mtrr, begin);
    return answer;
  }
  // The first step may shorten only itself: every later one looks at the whole rest again.
  const std::uint64_t last = end - 1;
  LookupStep piece = step(mtrr, begin, last);
  answer.type = piece.type;
  answer.uniform = piece.uniform;
  answer.warnings = piece.warnings;
  while (piece.repeat) {
    if (step_limit-- == 0) {
      answer.finished = false;
      return answer;
    }
    answer.uniform = false;
    begin = piece.next;
    piece = step(mtrr, begin, last);
    answer.warnings += piece.warnings;
    answer.type = merge_types(answer.type, piece.type);
    if (answer.type == 0) return answer;
  }
  if (mtrr.tom2_wb_end != 0 && begin >= 4_GiB && last < mtrr.tom2_wb_end)
    answer.type = static_cast<RawType>(MemoryType::WB);
  return answer;
}

}  // namespace memtype::kernel
