#include "memtype/inspect/inspect.hpp"

#include <algorithm>

#include "facts.hpp"
#include "open_questions.hpp"

namespace memtype::inspect {
namespace {

// In this order: later ones do not repeat what earlier ones have said.
constexpr void (*finders[])(const Facts&, Findings&) = {
    find_switched_off,      find_ram,      find_devices, find_registers, find_pat_conflicts,
    find_refused_combining, find_messages,
};

EffectiveTable table_of(const Machine& machine) {
  return machine.cpu.empty() ? EffectiveTable::intel_pat : machine.cpu[0]->table;
}

// Of RAM under the kernel's WB pages; of devices under the modes reserved.
void set_effective(const Facts& facts, const Area& area, MapRun& run) {
  if (!facts.seen.pat_lists.empty())
    for (const readers::PatEntry& entry : facts.seen.pat_lists.back().entries)
      if (entry.type && entry.range.overlaps(run.range)) run.reserved |= *entry.type;
  const bool ram = area.kind == Area::Kind::ram || area.kind == Area::Kind::perhaps_ram;
  const TypeSet page = ram ? TypeSet(MemoryType::WB) : run.reserved;
  if (!page.empty() && !facts.inspection.guest)
    run.effective = effective_type<Concrete>(table_of(facts.inspection.machine), run.mtrr, page);
}

void add_run(std::vector<MapRun>& runs, MapRun run) {
  if (!runs.empty()) {
    MapRun& last = runs.back();
    if (last.range.end == run.range.begin && last.area == run.area && last.mtrr == run.mtrr &&
        last.reserved == run.reserved && last.decided_by == run.decided_by &&
        last.undefined == run.undefined) {
      last.range.end = run.range.end;
      return;
    }
  }
  runs.push_back(std::move(run));
}

void set_runs(const Facts& facts, std::vector<MapRun>& runs) {
  for (const Area& area : facts.inspection.areas) {
    // Below 1 MiB the fixed ranges may decide; without them nothing can be said.
    PhysRange range = area.range;
    if (!facts.types.knows_low()) range.begin = std::max<std::uint64_t>(range.begin, 1_MiB);
    for (const TypedPiece& piece : facts.types.pieces(range)) {
      MapRun run;
      run.range = piece.range;
      run.area = area.name;
      run.mtrr = piece.types;
      run.undefined = piece.undefined;
      run.decided_by = decided_by(facts, piece);
      set_effective(facts, area, run);
      add_run(runs, std::move(run));
    }
  }
}

// Guests of confidential machines and under Xen PV stay as they are named.
bool decided_by_host(const readers::Observations& seen, const Machine& machine) {
  const bool named = std::any_of(machine.env.begin(), machine.env.end(), [](auto environment) {
    return kernel::has_host_type(environment);
  });
  return named || is_guest(seen);
}

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::dangerous: return "dangerous";
    case Severity::loses_ram: return "loses RAM";
    case Severity::costs_speed: return "costs speed";
    case Severity::harmless: return "harmless";
  }
  return "";
}

std::string_view name(FindingKind kind) {
  switch (kind) {
    case FindingKind::mtrrs_off: return "mtrrs-off";
    case FindingKind::ram_not_write_back: return "ram-not-write-back";
    case FindingKind::ram_trimmed: return "ram-trimmed";
    case FindingKind::registers_write_combining: return "registers-write-combining";
    case FindingKind::frame_buffer_not_combining: return "frame-buffer-not-combining";
    case FindingKind::large_uncached_reservation: return "large-uncached-reservation";
    case FindingKind::combining_refused: return "combining-refused";
    case FindingKind::pat_conflict: return "pat-conflict";
    case FindingKind::user_mapping_refused: return "user-mapping-refused";
    case FindingKind::free_invalid: return "free-invalid";
    case FindingKind::undefined_overlap: return "undefined-overlap";
    case FindingKind::odd_mask: return "odd-mask";
    case FindingKind::cpus_differ: return "cpus-differ";
    case FindingKind::unusual_register: return "unusual-register";
    case FindingKind::huge_page_refused: return "huge-page-refused";
    case FindingKind::cleanup_failed: return "cleanup-failed";
    case FindingKind::incorrect_mask: return "incorrect-mask";
    case FindingKind::mtrrs_off_in_guest: return "mtrrs-off-in-guest";
    case FindingKind::pat_off: return "pat-off";
  }
  return "";
}

bool is_empty(const readers::Observations& seen) {
  return seen.registers.empty() && seen.msrs.empty() && seen.default_type.empty() &&
         seen.register_count.empty() && seen.pat.empty() && seen.maps.empty() &&
         seen.resources.empty() && seen.bars.empty() && seen.pat_lists.empty() &&
         seen.messages.empty() && seen.cleanup_rows.empty() && seen.frame_buffers.empty() &&
         seen.typed_ranges.empty() && seen.enabled.empty() && seen.map_changes.empty() &&
         seen.windows.empty() && seen.last_pfn.empty() && seen.hidden_resources.empty();
}

Inspection inspect(const readers::Observations& seen) {
  Inspection result;
  result.machine = machine_of(seen, result.notes);
  result.mtrrs = known_mtrrs(seen);
  result.guest = decided_by_host(seen, result.machine);
  result.areas = areas_of(seen);
  result.maps_ram = std::any_of(result.areas.begin(), result.areas.end(),
                                [](const Area& area) { return area.kind == Area::Kind::ram; });
  const Facts facts = facts_of(seen, result);
  set_runs(facts, result.runs);
  Findings found;
  for (auto* finder : finders) finder(facts, found);
  std::stable_sort(found.begin(), found.end(),
                   [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  ask(facts, result.open);
  result.findings = std::move(found);
  return result;
}

}  // namespace memtype::inspect
