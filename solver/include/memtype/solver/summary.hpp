// On which firmware do the regions of a case have the types that they want?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/solver/check.hpp"

namespace memtype::solver {

// What the firmware left. The BAR of a region is the block that the alignment of its parameter
// spans if all regions at that parameter lie in it, else the smallest block around them that one
// MTRR can hold.
struct FirmwareLayout {
  std::string_view group, name;  // heads of a column
  std::string_view meaning;
  bool wb_over_all = false;            // one WB range over the whole address width
  std::optional<MemoryType> over_bar;  // one range of this type over the BAR
  MemoryType default_type = MemoryType::UC;
};
inline constexpr FirmwareLayout firmware_layouts[] = {
    {"over the BAR", "none", "no range, default UC", false, std::nullopt, MemoryType::UC},
    {"over the BAR", "UC", "one UC range, default UC", false, MemoryType::UC, MemoryType::UC},
    {"over the BAR", "WC", "one WC range, default UC", false, MemoryType::WC, MemoryType::UC},
    {"over the BAR", "WT", "one WT range, default UC", false, MemoryType::WT, MemoryType::UC},
    {"over the BAR", "WB", "one WB range, default UC", false, MemoryType::WB, MemoryType::UC},
    {"WB over all", "alone", "one WB range over all addresses", true, std::nullopt, MemoryType::UC},
    {"WB over all", "+ UC", "the same and one UC range over the BAR", true, MemoryType::UC,
     MemoryType::UC},
    {"WB over all", "+ WC", "the same and one WC range over the BAR", true, MemoryType::WC,
     MemoryType::UC},
    {"default WB", "alone", "no range, default WB", false, std::nullopt, MemoryType::WB},
    {"default WB", "+ UC", "one UC range over the BAR, default WB", false, MemoryType::UC,
     MemoryType::WB},
};

// How a region does in a class of machines. It is right at a moment when every mapped page of it
// has the type that it wants; regions that want UC have to be right after each call, others at the
// end of the program.
enum class HowRight {
  always,              // proved right
  at_end,              // wants UC: proved right (or not mapped) at the end; wrong after some call
  right_or_undefined,  // proved right wherever the type hangs on no undefined overlap of MTRRs
  undefined,           // proved: the type hangs on an undefined overlap wherever it is mapped
  wrong_or_undefined,  // proved not right at the end wherever it hangs on no undefined overlap
  sometimes,           // right in one run, wrong in another, both replayed
  not_mapped,          // proved never mapped at such a moment
  unknown,             // not answered; `reason` says why
  never,               // proved: never mapped and right at the end
};

// The machines of a cell on which the region does like this, all of them and no others of the
// case: a proved equivalence.
struct SummaryPart {
  HowRight how = HowRight::unknown;
  std::string where;   // "PAT or free"; empty: on all machines
  cases::Expr guard;   // the same as a guard of the case
  std::string reason;  // unknown
};
// No parts: the case has no such machine, or no MTRR can hold the BAR.
struct SummaryCell {
  std::vector<SummaryPart> parts;  // in the order of HowRight
};

// A region that wants a type, under one program or group.
struct SummaryRow {
  int subject = -1, region = -1;
  std::optional<std::pair<cases::Expr, cases::Expr>> bar;  // start and length
  std::string no_bar;  // why it is not known; cells whose layout speaks of a BAR are then unknown
  // Facts beyond those by which machines are told apart: where a cell has `sometimes`, one of them
  // may decide it.
  std::vector<std::string> not_tried;
  std::vector<SummaryCell> cells;  // as firmware_layouts
};

// The case on this firmware, over the BAR of this row; nothing if that is not known.
// Machines with fewer registers than the layout lists are not meant, though the case has them
// still.
std::optional<cases::Case> case_on(const cases::Case& c, const FirmwareLayout& layout,
                                   const SummaryRow& row);

// Rows by subject and region. Each layout replaces `firmware` and `mtrr_default` of the machine
// block; any number of the registers that it leaves may be taken by ranges that touch nothing in
// the case (`mtrr_free`). All else stays. Where a region is right on some machines only, they are
// told apart by facts of the case: PAT, MTRRs that the kernel has, environments, parameters of at
// most five values, free registers, kernels and processors; by eight at most, in this order. Cost:
// one check_case() for each layout and BAR, and more where machines have to be told apart. Throws
// InternalError.
std::vector<SummaryRow> summarize(const cases::Case& c, const std::vector<int>& subjects,
                                  const CheckOptions& options);

}  // namespace memtype::solver
