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
  std::string rule;  // "EFF-WC-UCM"; "EPT" where the guest's PAT is ignored
};

struct PageView {
  std::uint64_t address = 0;
  TypeSet base;            // below the page attribute: the MTRRs' type, or KVM's EPT type
  std::string origin;      // "default", "reg 0", "reg 0, reg 2", "fixed", "MTRRs off", "EPT"
  bool undefined = false;  // the manuals define no result for the registers that meet here
  std::vector<MappingView> mappings;
};

PageView explain_page(const System<Concrete>& system, std::uint64_t address);

// Pages of [begin, end) that differ in anything but their address, in address order.
std::vector<PageView> explain_region(const System<Concrete>& system, std::uint64_t begin,
                                     std::uint64_t end);

}  // namespace memtype
