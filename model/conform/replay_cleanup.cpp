#include <algorithm>
#include <optional>

#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/cleanup.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

using kernel::CleanupTry;

constexpr Rule cleanup_rule{"mtrr_cleanup(): which registers it puts in place",
                            "v6.12, arch/x86/kernel/cpu/mtrr/cleanup.c: mtrr_cleanup"};
constexpr Rule try_rule{"mtrr_cleanup(): one try of its search",
                        "v6.12, arch/x86/kernel/cpu/mtrr/cleanup.c: mtrr_calc_range_state"};
constexpr Rule trim_rule{"RAM that no WB register covers",
                         "v6.12, arch/x86/kernel/cpu/mtrr/cleanup.c: mtrr_trim_uncached_memory"};
constexpr Rule map_rule{"the map Linux builds from the registers",
                        "v6.12, arch/x86/kernel/cpu/mtrr/generic.c: mtrr_build_map"};

kernel::CleanupOptions options_of(const Json& record) {
  kernel::CleanupOptions options;
  options.spare_registers = static_cast<unsigned>(word(field(record, "spare")));
  const Json& given = field(record, "opts");
  if (given.is_null()) return options;
  if (given.contains("chunk") && !given["chunk"].is_null())
    options.chunk_size = word(given["chunk"]);
  if (given.contains("gran") && !given["gran"].is_null()) options.gran_size = word(given["gran"]);
  for (std::uint64_t size : {options.chunk_size, options.gran_size})
    if ((size & (size - 1)) != 0) throw FieldError("sizes that are powers of two wanted");
  return options;
}

std::string try_text(const std::optional<CleanupTry>& made) {
  if (!made) return "none";
  return "gran " + hex(made->gran_size) + ", chunk " + hex(made->chunk_size) + ", registers " +
         std::to_string(made->registers) + ", lost " + hex(made->lost) + (made->bad ? ", bad" : "");
}

bool same_choice(const Json& best, const std::optional<CleanupTry>& ours) {
  if (best.is_null() || !ours) return best.is_null() && !ours;
  return word(field(best, "gran_size")) == ours->gran_size &&
         word(field(best, "chunk_size")) == ours->chunk_size &&
         word(field(best, "num_reg")) == ours->registers && word(field(best, "lose")) == ours->lost;
}

// [gran_KiB, chunk_KiB, registers, lose_KiB, bad] each.
void check_tries(const Json& record, const kernel::CleanupResult& ours, ReplayCounter& tally) {
  const Json& table = field(record, "table");
  const std::size_t count = table.is_null() ? 0 : array(table).size();
  tally.check(count == ours.tries.size(), "number of tries", try_rule, [&] {
    return Example{0, record["state"].dump(), "tries", std::to_string(count),
                   std::to_string(ours.tries.size())};
  });
  for (std::size_t i = 0; i < std::min(count, ours.tries.size()); ++i) {
    const CleanupTry& made = ours.tries[i];
    const bool same = word(item(table[i], 0)) * 1_KiB == made.gran_size &&
                      word(item(table[i], 1)) * 1_KiB == made.chunk_size &&
                      word(item(table[i], 2)) == made.registers &&
                      word(item(table[i], 3)) * 1_KiB == made.lost &&
                      flag(item(table[i], 4)) == made.bad;
    tally.check(same, "a try", try_rule, [&] {
      return Example{0, record["state"].dump(), "try " + std::to_string(i), table[i].dump(),
                     try_text(made)};
    });
  }
}

void check_result(const Json& record, const kernel::CleanupResult& ours, ReplayCounter& tally) {
  const Json& covered = field(record, "covered");
  const auto theirs = covered.is_null() ? std::optional<std::uint64_t>{} : word(covered);
  const bool same = flag(field(record, "changed")) == ours.changed && theirs == ours.covered &&
                    same_choice(field(record, "best"), ours.chosen);
  tally.check(same, "choice", cleanup_rule, [&] {
    return Example{0, record["state"].dump() + " opts " + record["opts"].dump(),
                   "spare " + record["spare"].dump(),
                   record["best"].dump() + ", covered " + covered.dump(),
                   try_text(ours.chosen) + ", covered " + hex(ours.covered.value_or(0))};
  });
}

void check_registers(const Json& record, const kernel::CleanupResult& ours, ReplayCounter& tally) {
  const std::vector<MsrPair> theirs = register_pairs(field(record, "final"));
  if (theirs.size() != ours.variable.size()) throw FieldError("a final pair for each register");
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    const VariableRange<Concrete>& range = ours.variable[i];
    const MsrPair pair{range.base | static_cast<std::uint64_t>(range.type.single().value()),
                       range.mask | (range.valid ? mtrr_mask_valid : 0)};
    tally.check(pair == theirs[i], "registers afterwards", cleanup_rule, [&] {
      return Example{0, record["state"].dump(), "register " + std::to_string(i),
                     hex(theirs[i].base) + "/" + hex(theirs[i].mask),
                     hex(pair.base) + "/" + hex(pair.mask)};
    });
  }
}

// The kernel returns 1 when some of the ranges it asks for is RAM: [0, tolud) or [4 GiB, top).
void check_trim(const Json& record, const MtrrState<Concrete>& after, ReplayCounter& tally) {
  std::vector<PhysRange> theirs;
  for (const Json& range : array(field(record, "trim")))
    theirs.push_back({word(item(range, 0)), word(item(range, 1))});
  const std::uint64_t top = word(field(record, "top"));
  const PhysRange low{0, word(field(record, "tolud"))}, high{4_GiB, top};
  const std::vector<PhysRange> ours = kernel::uncached_memory(after, top);
  const bool trims = std::any_of(ours.begin(), ours.end(), [&](PhysRange range) {
    return range.overlaps(low) || (!high.empty() && range.overlaps(high));
  });
  const bool same = theirs == ours && flag(field(record, "trim_ret")) == trims;
  tally.check(same, "memory to trim", trim_rule, [&] {
    std::string text = trims ? "trims " : "leaves ";
    for (const PhysRange& range : ours)
      text += "[" + hex(range.begin) + ", " + hex(range.end) + ")";
    return Example{0, record["final"].dump(), "RAM up to " + hex(top), record["trim"].dump(), text};
  });
}

void check_map(const Json& record, const MtrrState<Concrete>& after, ReplayCounter& tally) {
  std::vector<kernel::CacheEntry> theirs;
  for (const Json& entry : array(field(record, "map")))
    theirs.push_back({{word(item(entry, 0)), word(item(entry, 1))},
                      raw_type(item(entry, 2)),
                      flag(item(entry, 3))});
  tally.check(theirs == kernel::CacheMap(after).entries(), "map", map_rule, [&] {
    return Example{0, record["final"].dump(), "the whole map", record["map"].dump(), "another"};
  });
}

}  // namespace

void replay_linux_cleanup(const Json& record, ReplayCounter& tally) {
  const MsrFile file = registers(field(record, "state"));
  MtrrState<Concrete> after = mtrr_state(file);
  const kernel::CleanupResult ours = kernel::mtrr_cleanup(after, options_of(record));
  check_result(record, ours, tally);
  check_tries(record, ours, tally);
  check_registers(record, ours, tally);
  after.variable = ours.variable;
  check_trim(record, after, tally);
  MtrrState<Concrete> believed = kernel::kernel_mtrr_state(file);
  believed.variable = ours.variable;
  check_map(record, believed, tally);
}

}  // namespace memtype::conform
