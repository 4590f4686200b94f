#include "known.hpp"

#include <algorithm>
#include <iterator>

namespace memtype::conform {
namespace {

constexpr KnownDifference table[] = {
    {"xen_mtrr", "undefined overlap: type of the last register",
     "The manuals define no type; Xen takes that of the matching register with the highest number, "
     "so the order of the registers decides. The model answers with all types."},
    {"xen_mtrr", "mixed region: one type",
     "For a region Xen compares only the mask bits above it: a register that covers part of the "
     "region counts for all of it, and the default type beside it is not seen."},
    {"xen_mtrr", "uniform region: not recognised",
     "Xen asks for a split when registers of different types reach into a region, and in fixed "
     "ranges above a fixed order, also where every page has one type."},
    {"xen_mtrr", "EPT type where no overlap rule applies",
     "Xen's own choice for a guest MTRR type that meets a host MTRR type; the manuals do not say "
     "how a hypervisor merges two."},
    {"xen_mtrr", "saved register: contents of register 0",
     "Xen's HVM save code stores the first variable range in the place of every other one."},
    {"bochs_mtrr", "undefined overlap: invalid, then WB",
     "The manuals define no type; Bochs calls the overlap invalid and combines as if it were WB."},
    {"bochs_mtrr", "WT with PAT WP: WT",
     "Bochs gives WT; table 11-7 of Intel's manual says WP (note 3; implementation-defined in old "
     "editions)."},
    {"bochs_mtrr", "WP with PAT UC-: UC",
     "Bochs gives UC; table 11-7 of Intel's manual says WC (note 3; implementation-defined in old "
     "editions)."},
    {"kvm_lookup", "undefined overlap: WB",
     "The manuals define no type; KVM up to Linux 6.10 takes WB."},
    {"kvm_lookup", "UC met before another type: WB",
     "KVM up to Linux 6.10 goes through the ranges by descending base and tests only the later of "
     "two types for UC, so a UC range with the higher base loses against WB."},
    {"kvm_lookup", "mask with holes or unaligned base: taken as a block",
     "KVM up to Linux 6.10 reads a register as one block from its base on: bits of the base below "
     "the mask move it, and holes in the mask are not seen."},
    {"kvm_lookup", "uniform region: not recognised",
     "KVM up to Linux 6.10 calls a region mixed when neighbouring or nested ranges cover it, and "
     "when its count of what is covered goes wrong because ranges come by descending base."},
    {"kvm_lookup", "mixed region: masks taken as blocks",
     "KVM up to Linux 6.10 does not see the holes of a mask, nor where an unaligned base belongs."},
    {"kvm_lookup", "mixed region: undefined overlap taken as uniform",
     "The manuals define no type where these ranges overlap; KVM up to Linux 6.10 answers for it."},
};

}  // namespace

const KnownDifference* find_known(std::string_view kind, std::string_view name) {
  const auto* found = std::find_if(std::begin(table), std::end(table), [&](const auto& entry) {
    return entry.kind == kind && entry.name == name;
  });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace memtype::conform
