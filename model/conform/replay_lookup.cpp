#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/mtrr_lookup.hpp"
#include "memtype/linux/mtrr_lookup_old.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

using kernel::raw_type_name;

constexpr Rule lookup_rule{"mtrr_type_lookup(): pieces merged from left to right",
                           "v6.12, arch/x86/kernel/cpu/mtrr/generic.c: mtrr_type_lookup"};
constexpr Rule believed_rule{"the type Linux believes a range has, as proofs use it",
                             "v6.12, arch/x86/kernel/cpu/mtrr/generic.c: get_effective_type"};
constexpr Rule map_rule{"the map Linux builds from the registers",
                        "v6.12, arch/x86/kernel/cpu/mtrr/generic.c: mtrr_build_map"};
constexpr Rule old_rule{"mtrr_type_lookup() before v6.5",
                        "v6.1, arch/x86/kernel/cpu/mtrr/generic.c: mtrr_type_lookup_variable"};

std::string range_text(std::uint64_t begin, std::uint64_t end) {
  return "[" + hex(begin) + ", " + hex(end) + ")";
}

std::string answer_text(kernel::RawType type, bool uniform) {
  return raw_type_name(type) + (uniform ? ", uniform" : ", not uniform");
}

void check_map(const Json& record, const kernel::CacheMap& map, ReplayCounter& tally) {
  std::vector<kernel::CacheEntry> theirs;
  for (const Json& entry : array(field(record, "map")))
    theirs.push_back({{word(item(entry, 0)), word(item(entry, 1))},
                      raw_type(item(entry, 2)),
                      flag(item(entry, 3))});
  tally.check(theirs == map.entries(), "map", map_rule, [&] {
    std::string ours;
    for (const kernel::CacheEntry& entry : map.entries())
      ours += range_text(entry.range.begin, entry.range.end) + " " + raw_type_name(entry.type) +
              (entry.fixed ? " fixed; " : "; ");
    return Example{0, record["state"].dump(), "the whole map", record["map"].dump(), ours};
  });
}

// The same question to the rule that proofs use; a single-type answer in its terms.
void check_believed(const MtrrState<Concrete>& mtrr, const Json& record, std::uint64_t begin,
                    std::uint64_t end, kernel::RawType theirs, ReplayCounter& tally) {
  const TypeSet ours = kernel::believed_type<Concrete>(mtrr, begin, end);
  const auto single = ours.single();
  tally.check(single && static_cast<kernel::RawType>(*single) == theirs, "believed type",
              believed_rule, [&] {
                return Example{0, record["state"].dump(), "type of " + range_text(begin, end),
                               raw_type_name(theirs), to_string(ours)};
              });
}

}  // namespace

void replay_linux_lookup(const Json& record, ReplayCounter& tally) {
  const MtrrState<Concrete> mtrr = kernel::kernel_mtrr_state(registers(field(record, "state")));
  const kernel::CacheMap map(mtrr);
  check_map(record, map, tally);
  for (const Json& query : array(field(record, "queries"))) {
    const std::uint64_t begin = word(item(query, 0)), end = word(item(query, 1));
    const kernel::TypeLookup theirs{raw_type(item(query, 2)), flag(item(query, 3))};
    const kernel::TypeLookup ours = map.lookup(begin, end);
    tally.check(theirs == ours, "type and uniformity", lookup_rule, [&] {
      return Example{0, record["state"].dump(), "mtrr_type_lookup" + range_text(begin, end),
                     answer_text(theirs.type, theirs.uniform),
                     answer_text(ours.type, ours.uniform)};
    });
    if (begin < end) check_believed(mtrr, record, begin, end, theirs.type, tally);
  }
}

void replay_linux_lookup_old(const Json& record, const Json& asked, ReplayCounter& tally) {
  if (field(record, "results").is_null())
    return tally.skip("the recorded kernel did not come to an end");
  const MtrrState<Concrete> mtrr = mtrr_state(registers(field(asked, "state")));
  const Json& queries = array(field(asked, "queries"));
  const Json& results = array(field(record, "results"));
  if (queries.size() != results.size()) throw FieldError("as many results as queries wanted");
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const std::uint64_t begin = word(item(queries[i], 0)), end = word(item(queries[i], 1));
    const kernel::OldTypeLookup ours = kernel::old_type_lookup(mtrr, begin, end);
    const kernel::RawType type = raw_type(item(results[i], 0));
    const Json& uniform = item(results[i], 1);
    const std::uint64_t warnings = results[i].size() > 2 ? word(results[i][2]) : 0;
    // Page by page for hours in the kernel as well: nothing to compare but that it does so too.
    if (!ours.finished && warnings >= ours.warnings) {
      tally.skip("the look-up advances page by page and was stopped");
      continue;
    }
    const bool same = type == ours.type && warnings == ours.warnings && ours.finished &&
                      (uniform.is_null() ? !ours.uniform_written
                                         : ours.uniform_written && flag(uniform) == ours.uniform);
    tally.check(same, "type and uniformity", old_rule, [&] {
      return Example{0, asked["state"].dump(), "mtrr_type_lookup" + range_text(begin, end),
                     results[i].dump(),
                     answer_text(ours.type, ours.uniform) + ", " + std::to_string(ours.warnings) +
                         " warnings"};
    });
  }
}

}  // namespace memtype::conform
