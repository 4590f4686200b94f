// What messages mean: numbers and their ends, and what would have succeeded.
#include "memtype/inspect/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "memtype/linux/memtype.hpp"
#include "memtype/readers/read.hpp"

namespace memtype::inspect::testing {
namespace explain_test {

std::vector<Explanation> explained(std::string_view text) {
  readers::SourceReader reader(true);
  reader.begin("t");
  reader.feed(text);
  return explain(reader.finish());
}

Explanation one(std::string_view text) {
  const auto all = explained(text);
  EXPECT_EQ(all.size(), 1U) << text;
  return all.empty() ? Explanation{} : all[0];
}

std::string number(const Explanation& explanation, std::string_view name) {
  for (const DecodedNumber& decoded : explanation.numbers)
    if (decoded.name == name) return decoded.value;
  return "none";
}

bool says(const Explanation& explanation, std::string_view words) {
  return explanation.instead.find(words) != std::string::npos;
}

TEST(Explain, BothEndsOfARange) {
  const Explanation old =
      one("x86/PAT: Xorg:7 conflicting memory types c0000000-c8000000 "
          "write-combining<->uncached-minus\n");
  EXPECT_EQ(number(old, "range"),
            "[0xc0000000-0xc7ffffff], 128 MiB; the first byte behind it is 0xc8000000");
  EXPECT_EQ(number(old, "A"), "WC");
  EXPECT_EQ(number(old, "B"), "UC-");
  EXPECT_EQ(number(old, "asked by"), "Xorg");
  // The same range with the last byte.
  EXPECT_EQ(number(one("x86/PAT: memtype_reserve failed [mem 0xc0000000-0xc7ffffff], track "
                       "write-combining, req write-back\n"),
                   "range"),
            number(old, "range"));
}

TEST(Explain, ErrorsAndModesByName) {
  EXPECT_EQ(number(one("ioremap memtype_reserve failed -16\n"), "error"), "-16, -EBUSY");
  const Explanation refused =
      one("ioremap error for 0xc0000000-0xc8000000, requested 0x1, got 0x0\n");
  EXPECT_EQ(number(refused, "asked for"), "WC");
  EXPECT_EQ(number(refused, "reserved"), "WB");
  EXPECT_TRUE(says(refused, "A request for UC, WP, WB"));
}

TEST(Explain, RegistersAsRanges) {
  const Explanation shown = one("  1 base 0080000000 mask FF80000000 uncachable\n");
  EXPECT_EQ(number(shown, "range"),
            "[0x80000000-0xffffffff], 2 GiB; the first byte behind it is 0x100000000");
}

TEST(Explain, EntriesOfThePat) {
  const Explanation shown = one("x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT\n");
  EXPECT_EQ(number(shown, "entry 1, PAT=0 PCD=0 PWT=1"), "WC");
  EXPECT_EQ(number(shown, "entry 7, PAT=1 PCD=1 PWT=1"), "WT");
}

TEST(Explain, WhatARegisterCouldHold) {
  const Explanation odd =
      one("mtrr: base(0xd4000000) is not aligned on a size(0x1800000) boundary\n");
  EXPECT_TRUE(says(odd, "2 registers: [0xd4000000-0xd4ffffff] (16 MiB), [0xd5000000-0xd57fffff]"));
  EXPECT_TRUE(says(odd, "[0xd4000000-0xd5ffffff] (32 MiB)"));
}

TEST(Explain, TypesThatGoTogether) {
  const Explanation inside =
      one("type mismatch for e0000000,10000000 old: write-back new: write-combining\n");
  EXPECT_TRUE(says(inside, "The same range with the type UC, WT, WB."));
  EXPECT_FALSE(says(inside, "Kernels of today"));
  EXPECT_TRUE(says(one("mtrr: type mismatch for e0000000,10000000 old: uncachable new: "
                       "write-combining\n"),
                   "Kernels of today"));
}

TEST(Explain, TheRegisterThatIsInTheWay) {
  const auto all = explained(
      "reg00: base=0x0e0000000 ( 3584MB), size=   32MB, count=1: uncachable\n"
      "0xe1000000,0x2000000 overlaps existing 0xe0000000,0x2000000\n");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(says(all[1], "Beside it: [0xe2000000-0xe2ffffff] (16 MiB)")) << all[1].instead;
  EXPECT_TRUE(says(all[1], "reg 0 (UC)"));
}

TEST(Explain, ReservationsInTheWay) {
  const auto all = explained(
      "x86/PAT: app:1 conflicting memory types c0000000-c8000000 write-combining<->uncached-minus\n"
      "PAT: [mem 0x00000000c0000000-0x00000000c6000000] write-combining\n"
      "PAT: [mem 0x00000000c6000000-0x00000000c7000000] uncached-minus\n");
  EXPECT_TRUE(says(all.at(0), "[0xc0000000-0xc5ffffff] (96 MiB), as WC")) << all[0].instead;
}

TEST(Explain, LinesOfNoTableAreLeft) { EXPECT_TRUE(explained("usb 1-1: new device\n").empty()); }

// The longest part, against the kernel's own decision about each range of pages.
TEST(Granted, LongestPartIsTheLongestThatTheKernelGrants) {
  std::uint64_t seed = 12345;
  const auto random = [&](std::uint64_t below) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (seed >> 33) % below;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<readers::PatEntry> list;
    for (std::uint64_t i = random(5); i > 0; --i) {
      const std::uint64_t begin = random(12), pages = 1 + random(6);
      list.push_back({{begin * 4_KiB, (begin + pages) * 4_KiB},
                      pat_memory_types[random(std::size(pat_memory_types))],
                      {}});
    }
    const PhysRange asked{random(6) * 4_KiB, (8 + random(6)) * 4_KiB};
    std::uint64_t longest = 0;
    for (std::uint64_t a = asked.begin; a < asked.end; a += 4_KiB)
      for (std::uint64_t b = a + 4_KiB; b <= asked.end; b += 4_KiB) {
        TypeSet found;
        for (const auto& entry : list)
          if (entry.range.overlaps({a, b})) found |= *entry.type;
        const auto result = kernel::device_outcome<Concrete>(MemoryType::UC_minus, true, found);
        if (result.error == 0) longest = std::max(longest, b - a);
      }
    EXPECT_EQ(longest_granted(list, asked).range.bytes(), longest) << round;
  }
}

}  // namespace explain_test
}  // namespace memtype::inspect::testing
