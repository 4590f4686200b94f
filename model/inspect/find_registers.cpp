// The registers themselves: overlaps, masks, unusual ranges, CPUs that differ.
#include <algorithm>
#include <bit>

#include "facts.hpp"
#include "memtype/cpu/block.hpp"

namespace memtype::inspect {
namespace {

using readers::KnownRegister;

void check_overlaps(const Facts& facts, Findings& found) {
  if (!facts.types.known()) return;
  const std::uint64_t top = std::uint64_t{1} << facts.mtrrs().phys_bits;
  std::vector<PhysRange> undefined;
  for (const TypedPiece& piece : facts.types.pieces({1_MiB, top}))
    if (piece.undefined) undefined.push_back(piece.range);
  if (undefined.empty()) return;
  const bool ram = std::any_of(
      facts.inspection.areas.begin(), facts.inspection.areas.end(), [&](const Area& area) {
        return area.kind == Area::Kind::ram && area.range.overlaps(undefined[0]);
      });
  Finding finding;
  finding.kind = FindingKind::undefined_overlap;
  finding.severity = ram ? Severity::dangerous : Severity::harmless;
  finding.where = undefined;
  for (PhysRange range : undefined) finding.bytes += range.bytes();
  const auto over = registers_over(facts.mtrrs(), undefined[0]);
  finding.what =
      "Registers of types that may not meet lie over each other: " + names_of(over) + ".";
  for (const KnownRegister* reg : over) finding.evidence.push_back(reg->place);
  finding.why = std::string(
                    "The manuals define overlaps with UC and of WT with WB; here the processor "
                    "may take any type.") +
                (ram ? ""
                     : " No RAM is known to lie there; pages that are mapped UC or WC do not ask "
                       "the MTRRs.");
  finding.rule = "Intel SDM vol. 3A, 11.11.4.1; AMD APM vol. 2, 7.7.4";
  found.push_back(std::move(finding));
}

// Holes in the mask, or fewer bits than the address width: such a register matches several ranges.
void check_masks(const Facts& facts, Findings& found) {
  for (const KnownRegister& reg : facts.mtrrs().registers) {
    // A size that is a power of two has no holes to show.
    const unsigned bits = facts.mtrrs().phys_bits;
    if (is_natural<Concrete>(reg.base, reg.mask, bits)) continue;
    const std::uint64_t mask = reg.mask >> 12;
    const bool hole = !std::has_single_bit((mask >> std::countr_zero(mask)) + 1);
    const bool low = (reg.base & ~reg.mask & mtrr_address_bits(bits)) != 0;
    Finding finding;
    finding.kind = FindingKind::odd_mask;
    finding.severity = Severity::costs_speed;
    finding.evidence = {reg.place};
    finding.what =
        "The mask of reg " + std::to_string(reg.number) + " (" + hex_words(reg.mask) + ") " +
        (hole  ? "has holes: it matches several ranges."
         : low ? "is coarser than its base (" + hex_words(reg.base) + "): lower bits do not count."
               : "ends below the address width of " + std::to_string(bits) +
                     " bits: it matches again above.");
    finding.why =
        "Linux takes the mask for that of one block" +
        std::string(reg.from_size ? "; it prints a size that is no power of two for it" : "") +
        ", so what it believes and what the processor does differ.";
    finding.todo = reg.from_size ? "Run: sudo rdmsr -a " + hex_words(0x201 + 2 * reg.number) : "";
    finding.rule =
        "Intel SDM vol. 3A, 11.11.3; arch/x86/kernel/cpu/mtrr/generic.c: "
        "generic_get_mtrr";
    found.push_back(std::move(finding));
  }
}

// The window under 4 GiB through which the firmware's flash is read.
constexpr PhysRange flash_window{0xff000000, 4_GiB};

void check_unusual(const Facts& facts, Findings& found) {
  for (const KnownRegister& reg : facts.mtrrs().registers) {
    const std::uint64_t bits = mtrr_address_bits(facts.mtrrs().phys_bits);
    if (!is_natural<Concrete>(reg.base, reg.mask, facts.mtrrs().phys_bits)) continue;
    const PhysRange range{reg.base, reg.base + (~reg.mask & bits) + page_bytes};
    Finding finding;
    finding.kind = FindingKind::unusual_register;
    finding.where = {range};
    finding.bytes = range.bytes();
    finding.evidence = {reg.place};
    const std::string number = "reg " + std::to_string(reg.number);
    if (reg.type == MemoryType::WC && range.overlaps(flash_window)) {
      finding.what = number + " makes the flash window under 4 GiB write-combining.";
      finding.why =
          "Left by the firmware and harmless by itself; but an ordinary ioremap() (UC-) "
          "there is write-combining, and only ioremap_uc() is uncached.";
      finding.rule = "Intel SDM vol. 3A, table 11-7 (UC- under WC)";
    } else if (reg.type == MemoryType::WP && range.begin >= 4_GiB) {
      finding.what = number + " makes " + size_words(range.bytes()) +
                     " above 4 GiB write-protected, where RAM lies on machines with more than "
                     "about 3 GiB.";
      finding.severity = Severity::costs_speed;
      finding.why =
          "Under write-back pages that RAM is WP: reads are cached, every write goes to the "
          "bus. What the kernel puts there is slow.";
      finding.todo =
          "Look whether /proc/iomem has System RAM there; then update the firmware, or "
          "keep it out of use: memmap=" +
          std::to_string(range.bytes() >> 20) + "M$" + hex_words(range.begin);
      finding.rule = "Intel SDM vol. 3A, table 11-7 (WB under WP); AMD APM vol. 2, table 7-11";
    } else if (reg.type == MemoryType::WT && range.bytes() >= 1_MiB) {
      finding.what = number + " makes " + size_words(range.bytes()) + " write-through.";
      finding.why =
          "Firmware lays this over regions of devices. Pages that are mapped UC-, UC or WC "
          "there are what they say; write-back ones become write-through.";
      finding.rule = "Intel SDM vol. 3A, table 11-7 (column WT); AMD APM vol. 2, table 7-11";
    } else {
      continue;
    }
    const bool told = std::any_of(found.begin(), found.end(), [&](const Finding& other) {
      return other.kind == FindingKind::ram_not_write_back && !other.where.empty() &&
             other.where[0].overlaps(range);
    });
    if (!told) found.push_back(std::move(finding));
  }
}

void check_cpus(const Facts& facts, Findings& found) {
  Finding finding;
  finding.kind = FindingKind::cpus_differ;
  finding.rule = "Intel SDM vol. 3A, 11.11.8 (the same on all processors)";
  for (const readers::Note& note : facts.mtrrs().notes)
    if (note.kind == readers::Note::Kind::contradiction) {
      finding.severity = Severity::dangerous;
      finding.what += (finding.what.empty() ? "" : "; ") + note.text;
      finding.evidence.insert(finding.evidence.end(), note.places.begin(), note.places.end());
    }
  if (!finding.what.empty()) {
    finding.what += ".";
    finding.why = "The same memory has different types on different processors.";
    finding.todo = "A firmware update.";
    found.push_back(std::move(finding));
    return;
  }
  const auto* message = message_of(facts.seen, readers::MessageKind::cpus_inconsistent);
  if (message == nullptr) return;
  finding.what = "The firmware had set up the MTRRs of one processor only.";
  finding.evidence = {message->place};
  finding.why =
      "The kernel has copied the boot processor's registers to the others: repaired. The "
      "message comes at every boot and is harmless.";
  finding.rule = "arch/x86/kernel/cpu/mtrr/generic.c: mtrr_state_warn";
  found.push_back(std::move(finding));
}

}  // namespace

void find_registers(const Facts& facts, Findings& found) {
  const bool counts = !facts.inspection.guest && facts.mtrrs().enabled.value != false;
  if (counts) {
    check_overlaps(facts, found);
    check_masks(facts, found);
    check_unusual(facts, found);
  }
  check_cpus(facts, found);
}

}  // namespace memtype::inspect
