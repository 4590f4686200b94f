#include "memtype/inspect/place.hpp"

#include <algorithm>

#include "facts.hpp"
#include "memtype/cpu/msr.hpp"
#include "memtype/linux/memtype.hpp"
#include "memtype/linux/pat_setup.hpp"
#include "open_questions.hpp"

namespace memtype::inspect {
namespace {

using kernel::PatSetup;
using readers::PatEntry;

// The tables that the processor may go by, where it has a PAT.
std::vector<EffectiveTable> possible_tables(const Facts& facts) {
  const Machine& machine = facts.inspection.machine;
  if (!machine.cpu.empty()) {
    const EffectiveTable table = machine.cpu[0]->table;
    return {table == EffectiveTable::no_pat ? EffectiveTable::intel_pat : table};
  }
  for (const auto& cpu : facts.seen.processors) {
    if (cpu.value.vendor == "GenuineIntel") return {EffectiveTable::intel_pat};
    if (cpu.value.vendor == "AuthenticAMD" || cpu.value.vendor == "HygonGenuine")
      return {EffectiveTable::amd_pat};
  }
  return {EffectiveTable::intel_pat, EffectiveTable::amd_pat};
}

// The rules that a page may go by. A host may have its guest's PAT ignored, and no text says so.
std::vector<PageRule> possible_rules(const Facts& facts, bool pat_in_hardware) {
  if (!facts.inspection.guest) {
    if (!pat_in_hardware) return {PageRule::no_pat};
    std::vector<PageRule> rules;
    for (EffectiveTable table : possible_tables(facts))
      rules.push_back(page_rule(kernel::Environment::bare_metal, table, true));
    return rules;
  }
  std::vector<kernel::Environment> environments = facts.inspection.machine.env;
  if (environments.empty()) environments = {kernel::Environment::kvm};
  std::vector<PageRule> rules;
  for (kernel::Environment environment : environments) {
    // A guest that the texts do not name goes by what a host may do.
    if (!kernel::has_host_type(environment)) environment = kernel::Environment::kvm;
    for (EffectiveTable table : possible_tables(facts)) {
      rules.push_back(page_rule(environment, table, true));
      if (kernel::may_ignore_guest_pat(environment))
        rules.push_back(page_rule(environment, table, false));
    }
  }
  return rules;
}

// IA32_PAT as the kernel goes by it, where a text says.
std::optional<std::uint64_t> pat_said(const Facts& facts) {
  if (const auto value = readers::msr_value(facts.seen, msr::pat); value && is_legal_pat(*value))
    return *value;
  for (auto said = facts.seen.pat.rbegin(); said != facts.seen.pat.rend(); ++said)
    if (!said->value.before_kernel) return encode_pat(Pat{said->value.entries});
  return std::nullopt;
}

// How the bits of each mode may select types.
std::vector<PatSetup> possible_setups(const Facts& facts) {
  if (const auto said = pat_said(facts))
    return {kernel::pat_setup(facts.pat != PatState::off, true, *said)};
  std::vector<PatSetup> setups;
  const auto& cpus = facts.inspection.machine.cpu;
  const bool may_be_low4 = cpus.empty() || cpus[0]->pat_errata == PatErrata::low4;
  const auto add = [&](bool enabled, bool in_hardware, kernel::PatMode mode) {
    setups.push_back(
        kernel::pat_setup(enabled, in_hardware, kernel::pat_msr_for(mode, kernel::newest_version)));
  };
  if (facts.pat != PatState::off) {
    if (cpus.empty() || cpus[0]->pat_errata != PatErrata::low4)
      add(true, true, kernel::PatMode::full);
    if (may_be_low4) add(true, true, kernel::PatMode::linux4);
  }
  if (facts.pat != PatState::on) {
    if (cpus.empty() || cpus[0]->has_pat) add(false, true, kernel::PatMode::nopat);
    if (cpus.empty() || !cpus[0]->has_pat) add(false, false, kernel::PatMode::absent);
  }
  return setups;
}

// What a request gets beside these reservations.
TypeSet granted_beside(TypeSet found, TypeSet mtrr, MemoryType mode) {
  const bool hinted = mode == MemoryType::WB && mtrr != TypeSet(MemoryType::WB);
  const TypeSet request = hinted ? MemoryType::UC_minus : mode;
  const auto result = kernel::device_outcome<Concrete>(request, true, found);
  if (result.error != 0 || !kernel::is_new_mode_allowed<Concrete>(false, mode, result.mode))
    return {};
  return result.mode;
}

MappedAs mapped_as(const Facts& facts, MemoryType mode, const PlacePiece& piece,
                   const std::vector<PatEntry>& reserved) {
  MappedAs mapped;
  mapped.mode = mode;
  for (const PatSetup& setup : possible_setups(facts)) {
    const MemoryType page = setup.page_type(mode);
    mapped.page |= page;
    for (PageRule by : possible_rules(facts, setup.in_hardware)) {
      mapped.effective |= page_type_under<Concrete>(by, piece.mtrr, page);
      const auto below = piece.mtrr.single();
      if (!below || piece.open) continue;
      const RuleUsed rule = rule_used(by, *below, page);
      const bool told =
          std::any_of(mapped.rules.begin(), mapped.rules.end(), [&](const RuleUsed& other) {
            return other.name == rule.name && other.source == rule.source;
          });
      if (!told) mapped.rules.push_back(rule);
    }
  }
  TypeSet found;
  for (const PatEntry& entry : reserved)
    if (entry.type && entry.range.overlaps(piece.range)) found |= *entry.type;
  if (!found.empty() && facts.pat != PatState::off)
    mapped.granted = granted_beside(found, piece.mtrr, mode);
  return mapped;
}

constexpr std::uint64_t bytes_of(PageSize size) {
  return size == PageSize::size_4K ? 4_KiB : size == PageSize::size_2M ? 2_MiB : 1_GiB;
}

// A large page has one type where no border of two types lies inside it.
LargePages large_pages(const Facts& facts, PhysRange range, PageSize size) {
  constexpr std::size_t most_splits = 4;
  const std::uint64_t bytes = bytes_of(size);
  LargePages large;
  large.size = size;
  large.begins_inside = range.begin % bytes != 0;
  large.ends_inside = range.end % bytes != 0;
  const PhysRange around{range.begin / bytes * bytes, (range.end + bytes - 1) / bytes * bytes};
  const std::vector<PlacePiece> pieces = [&] {
    std::vector<PlacePiece> list;
    for (const TypedPiece& piece : facts.types.pieces(around)) {
      PlacePiece one;
      one.range = piece.range;
      one.mtrr = piece.types;
      one.open = piece.open;
      list.push_back(one);
    }
    return list;
  }();
  const bool low = around.begin < FixedRanges::end && !facts.types.knows_low();
  if (pieces.empty() || facts.inspection.guest || low) return large;
  large.answer = LargePages::Answer::may;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const std::uint64_t at = pieces[i].range.begin;
    if (at % bytes == 0 || pieces[i].mtrr == pieces[i - 1].mtrr) continue;
    const PhysRange page{at / bytes * bytes, at / bytes * bytes + bytes};
    // Types that hang on something open may be one after all.
    if (pieces[i].open || pieces[i - 1].open) {
      if (pieces[i].mtrr.intersects(pieces[i - 1].mtrr)) {
        large.answer = LargePages::Answer::unknown;
        return large;
      }
    }
    ++large.split_count;
    if (large.splits.size() < most_splits) large.splits.push_back({page, at});
    large.answer = LargePages::Answer::some_not;
  }
  return large;
}

// The MTRR types there; where nobody says, all of them.
std::vector<PlacePiece> pieces_of(const Facts& facts, PhysRange range) {
  std::vector<PlacePiece> pieces;
  const bool low = range.begin < FixedRanges::end && !facts.types.knows_low();
  const auto add_unknown = [&](PhysRange part, std::string why) {
    PlacePiece piece;
    piece.range = part;
    piece.mtrr = any_mtrr_type;
    piece.known = false;
    piece.open = true;
    piece.decided_by = std::move(why);
    pieces.push_back(std::move(piece));
  };
  if (facts.inspection.guest) {
    add_unknown(range, "the host, not the MTRRs of this guest");
    return pieces;
  }
  if (!facts.types.known()) {
    add_unknown(range, "not said");
    return pieces;
  }
  if (low) {
    add_unknown({range.begin, std::min(range.end, FixedRanges::end)}, "fixed ranges, not said");
    range.begin = std::min(range.end, FixedRanges::end);
    if (range.empty()) return pieces;
  }
  std::uint64_t at = range.begin;
  for (const TypedPiece& found : facts.types.pieces(range)) {
    PlacePiece piece;
    piece.range = found.range;
    piece.mtrr = found.types;
    piece.open = found.open;
    piece.undefined = found.undefined;
    piece.decided_by = decided_by(facts, found);
    at = found.range.end;
    pieces.push_back(std::move(piece));
  }
  if (at < range.end) add_unknown({at, range.end}, "beyond the address width");
  return pieces;
}

}  // namespace

Place place_in(const readers::Observations& seen, const Inspection& inspection, PhysRange range) {
  const Facts facts = facts_of(seen, inspection);
  Place place;
  place.range = range;
  place.what = owner_of(facts, range);
  place.has_list = !seen.pat_lists.empty();
  if (place.has_list)
    for (const PatEntry& entry : seen.pat_lists.back().entries)
      if (entry.range.overlaps(range)) place.reserved.push_back(entry);
  place.pieces = pieces_of(facts, range);
  for (PlacePiece& piece : place.pieces)
    for (MemoryType mode : {MemoryType::UC_minus, MemoryType::UC, MemoryType::WC, MemoryType::WT,
                            MemoryType::WP, MemoryType::WB})
      piece.mappings.push_back(mapped_as(facts, mode, piece, place.reserved));
  for (PageSize size : {PageSize::size_2M, PageSize::size_1G})
    place.large.push_back(large_pages(facts, range, size));
  return place;
}

std::vector<OpenQuestion> open_for_places(const readers::Observations& seen,
                                          const Inspection& inspection) {
  const Facts facts = facts_of(seen, inspection);
  std::vector<OpenQuestion> open;
  if (!facts.types.known() && !inspection.guest)
    open.push_back({"No MTRRs are in the text: any type may lie below the pages.",
                    "cat /proc/mtrr; sudo rdmsr 0x2ff"});
  if (possible_tables(facts).size() > 1)
    open.push_back(
        {"Which processor it is is not in the text; Intel and AMD differ in a few cells.",
         "grep -m1 vendor_id /proc/cpuinfo"});
  if (!pat_said(facts) && facts.pat == PatState::unknown)
    open.push_back({"Whether PAT is in use is not in the text.", "dmesg | grep -i pat"});
  else if (!pat_said(facts) && inspection.machine.cpu.empty())
    open.push_back(
        {"What the PAT holds is not in the text; it is taken to be what Linux puts there, "
         "on processors without errata or with.",
         "dmesg | grep -i 'x86/PAT'; sudo rdmsr 0x277"});
  if (inspection.guest)
    open.push_back(
        {"It is a guest: what the host puts below its pages, and whether it lets the guest's "
         "PAT count, is not in the text.",
         "on the host: the same command"});
  ask_types(facts, open);
  return open;
}

}  // namespace memtype::inspect
