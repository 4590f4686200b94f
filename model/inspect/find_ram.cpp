// RAM that is not write-back, and MTRRs that are off.
#include <algorithm>

#include "facts.hpp"

namespace memtype::inspect {
namespace {

using readers::MessageKind;

// MTRRs above 1 MiB; below it, the fixed ranges decide, and only if they were said.
PhysRange looked_at(const Facts& facts, PhysRange range) {
  if (!facts.types.knows_low()) range.begin = std::max<std::uint64_t>(range.begin, 1_MiB);
  return range;
}

struct RamPieces {
  std::vector<PhysRange> not_wb;
  TypeSet types;
  std::uint64_t bytes = 0;
  std::vector<readers::Place> places;
  bool undefined = false;
};

// Only what is not WB whatever the open facts are. Undefined overlaps have a finding of their own.
RamPieces ram_not_wb(const Facts& facts) {
  RamPieces found;
  for (const Area& area : facts.inspection.areas) {
    if (area.kind != Area::Kind::ram) continue;
    for (const TypedPiece& piece : facts.types.pieces(looked_at(facts, area.range))) {
      if (piece.types.contains(MemoryType::WB)) continue;
      found.types |= piece.types;
      found.bytes += piece.range.bytes();
      found.not_wb.push_back(piece.range);
      found.places.push_back(area.place);
    }
  }
  return found;
}

// The registers of another type that lie over these ranges; the default type if there is none.
std::string causes(const Facts& facts, const RamPieces& pieces,
                   std::vector<readers::Place>& places) {
  std::vector<const readers::KnownRegister*> blamed;
  bool uncovered = false;
  for (PhysRange range : pieces.not_wb) {
    const auto over = registers_over(facts.mtrrs(), range);
    uncovered |= over.empty();
    for (const auto* reg : over)
      if (reg->type != MemoryType::WB &&
          std::find(blamed.begin(), blamed.end(), reg) == blamed.end())
        blamed.push_back(reg);
  }
  for (const auto* reg : blamed) places.push_back(reg->place);
  std::string text = names_of(blamed);
  if (uncovered && facts.mtrrs().default_type) {
    places.push_back(facts.mtrrs().default_type.place);
    text += std::string(text.empty() ? "" : "; ") + "no register covers " +
            (blamed.empty() ? "it" : "the rest") + ", and the default type is " +
            std::string(name(*facts.mtrrs().default_type));
  }
  return text;
}

// A cleanup with the user's granularity that loses RAM by itself.
const readers::CleanupRow* losing_row(const readers::Observations& seen) {
  if (seen.cleanup_rows.size() != 1 || seen.cleanup_rows[0].lost <= 0) return nullptr;
  return &seen.cleanup_rows[0];
}

// The kernel says which range it takes away, from the first byte to the last, other memory
// included.
void add_taken_away(const Facts& facts, Finding& finding) {
  for (const readers::MapChange& change : facts.seen.map_changes) {
    const bool ram = change.from == "usable" || change.from == "System RAM";
    if (!ram || change.to.empty() || change.range.begin < 1_MiB) continue;
    finding.where.push_back(change.range);
    finding.evidence.push_back(change.place);
  }
}

void add_trimmed(const Facts& facts, const RamPieces& pieces, const readers::Message& message,
                 Findings& found) {
  Finding finding;
  finding.kind = FindingKind::ram_trimmed;
  finding.severity = Severity::loses_ram;
  finding.bytes = message.number * 1_MiB;
  finding.what = "Linux does not use " + std::to_string(message.number) +
                 " MiB of RAM, because no write-back MTRR covers it.";
  finding.evidence = {message.place};
  finding.where = pieces.not_wb;
  finding.evidence.insert(finding.evidence.end(), pieces.places.begin(), pieces.places.end());
  const std::string cause = causes(facts, pieces, finding.evidence);
  if (finding.where.empty()) add_taken_away(facts, finding);
  finding.why = cause.empty()
                    ? "Memory outside write-back ranges is uncached, and very slow, so the "
                      "kernel takes it away."
                    : "It is not write-back because of " + cause + ".";
  finding.rule = "arch/x86/kernel/cpu/mtrr/cleanup.c: mtrr_trim_uncached_memory";
  if (const auto* row = losing_row(facts.seen)) {
    finding.evidence.push_back(row->place);
    finding.why = "mtrr_cleanup was told to work with gran_size " + size_words(row->gran) +
                  ", and loses " + size_words(static_cast<std::uint64_t>(row->lost)) + " by that.";
    finding.todo =
        "Take mtrr_gran_size and mtrr_chunk_size off the kernel command line, or choose "
        "a row of the table that loses 0G.";
  } else {
    finding.todo =
        "Look in the firmware setup for memory remapping and \"MTRR mapping: discrete\", "
        "and for an update.";
    const bool high = std::any_of(
        facts.inspection.areas.begin(), facts.inspection.areas.end(),
        [](const Area& area) { return area.kind == Area::Kind::ram && area.range.end > 4_GiB; });
    const bool wide = facts.mtrrs().phys_bits == 48 || high;
    if (wide && !facts.mtrrs().tom2)
      finding.todo +=
          " On AMD, memory above 4 GiB may be write-back by TOM2, which kernels of that "
          "time do not know for every family: run `sudo rdmsr 0xc0010010` and `sudo "
          "rdmsr 0xc001001d`; if bits 21 and 22 of the first are set, `disable_mtrr_trim` "
          "is safe.";
  }
  found.push_back(std::move(finding));
}

void add_not_wb(const Facts& facts, const RamPieces& pieces, Findings& found) {
  Finding finding;
  finding.kind = FindingKind::ram_not_write_back;
  finding.severity = Severity::costs_speed;
  finding.bytes = pieces.bytes;
  finding.where = pieces.not_wb;
  finding.what = size_words(pieces.bytes) + " of RAM " +
                 (pieces.types.single() ? "is " + to_string(pieces.types) : "is not write-back") +
                 " by the MTRRs.";
  finding.evidence = pieces.places;
  const std::string cause = causes(facts, pieces, finding.evidence);
  finding.why = "Caused by " + (cause.empty() ? "the default type" : cause) +
                ". Code and data that land there run many times slower, at random moments.";
  finding.todo =
      "A firmware update; until then keep the range out of use: memmap=SIZE$START on the "
      "kernel command line.";
  finding.rule = "Intel SDM vol. 3A, 11.11.4.1 and table 11-7; AMD APM vol. 2, 7.7 and table 7-11";
  found.push_back(std::move(finding));
}

}  // namespace

void find_ram(const Facts& facts, Findings& found) {
  const readers::Message* trimmed = message_of(facts.seen, MessageKind::ram_not_covered);
  RamPieces pieces;
  // A guest's MTRRs do not reach its memory, and MTRRs that are off have a finding of their own.
  const bool off = facts.mtrrs().enabled.value == false;
  if (facts.types.known() && !facts.inspection.guest && !off) pieces = ram_not_wb(facts);
  if (trimmed != nullptr)
    add_trimmed(facts, pieces, *trimmed, found);
  else if (pieces.bytes != 0)
    add_not_wb(facts, pieces, found);
}

void find_switched_off(const Facts& facts, Findings& found) {
  const auto& enabled = facts.mtrrs().enabled;
  if (enabled.value != false) return;
  Finding finding;
  finding.evidence = {enabled.place};
  finding.rule = "Intel SDM vol. 3A, 11.11.2.1 (IA32_MTRR_DEF_TYPE.E); AMD APM vol. 2, 7.7.2";
  const auto& environments = facts.inspection.machine.env;
  if (std::any_of(environments.begin(), environments.end(), kernel::is_xen_pv)) {
    finding.kind = FindingKind::mtrrs_off_in_guest;
    finding.what = "This kernel has no MTRRs: under Xen they are the hypervisor's.";
    finding.why = "The hypervisor has set them up for all of its guests; xl dmesg shows them.";
    finding.rule =
        "arch/x86/kernel/cpu/mtrr/generic.c: mtrr_overwrite_state; arch/x86/xen/enlighten_pv.c";
  } else if (facts.inspection.guest) {
    finding.kind = FindingKind::mtrrs_off_in_guest;
    finding.what = "The MTRRs are off, and this is a guest.";
    finding.why =
        "The type of a guest's memory comes from its host (EPT, nested paging): RAM is "
        "write-back all the same. Only device memory that a driver wants write-back stays "
        "uncached by the kernel's own rules.";
    finding.rule = "Intel SDM vol. 3C, 28.2.6; AMD APM vol. 2, 15.25.8";
  } else {
    // Firmware that set registers up meant a machine of metal.
    const bool sure = !facts.inspection.machine.env.empty() || !facts.mtrrs().registers.empty();
    finding.kind = FindingKind::mtrrs_off;
    finding.severity = sure ? Severity::costs_speed : Severity::harmless;
    finding.what = sure ? "The MTRRs are off: all memory is uncached, whatever the registers hold."
                        : "The MTRRs are off.";
    finding.why = sure
                      ? "Every access goes to memory; the whole machine is many times slower."
                      : "On real hardware all memory would be uncached, and the machine crawls. In "
                        "a guest the host decides, and it is harmless.";
    finding.todo = sure ? "A firmware update or its default settings. The operating system cannot "
                          "know what the firmware meant."
                        : "Run `systemd-detect-virt`.";
  }
  found.push_back(std::move(finding));
}

}  // namespace memtype::inspect
