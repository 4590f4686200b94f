// Regions of devices: registers that are write-combining, frame buffers that are not.
#include <algorithm>

#include "facts.hpp"

namespace memtype::inspect {
namespace {

using readers::PatEntry;

// Smaller regions of a display device hold registers, or are too small to matter.
constexpr std::uint64_t smallest_frame_buffer = 1_MiB;

bool wants_combining(const Area& area) {
  const bool large = area.range.bytes() >= smallest_frame_buffer;
  return large && area.prefetchable && area.is_display;
}

// What is handed through to a guest is mapped uncached-minus on the host; the guest chooses its
// own.
bool is_handed_through(std::string_view owner) { return owner.find("vfio") != owner.npos; }

const std::vector<PatEntry>* reservations(const readers::Observations& seen) {
  return seen.pat_lists.empty() ? nullptr : &seen.pat_lists.back().entries;
}

// Is UC-, which a plain ioremap() asks for, write-combining over this MTRR type? Where no text says
// which processor it is, on those of Intel and of AMD.
bool combines(const Facts& facts, MemoryType mtrr) {
  const auto gives_wc = [&](EffectiveTable table) {
    return effective_type<Concrete>(table, mtrr, MemoryType::UC_minus) == TypeSet(MemoryType::WC);
  };
  const auto& cpu = facts.inspection.machine.cpu;
  if (!cpu.empty()) return gives_wc(cpu[0]->table);
  return gives_wc(EffectiveTable::intel_pat) && gives_wc(EffectiveTable::amd_pat);
}

void check_registers(const Facts& facts, const Area& area, Findings& found) {
  if (area.prefetchable || area.kind != Area::Kind::device) return;
  for (const TypedPiece& piece : facts.types.pieces(area.range)) {
    const auto mtrr = piece.types.single();
    if (!mtrr || !combines(facts, *mtrr)) continue;
    const auto over = registers_over(facts.mtrrs(), piece.range);
    Finding finding;
    finding.kind = FindingKind::registers_write_combining;
    finding.severity = Severity::dangerous;
    finding.where = {piece.range};
    finding.bytes = piece.range.bytes();
    finding.what = area.name + " is not prefetchable, and a " + std::string(name(*mtrr)) +
                   " MTRR lies over it.";
    finding.evidence = {area.place};
    for (const auto* reg : over) finding.evidence.push_back(reg->place);
    finding.why =
        "Under " + names_of(over) +
        " an ordinary ioremap() (UC-) becomes write-combining: writes to registers may be "
        "merged and late.";
    if (over.size() == 1)
      finding.todo = "If nothing needs it: echo \"disable=" + std::to_string(over[0]->number) +
                     "\" | sudo tee /proc/mtrr";
    finding.rule = "Intel SDM vol. 3A, table 11-7 (the column of UC-); AMD APM vol. 2, table 7-11";
    found.push_back(std::move(finding));
    return;
  }
}

// The part of the area that registers leave without WC; the whole of it if it is all.
std::vector<PhysRange> not_combining(const Facts& facts, const Area& area) {
  std::vector<PhysRange> left;
  for (const TypedPiece& piece : facts.types.pieces(area.range))
    if (!piece.types.contains(MemoryType::WC)) left.push_back(piece.range);
  return left;
}

// Without PAT only a register can make it WC. The kernel's or the user's own.
void check_without_pat(const Facts& facts, const Area& area, Findings& found) {
  if (facts.mtrrs().teller != readers::Teller::proc_mtrr &&
      facts.mtrrs().teller != readers::Teller::msr)
    return;  // a boot log is from before the drivers came
  const std::vector<PhysRange> left = not_combining(facts, area);
  if (left.empty()) return;
  const bool sure = facts.pat == PatState::off;
  Finding finding;
  finding.kind = FindingKind::frame_buffer_not_combining;
  finding.severity = sure ? Severity::costs_speed : Severity::harmless;
  finding.where = left;
  for (PhysRange range : left) finding.bytes += range.bytes();
  finding.what = size_words(finding.bytes) + " of " + area.name + " have no write-combining MTRR" +
                 (sure ? ", and without PAT nothing else makes them so." : ".");
  finding.evidence = {area.place, facts.mtrrs().place};
  finding.why = sure ? "Each pixel is a write of its own over the bus."
                     : "With PAT, which Linux uses since 2.6.26, drivers map it write-combining "
                       "without a register; only a kernel or a driver without PAT needs one.";
  const PhysRange whole = area.range;
  const bool block = (whole.bytes() & (whole.bytes() - 1)) == 0 && whole.begin % whole.bytes() == 0;
  if (block && left.size() == 1 && left[0] == whole)
    finding.todo = std::string(sure ? "" : "Only without PAT: ") +
                   "echo \"base=" + hex_words(whole.begin) + " size=" + hex_words(whole.bytes()) +
                   " type=write-combining\" | sudo tee /proc/mtrr";
  finding.rule = "arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_add";
  found.push_back(std::move(finding));
}

// With PAT the reservation decides: a BAR that is reserved, and nowhere WC.
void check_reservation(const Facts& facts, const Area& area, Findings& found) {
  const auto* entries = reservations(facts.seen);
  if (entries == nullptr || is_handed_through(area.name)) return;
  std::vector<readers::Place> places;
  for (const PatEntry& entry : *entries) {
    if (!entry.range.overlaps(area.range)) continue;
    if (entry.type == MemoryType::WC) return;
    if (entry.range.bytes() * 2 >= area.range.bytes()) places.push_back(entry.place);
  }
  if (places.empty()) return;  // nobody maps it, or registers inside it alone
  Finding finding;
  finding.kind = FindingKind::frame_buffer_not_combining;
  finding.severity = Severity::costs_speed;
  finding.where = {area.range};
  finding.bytes = area.range.bytes();
  finding.what = area.name + " is mapped uncached, not write-combining.";
  finding.evidence = {area.place};
  finding.evidence.insert(finding.evidence.end(), places.begin(), places.end());
  finding.why =
      "PAT is in use and the range could be write-combining; the reservation for it is "
      "uncached-minus, and every later request gets the type of the one that is there.";
  finding.todo =
      "Find who mapped it first: an efifb or simpledrm console, a driver that calls "
      "ioremap() where it means ioremap_wc(), or the kernel (compare with another one).";
  finding.rule =
      "arch/x86/mm/pat/memtype.c: memtype_reserve; arch/x86/mm/ioremap.c: "
      "__ioremap_caller";
  found.push_back(std::move(finding));
}

// Nobody says whose it is: very large, and uncached. ECAM has at most 256 MiB for a segment.
void check_large_reservations(const Facts& facts, Findings& found) {
  const auto* entries = reservations(facts.seen);
  if (entries == nullptr) return;
  for (const PatEntry& entry : *entries) {
    if (entry.type != MemoryType::UC_minus || entry.range.bytes() <= 256_MiB) continue;
    const bool known = std::any_of(found.begin(), found.end(), [&](const Finding& other) {
      return !other.where.empty() && other.where[0].overlaps(entry.range);
    });
    if (known) continue;
    const std::string owner = owner_of(facts, entry.range);
    if (is_handed_through(owner)) continue;
    Finding finding;
    finding.kind = FindingKind::large_uncached_reservation;
    finding.severity = Severity::costs_speed;
    finding.where = {entry.range};
    finding.bytes = entry.range.bytes();
    finding.evidence = {entry.place};
    finding.what = size_words(entry.range.bytes()) + " of device memory are mapped uncached-minus" +
                   (owner.empty() ? "." : ": " + owner + ".");
    finding.why =
        "A range of this size is memory of a device, most often of a graphics card, and "
        "is many times faster write-combining.";
    finding.todo =
        "lspci -v shows whose it is; if its driver asks for write-combining, an earlier "
        "reservation (or a kernel defect) has won.";
    finding.rule = "arch/x86/mm/pat/memtype.c: memtype_reserve";
    found.push_back(std::move(finding));
  }
}

}  // namespace

void find_devices(const Facts& facts, Findings& found) {
  for (const Area& area : facts.inspection.areas) {
    if (area.kind != Area::Kind::device && area.kind != Area::Kind::frame_buffer) continue;
    if (facts.types.known() && !facts.inspection.guest && facts.mtrrs().enabled.value != false)
      check_registers(facts, area, found);
    if (!wants_combining(area)) continue;
    if (facts.pat == PatState::on)
      check_reservation(facts, area, found);
    else if (facts.types.known() && !facts.inspection.guest)
      check_without_pat(facts, area, found);
  }
  if (facts.pat == PatState::on) check_large_reservations(facts, found);
}

}  // namespace memtype::inspect
