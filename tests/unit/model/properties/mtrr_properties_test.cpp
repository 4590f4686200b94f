// mtrr_add() and mtrr_del() on random machines: what the counts and the registers must keep to.
#include "generators.hpp"
#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/mtrr.hpp"
#include "memtype/maps/interval_map.hpp"

namespace memtype::property {
namespace mtrr_properties_test {

using Table = kernel::MtrrTable<Concrete>;

constexpr unsigned width = 36;

// Firmware's registers and free ones; a BIOS's odd ones on some machines.
Table any_table(Random& random) {
  Table table;
  table.hardware = any_state(random, width, 8, !random.one_in(4));
  table.hardware.variable.resize(1 + random.below(8), VariableRange<Concrete>{});
  table.write_combining = !random.one_in(8);
  table.ppro_erratum = random.one_in(16);
  table.present = !random.one_in(16);
  table.start_counting();
  return table;
}

struct Request {
  std::uint64_t base = 0, size = 0;
  std::int64_t type = 0;
};
// Mostly ranges that pass the checks, half of them near a register that is there.
Request any_request(Random& random, const Table& table) {
  const auto& old = table.hardware.variable[random.below(table.hardware.variable.size())];
  std::uint64_t size = 4_KiB << random.below(width - 12);
  if (random.one_in(3) && old.valid) size = kernel::register_view<Concrete>(old, width).size;
  const std::uint64_t near = random.one_in(2) ? old.base : random.word();
  Request request{near & mask_for(size == 0 ? 4_KiB : size, width), size,
                  static_cast<std::int64_t>(random.pick(mtrr_memory_types))};
  if (random.one_in(3)) request.type = static_cast<std::int64_t>(old.type.single().value());
  if (random.one_in(20)) request.type = static_cast<std::int64_t>(random.below(9)) - 1;
  if (random.one_in(20)) request.size += page_bytes;
  if (random.one_in(20)) request.base += random.below(8_KiB);
  if (random.one_in(40)) request.size = 0;
  return request;
}

// A register as it counts: what a free one holds does not matter to anybody.
struct Shown {
  bool valid = false;
  std::uint64_t base = 0, mask = 0;
  TypeSet type;
  friend bool operator==(const Shown&, const Shown&) = default;
};
std::vector<Shown> registers(const Table& table) {
  std::vector<Shown> list;
  for (const auto& range : table.hardware.variable)
    list.push_back(range.valid ? Shown{true, range.base, range.mask, range.type} : Shown{});
  return list;
}
using Everything = std::tuple<std::vector<Shown>, std::vector<std::int64_t>, std::int64_t>;
Everything everything(const Table& table) { return {registers(table), table.usage, table.writes}; }

void expect_sane(const Table& table) {
  for (std::size_t i = 0; i < table.usage.size(); ++i) {
    ASSERT_GE(table.usage[i], 0) << i;
    ASSERT_TRUE(!table.hardware.variable[i].valid || table.usage[i] >= 1) << i;
  }
}

struct Counters {
  int shared = 0, replaced = 0, fresh = 0, refused = 0, kept = 0, freed = 0;
};

void check_add(Random& random, Table& table, Counters& seen) {
  const Request ask = any_request(random, table);
  const bool increment = !random.one_in(3);
  const Table before = table;
  const std::int64_t got =
      kernel::mtrr_add<Concrete>(table, true, ask.base, ask.size, ask.type, increment);
  ASSERT_NO_FATAL_FAILURE(expect_sane(table));
  if (got < 0) {
    ++seen.refused;
    ASSERT_EQ(everything(table), everything(before)) << "a failed call changed something";
    return;
  }
  const auto reg = static_cast<std::size_t>(got);
  ASSERT_LT(reg, table.usage.size());
  ASSERT_TRUE(table.hardware.variable[reg].valid);
  const bool was_free = !before.hardware.variable[reg].valid;
  (was_free ? seen.fresh : table.writes == before.writes ? seen.shared : seen.replaced) += 1;
  ASSERT_EQ(table.usage[reg], was_free ? 1 : before.usage[reg] + (increment ? 1 : 0));
  for (std::size_t i = 0; i < table.usage.size(); ++i) {
    if (i == reg) continue;
    ASSERT_EQ(registers(table)[i], registers(before)[i]) << i;
    ASSERT_EQ(table.usage[i], before.usage[i]) << i;
  }
}

void check_del(Random& random, Table& table, Counters& seen) {
  const std::size_t count = table.usage.size();
  const auto& old = table.hardware.variable[random.below(count)];
  const auto view = kernel::register_view<Concrete>(old, width);
  const auto reg = static_cast<std::int64_t>(random.below(count + 3)) - 2;
  const Table before = table;
  const std::int64_t got = kernel::mtrr_del<Concrete>(table, true, reg, view.base, view.size);
  ASSERT_NO_FATAL_FAILURE(expect_sane(table));
  if (got < 0) {
    ++seen.refused;
    ASSERT_EQ(everything(table), everything(before)) << "a failed call changed something";
    return;
  }
  const auto index = static_cast<std::size_t>(got);
  ASSERT_TRUE(before.hardware.variable[index].valid);
  ASSERT_EQ(table.usage[index], before.usage[index] - 1);
  ASSERT_EQ(table.hardware.variable[index].valid, table.usage[index] > 0);
  ASSERT_EQ(table.writes - before.writes, table.usage[index] == 0 ? 1 : 0);
  (table.usage[index] == 0 ? seen.freed : seen.kept) += 1;
}

TEST(MtrrProperty, CountsNeverGoBelowZeroAndAFailedCallChangesNothing) {
  Counters seen;
  for_cases(3000, [&](Random& random) {
    Table table = any_table(random);
    for (int step = 0; step < 12; ++step) {
      if (random.one_in(3))
        ASSERT_NO_FATAL_FAILURE(check_del(random, table, seen));
      else
        ASSERT_NO_FATAL_FAILURE(check_add(random, table, seen));
    }
  });
  for (int number : {seen.shared, seen.replaced, seen.fresh, seen.refused, seen.kept, seen.freed})
    EXPECT_GT(number, 300) << "a way to end was hardly tried";
}

// The first register that reads back as this range; -1 if there is none.
std::int64_t first_with(const Table& table, const Request& ask) {
  for (std::size_t i = 0; i < table.hardware.variable.size(); ++i) {
    const auto view = kernel::register_view<Concrete>(table.hardware.variable[i], width);
    if (view.base == ask.base && view.size == ask.size) return static_cast<std::int64_t>(i);
  }
  return -1;
}

// But for a register that was replaced: its old range is lost, and the larger one stays until as
// many calls of mtrr_del() as it has users.
TEST(MtrrProperty, AddThenDelRestoresRegistersAndMaps) {
  Counters seen;
  for_cases(6000, [&](Random& random) {
    Table table = any_table(random);
    const Table before = table;
    const Request ask = any_request(random, table);
    const std::int64_t reg =
        kernel::mtrr_add<Concrete>(table, true, ask.base, ask.size, ask.type, true);
    if (reg < 0) return;
    const bool fresh = !before.hardware.variable[static_cast<std::size_t>(reg)].valid;
    const bool replaced = !fresh && table.writes != before.writes;
    (fresh ? seen.fresh : replaced ? seen.replaced : seen.shared) += 1;
    const auto added = registers(table);
    // By range another register may answer: one of the same range and a compatible type, or this
    // one's old contents where the write of its base was refused.
    const bool by_range = fresh && first_with(table, ask) == reg && random.one_in(2);
    const std::int64_t by = by_range ? -1 : reg;
    ASSERT_EQ(kernel::mtrr_del<Concrete>(table, true, by, by_range ? ask.base : 0,
                                         by_range ? ask.size : 0),
              reg);
    if (replaced) {
      ASSERT_EQ(registers(table), added);
      return;
    }
    ASSERT_EQ(registers(table), registers(before));
    const PhysRange space{0, std::uint64_t{1} << width};
    ASSERT_EQ(TypeMap(table.hardware).runs(space), TypeMap(before.hardware).runs(space));
    ASSERT_EQ(kernel::CacheMap(kernel::kernel_copy(table)).entries(),
              kernel::CacheMap(kernel::kernel_copy(before)).entries());
  });
  EXPECT_GT(seen.fresh, 300);
  EXPECT_GT(seen.shared, 100);
  EXPECT_GT(seen.replaced, 30);
}

// What was asked for is what the processor then has where nothing else lies, and the kernel
// believes the same. Not so where firmware left a mask with holes: the kernel takes a range between
// the blocks of such a register as covered already.
TEST(MtrrProperty, AnAddedRangeIsInForceWhereNothingElseLies) {
  int checked = 0;
  for_cases(5000, [&](Random& random) {
    Table table = any_table(random);
    table.hardware.enabled = true;
    table.hardware.tom2_wb_end = 0;
    const Request ask = any_request(random, table);
    bool odd = false;
    for (const auto& range : table.hardware.variable) odd = odd || (range.valid && !range.natural);
    const bool alone = matching_types<Concrete>(table.hardware.variable, ask.base).empty();
    if (kernel::mtrr_add<Concrete>(table, true, ask.base, ask.size, ask.type, true) < 0) return;
    if (!is_mtrr_encoding(static_cast<std::uint64_t>(ask.type)) || !alone) return;
    if (table.hardware.fixed_enabled && ask.base < FixedRanges::end) return;
    const TypeSet type(static_cast<MemoryType>(ask.type));
    if (odd) return;
    ASSERT_EQ(mtrr_type_at<Concrete>(table.hardware, ask.base), type);
    ASSERT_EQ(kernel::CacheMap(table.hardware).lookup(ask.base, ask.base + 1).type, ask.type);
    ++checked;
  });
  EXPECT_GT(checked, 300);
}

}  // namespace mtrr_properties_test
}  // namespace memtype::property
