// Why a page has the type it has: the concrete answer, with what decided it.
#pragma once

#include <string>
#include <vector>

#include "memtype/machine/system.hpp"

namespace memtype {

// One mapping of the page and what comes of it.
struct MappingView {
  std::size_t mapping = 0;  // index into System::mappings
  MemoryType page{};        // page attribute type selected by the entry's bits
  TypeSet effective;
  RuleUsed rule;  // "undefined overlap" without a source where the manuals define no type below
};

struct PageView {
  std::uint64_t address = 0;
  TypeSet base;            // below the page attribute: the MTRRs' type, or under KVM the host type
  std::string_view below;  // whose type that is: "MTRR", "EPT", "host MTRR"
  // Where it comes from: "default", "reg 0", "reg 0, reg 2", "fixed", "MTRRs off"; under KVM
  // `below`
  std::string origin;
  bool undefined = false;  // the manuals define no result for the registers that meet here
  std::vector<MappingView> mappings;
};

PageView explain_page(const System<Concrete>& system, std::uint64_t address);

// Pages of [begin, end) that differ in anything but their address, in address order.
std::vector<PageView> explain_region(const System<Concrete>& system, std::uint64_t begin,
                                     std::uint64_t end);

}  // namespace memtype
