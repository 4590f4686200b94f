// The recorded reservations of Linux, over the trees that are made for many of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "line_reader.hpp"
#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/remap_pfn.hpp"
#include "memtype/linux/reservations.hpp"
#include "memtype_table.hpp"

namespace memtype::conform {
namespace reservations_vectors_test {

void perform(kernel::Reservations& table, const MtrrState<Concrete>& mtrr, const Json& op) {
  const std::string kind = text(field(op, "op"));
  if (kind == "lookup") {
    ASSERT_EQ(kernel::lookup_memtype<Concrete>(table, word(op["addr"])),
              TypeSet(memory_type(op["type"])));
    return;
  }
  const std::uint64_t begin = word(op["start"]), end = word(op["end"]);
  if (kind == "free") {
    ASSERT_EQ((kernel::memtype_free<Concrete>(table, true, true, begin, end)), integer(op["ret"]));
    return;
  }
  if (kind == "reserve_io") {
    const auto ours = kernel::memtype_reserve_io<Concrete>(table, mtrr, true, true, begin, end,
                                                           memory_type(op["req"]));
    ASSERT_EQ(ours.error, integer(op["ret"]));
    ASSERT_EQ(ours.mode, TypeSet(memory_type(op["type"])));
    return;
  }
  ASSERT_EQ(kind, "reserve");
  const bool adapt = flag(op["with_new"]);
  const auto ours = kernel::memtype_reserve<Concrete>(table, mtrr, true, true, begin, end,
                                                      memory_type(op["req"]), adapt);
  ASSERT_EQ(ours.error, integer(op["ret"]));
  if (adapt && !op["new"].is_null()) {
    ASSERT_EQ(ours.mode, TypeSet(memory_type(op["new"])));
  }
}

void replay(const char* name) {
  const auto sample = std::filesystem::path(MEMTYPE_SOURCE_DIR) / "tests" / "vectors" / name;
  LineReader lines(sample.string());
  ASSERT_TRUE(lines.is_open());
  std::size_t sequences = 0;
  for (std::string line; lines.next(line);) {
    const Json record = Json::parse(line);
    if (!record.contains("ops")) continue;
    ++sequences;
    const auto mtrr = kernel::kernel_mtrr_state(registers(record["state"]));
    kernel::Reservations table;
    table.rules = kernel::rules_of(version_of(record));
    table.ram = ram_of(record["e820"]);
    for (const Json& op : record["ops"]) {
      perform(table, mtrr, op);
      if (::testing::Test::HasFatalFailure()) {
        ADD_FAILURE() << op;
        return;
      }
    }
    // The list as debugfs prints it is in order of insertion where starts are equal.
    auto theirs = tracked_list(record["list"]);
    std::sort(theirs.begin(), theirs.end(),
              [](const auto& a, const auto& b) { return a.range < b.range; });
    std::vector<TrackedRange> ours;
    table.entries.each_overlap(0, ~std::uint64_t{0}, [&](const kernel::TrackedInterval& entry) {
      ours.insert(ours.end(), entry.count, TrackedRange{entry.range, entry.mode});
      return true;
    });
    ASSERT_EQ(ours, theirs) << record["id"];
  }
  EXPECT_GT(sequences, 100U);
}

TEST(ReservationsVectors, AnswerAsLinuxDid) {
  replay("linux_memtype_reserve.jsonl.gz");
  replay("linux_memtype_reserve_v7.3.jsonl.gz");
}

}  // namespace reservations_vectors_test
}  // namespace memtype::conform
