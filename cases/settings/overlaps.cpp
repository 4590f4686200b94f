#include "settings/overlaps.hpp"

#include <algorithm>

namespace memtype::cases {
namespace {

constexpr std::string_view opening = "overlap(";

using Registers = std::vector<VariableRange<Concrete>>;

// Pairs that agree in every bit that both masks hold have an address in common, and so have three
// of which each two do.
bool meet(const VariableRange<Concrete>& a, const VariableRange<Concrete>& b) {
  return ((a.base ^ b.base) & a.mask & b.mask) == 0;
}

// Is there an address with a register of each type left, beside those chosen already?
bool meets(const Registers& registers, TypeSet left,
           std::vector<const VariableRange<Concrete>*>& chosen) {
  if (left.empty()) return true;
  for (const auto& range : registers) {
    const auto type = range.type.single();
    if (!range.valid || range.elsewhere || !type || !left.contains(*type)) continue;
    if (!std::all_of(chosen.begin(), chosen.end(), [&](const auto* c) { return meet(*c, range); }))
      continue;
    chosen.push_back(&range);
    const bool found = meets(registers, left - TypeSet(*type), chosen);
    chosen.pop_back();
    if (found) return true;
  }
  return false;
}

}  // namespace

std::string overlap_name(TypeSet set) {
  std::string text(opening);
  for (const MemoryType type : mtrr_memory_types)
    if (set.contains(type)) text += (text.ends_with('(') ? "" : ",") + std::string(name(type));
  return text + ")";
}

std::optional<TypeSet> overlap_named(std::string_view name) {
  if (!name.starts_with(opening) || !name.ends_with(')')) return std::nullopt;
  name.remove_prefix(opening.size());
  name.remove_suffix(1);
  TypeSet set;
  while (true) {
    const std::size_t comma = std::min(name.find(','), name.size());
    const auto type = memory_type_named(name.substr(0, comma));
    if (!type || set.contains(*type)) return std::nullopt;
    set |= *type;
    if (comma == name.size()) break;
    name.remove_prefix(comma + 1);
  }
  const auto sets = UndefinedChoice<Concrete>::undefined_sets();
  return std::find(sets.begin(), sets.end(), set) == sets.end() ? std::nullopt : std::optional(set);
}

std::vector<std::pair<TypeSet, MemoryType>> answered_overlaps(
    const Registers& registers, const UndefinedChoice<Concrete>& choice) {
  std::vector<std::pair<TypeSet, MemoryType>> list;
  for (const TypeSet set : UndefinedChoice<Concrete>::undefined_sets()) {
    const auto type = choice[set].single();
    std::vector<const VariableRange<Concrete>*> chosen;
    if (type && meets(registers, set, chosen)) list.emplace_back(set, *type);
  }
  return list;
}

}  // namespace memtype::cases
