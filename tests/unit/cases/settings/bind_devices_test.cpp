// The BARs of a case on a given computer.
#include "settings/bind_devices.hpp"

#include <gtest/gtest.h>

#include "../parsed.hpp"
#include "memtype/cases/parse.hpp"

namespace memtype::cases::testing {
namespace bind_devices_test {

constexpr std::string_view machine_text =
    "machine { cpu intel; memory ram(0, 3G); }\n"
    "device \"0000:01:00.0\" \"a card\" { bar 0 (0xf6000000, 16M);\n"
    "                                   bar 1 (0xe0000000, 256M) prefetchable; }\n"
    "device \"0000:02:00.0\" { bar 2 (0xf7000000, 4K); }\n"
    "device \"0000:03:00.0\" { bar 0 (0x10000000, 16M); bar 1 (0xe0000000, 256M); }\n";

constexpr std::string_view two_bars =
    "bar regs size 16M range 0xf0000000..0xfebfffff;\n"
    "bar vram size 256M range 0xc0000000..0xffffffff;\n"
    "region fb (vram, 4K); region io (regs, 4K);\n";

struct Bound {
  Case c;
  MachineFile machine;
  std::vector<Diagnostic> diagnostics;
  std::optional<std::vector<BoundBar>> bars;
};

Bound bound(std::string_view rest, const std::vector<std::string>& wanted) {
  Bound b;
  b.machine = *parse_machine_file(machine_text).parsed;
  auto read =
      parse_case("t.case", "case t machine { cpu intel; }\n" + std::string(rest), &b.machine);
  EXPECT_TRUE(read.parsed);
  b.c = std::move(*read.parsed);
  b.bars = bind_devices(b.c, b.machine, wanted, b.diagnostics);
  return b;
}

std::string told(std::string_view rest, const std::vector<std::string>& wanted) {
  const Bound b = bound(rest, wanted);
  EXPECT_EQ(b.bars.has_value(), b.diagnostics.empty());
  for (const Diagnostic& d : b.diagnostics) EXPECT_EQ(d.id, "E047");
  return b.diagnostics.empty() ? "" : b.diagnostics.front().message;
}

TEST(BindDevices, InTheOrderOfTheCase) {
  Bound b = bound(two_bars, {"01:00.0"});
  ASSERT_TRUE(b.bars);
  const Reservations taken = put_bars(b.c, *b.bars);
  EXPECT_EQ(b.c.params[0].low, 0xf6000000U);
  EXPECT_EQ(b.c.params[0].high, 0xf6ffffffU);
  EXPECT_EQ(b.c.params[1].low, 0xe0000000U);
  EXPECT_TRUE(taken.empty());
}

TEST(BindDevices, ByName) {
  Bound b = bound(two_bars, {"vram=0000:01:00.0/1", "regs=01:00.0/0"});
  ASSERT_TRUE(b.bars);
  EXPECT_EQ(b.bars->at(0).param, 1U);
  EXPECT_EQ(bar_text(b.bars->at(0)), "BAR 1 of 0000:01:00.0");
}

TEST(BindDevices, OneByNameAndTheRestInOrder) {
  const Bound b = bound(
      "bar regs size 4K range 0xf0000000..0xffffffff;\n"
      "bar io size 16M; bar vram size 256M;\n",
      {"regs=02:00.0/2", "01:00.0"});
  ASSERT_TRUE(b.bars);
  EXPECT_EQ(b.bars->size(), 3U);
}

TEST(BindDevices, ParametersWithWhichRegionsBegin) {
  const Bound b = bound(
      "param regs align 64K range 0xf0000000..0xffffffff;\n"
      "param size align 1M range 1M..64M;\n"
      "param vram align 16M range 0xc0000000..0xefffffff;\n"
      "region fb (vram, size); region io (regs + 4K, 4K);\n",
      {"01:00.0"});
  ASSERT_TRUE(b.bars);
  EXPECT_EQ(bar_params(b.c), (std::vector<std::size_t>{0, 2}));
}

TEST(BindDevices, ReservationsOfItsDriverAreTakenOut) {
  Bound b = bound(two_bars, {"01:00.0"});
  ASSERT_TRUE(b.bars);
  b.c.machine.reserved = {
      {{MemoryType::WC, 0xe0000000, 16_MiB}, {MemoryType::UC_minus, 0xfed00000, 4096}}};
  const Reservations taken = put_bars(b.c, *b.bars);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].start, 0xe0000000U);
  ASSERT_EQ(b.c.machine.reserved[0].size(), 1U);
  EXPECT_EQ(b.c.machine.reserved[0][0].start, 0xfed00000U);
}

TEST(BindDevices, SaysWhatIsThere) {
  EXPECT_EQ(told(two_bars, {"04:00.0"}),
            "the machine has no device '04:00.0'; it has 0000:01:00.0 (a card), 0000:02:00.0, "
            "0000:03:00.0");
  EXPECT_EQ(
      told(two_bars, {"02:00.0"}),
      "the case has 2 BARs to bind (regs, vram) and the machine 1; 0000:02:00.0: it has BAR 2 "
      "(4K at 0xf7000000)");
  EXPECT_EQ(told(two_bars, {"regs=01:00.0/0"}), "no BAR of the machine is bound to 'vram'");
  EXPECT_EQ(told(two_bars, {"regs=01:00.0/3", "vram=01:00.0/1"}),
            "0000:01:00.0 has no such BAR; it has BAR 0 (16M at 0xf6000000), BAR 1 (256M at "
            "0xe0000000, prefetchable)");
  EXPECT_EQ(told(two_bars, {"fb=01:00.0/0"}), "the case has no BAR 'fb'; it has regs, vram");
  EXPECT_EQ(told(two_bars, {"regs=01:00.0/0", "regs=01:00.0/0"}), "'regs' is bound twice");
  EXPECT_EQ(told(two_bars, {"regs=01:00.0"}),
            "a BAR is bound as NAME=ADDRESS/NUMBER, a device as ADDRESS");
  EXPECT_EQ(told(two_bars, {"01:00.0/1"}),
            "a BAR is bound as NAME=ADDRESS/NUMBER, a device as ADDRESS");
}

TEST(BindDevices, SaysWhatDoesNotHold) {
  EXPECT_EQ(told("bar a size 32M; bar b size 256M;", {"01:00.0"}),
            "BAR 0 of 0000:01:00.0 has 16M, and 'a' 32M");
  EXPECT_EQ(told("bar a size 16M range 0xc0000000..0xefffffff; bar b size 256M;", {"01:00.0"}),
            "BAR 0 of 0000:01:00.0, at 0xf6000000, is not in the range of 'a', "
            "0xc0000000..0xef000000");
  EXPECT_EQ(
      told("param a align 64M range 0xf0000000..0xff000000; region r (a, 4K);", {"a=01:00.0/0"}),
      "BAR 0 of 0000:01:00.0, at 0xf6000000, is not aligned to 64M as 'a'");
  EXPECT_EQ(told("bar a size 16M; bar b size 256M;", {"03:00.0"}),
            "BAR 0 of 0000:03:00.0, at 0x10000000, meets RAM");
  EXPECT_EQ(told("bar a size 16M may overlap; bar b size 256M;", {"03:00.0"}), "");
}

}  // namespace bind_devices_test
}  // namespace memtype::cases::testing
