// Two states of a machine: what differs in types and reservations, whatever the order of lines and
// registers.
#include <algorithm>
#include <map>

#include "facts.hpp"
#include "memtype/inspect/place.hpp"

namespace memtype::inspect {
namespace {

using readers::Bar;
using readers::Observations;
using readers::PatEntry;

// What lies at an address: the piece of one side.
struct Side {
  explicit Side(const Facts& its, std::vector<TypedPiece> its_pieces)
      : facts(its), pieces(std::move(its_pieces)) {}
  const Facts& facts;
  std::vector<TypedPiece> pieces;
  std::size_t next = 0;

  const TypedPiece* at(std::uint64_t address) {
    while (next < pieces.size() && pieces[next].range.end <= address) ++next;
    return next < pieces.size() && pieces[next].range.begin <= address ? &pieces[next] : nullptr;
  }
  std::uint64_t end_after(std::uint64_t address, std::uint64_t limit) const {
    for (std::size_t i = next; i < pieces.size(); ++i) {
      if (pieces[i].range.begin > address) return std::min(limit, pieces[i].range.begin);
      if (pieces[i].range.end > address) return std::min(limit, pieces[i].range.end);
    }
    return limit;
  }
};

std::string deciding(const Facts& facts, const TypedPiece* piece) {
  return piece == nullptr ? "not said" : decided_by(facts, *piece);
}

void compare_types(const Facts& before, const Facts& after, Difference& found) {
  found.types_known = before.types.known() && after.types.known();
  if (!found.types_known) return;
  const unsigned bits = std::min(before.mtrrs().phys_bits, after.mtrrs().phys_bits);
  const PhysRange all{before.types.knows_low() && after.types.knows_low() ? 0 : FixedRanges::end,
                      std::uint64_t{1} << bits};
  Side old_side(before, before.types.pieces(all)), new_side(after, after.types.pieces(all));
  for (std::uint64_t at = all.begin; at < all.end;) {
    const TypedPiece* first = old_side.at(at);
    const TypedPiece* second = new_side.at(at);
    const std::uint64_t end =
        std::min(old_side.end_after(at, all.end), new_side.end_after(at, all.end));
    const TypeSet a = first == nullptr ? TypeSet{} : first->types;
    const TypeSet b = second == nullptr ? TypeSet{} : second->types;
    const bool open = (first != nullptr && first->open) || (second != nullptr && second->open);
    if (a != b && open && a.intersects(b)) {
      found.some_open = true;
    } else if (a != b) {
      TypeChange change{{at, end}, a, b, deciding(before, first), deciding(after, second), ""};
      TypeChange* last = found.types.empty() ? nullptr : &found.types.back();
      if (last != nullptr && last->range.end == at && last->before == a && last->after == b &&
          last->before_by == change.before_by && last->after_by == change.after_by)
        last->range.end = end;
      else
        found.types.push_back(std::move(change));
    }
    at = end;
  }
  for (TypeChange& change : found.types) {
    change.what = owner_of(after, change.range);
    if (change.what.empty()) change.what = owner_of(before, change.range);
  }
}

// How often each reservation stands in a list.
using Counted = std::map<std::pair<PhysRange, std::optional<MemoryType>>, int>;

void compare_reservations(const Facts& before, const Facts& after, Difference& found) {
  found.has_lists = !before.seen.pat_lists.empty() && !after.seen.pat_lists.empty();
  if (!found.has_lists) return;
  Counted more;
  for (const PatEntry& entry : before.seen.pat_lists.back().entries)
    --more[{entry.range, entry.type}];
  for (const PatEntry& entry : after.seen.pat_lists.back().entries)
    ++more[{entry.range, entry.type}];
  for (auto& [key, count] : more) {
    if (count >= 0) continue;
    // The same range with another type: a change rather than two.
    for (auto& [other, other_count] : more) {
      if (count >= 0) break;
      if (other.first != key.first || other_count <= 0) continue;
      --other_count;
      ++count;
      found.reservations.push_back(
          {key.first, key.second, other.second, false, false, owner_of(after, key.first)});
    }
    for (; count < 0; ++count)
      found.reservations.push_back(
          {key.first, key.second, std::nullopt, false, true, owner_of(before, key.first)});
  }
  for (auto& [key, count] : more)
    for (; count > 0; --count)
      found.reservations.push_back(
          {key.first, std::nullopt, key.second, true, false, owner_of(after, key.first)});
  std::stable_sort(
      found.reservations.begin(), found.reservations.end(),
      [](const ReservationChange& a, const ReservationChange& b) { return a.range < b.range; });
}

std::string pat_of(const Observations& seen) {
  for (auto said = seen.pat.rbegin(); said != seen.pat.rend(); ++said) {
    if (said->value.before_kernel) continue;
    std::string text;
    for (MemoryType type : said->value.entries)
      text += (text.empty() ? "" : " ") + std::string(name(type));
    return text;
  }
  return "";
}

std::map<std::string, PhysRange> regions_of(const Observations& seen) {
  std::map<std::string, PhysRange> regions;
  for (const Bar& bar : seen.bars)
    if (!bar.device.empty() && !bar.range.empty() && bar.number < 6)
      regions["BAR " + std::to_string(bar.number) + " of " + bar.device] = bar.range;
  return regions;
}

// What one side does not say is no difference.
void add_fact(std::string name, const std::string& before, const std::string& after,
              Difference& found) {
  if (!before.empty() && !after.empty() && before != after)
    found.facts.push_back({std::move(name), before, after});
}

void compare_facts(const Facts& before, const Facts& after, Difference& found) {
  const auto type_of = [](const Facts& facts) {
    return facts.mtrrs().default_type ? std::string(name(*facts.mtrrs().default_type)) : "";
  };
  const auto width_of = [](const Facts& facts) {
    return facts.mtrrs().width ? std::to_string(*facts.mtrrs().width) : "";
  };
  const auto enabled = [](const Facts& facts) -> std::string {
    return facts.mtrrs().enabled ? *facts.mtrrs().enabled ? "on" : "off" : "";
  };
  add_fact("MTRRs", enabled(before), enabled(after), found);
  add_fact("default type", type_of(before), type_of(after), found);
  add_fact("address bits", width_of(before), width_of(after), found);
  add_fact("PAT", pat_of(before.seen), pat_of(after.seen), found);
  const auto regions = regions_of(after.seen);
  for (const auto& [name, range] : regions_of(before.seen)) {
    const auto there = regions.find(name);
    if (there != regions.end())
      add_fact(name, range_words(range), range_words(there->second), found);
  }
}

}  // namespace

Difference difference(State before, State after) {
  const Facts first = facts_of(before.seen, before.inspection);
  const Facts second = facts_of(after.seen, after.inspection);
  Difference found;
  compare_types(first, second, found);
  compare_reservations(first, second, found);
  compare_facts(first, second, found);
  return found;
}

}  // namespace memtype::inspect
