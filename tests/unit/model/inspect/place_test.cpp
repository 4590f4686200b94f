// Types at a place under every mapping, large pages, and what differs between two states.
#include "memtype/inspect/place.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "memtype/readers/read.hpp"

namespace memtype::inspect::testing {
namespace place_test {

struct Machine {
  explicit Machine(std::string_view text)
      : seen(readers::read_source(text, "t")), inspection(inspect(seen)) {}
  readers::Observations seen;
  Inspection inspection;
  Place at(PhysRange range) const { return place_in(seen, inspection, range); }
  bool asks(std::string_view words) const {
    const auto open = open_for_places(seen, inspection);
    return std::any_of(open.begin(), open.end(), [&](const OpenQuestion& question) {
      return question.what.find(words) != std::string::npos;
    });
  }
};

const MappedAs& as(const PlacePiece& piece, MemoryType mode) {
  return *std::find_if(piece.mappings.begin(), piece.mappings.end(),
                       [&](const MappedAs& mapped) { return mapped.mode == mode; });
}

// Everything said: an Intel, PAT on, default UC, a WC register over half of a region.
constexpr std::string_view said =
    "Linux version 6.12.1\n"
    "smpboot: CPU0: Intel(R) Core(TM) i7-6700 CPU @ 3.40GHz (family: 0x6, model: 0x5e, stepping: "
    "0x3)\n"
    "vendor_id : GenuineIntel\n"
    "MTRR default type: uncachable\n"
    "MTRR fixed ranges enabled:\n"
    "  00000-9FFFF write-back\n"
    "  A0000-FFFFF uncachable\n"
    "MTRR variable ranges enabled:\n"
    "  0 base 0000000000 mask 7F80000000 write-back\n"
    "  1 base 00E0000000 mask 7FFF000000 write-combining\n"
    "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT\n"
    "pci 0000:01:00.0: reg 0x10: [mem 0xe0000000-0xe1ffffff pref]\n";

TEST(Places, EachMappingHasItsTypeAndRule) {
  const Machine machine(said);
  const Place place = machine.at({0xe0000000, 0xe2000000});
  ASSERT_EQ(place.pieces.size(), 2U);
  const PlacePiece& first = place.pieces[0];
  EXPECT_EQ(first.range, (PhysRange{0xe0000000, 0xe1000000}));
  EXPECT_EQ(first.mtrr, TypeSet(MemoryType::WC));
  EXPECT_EQ(first.decided_by, "reg 1");
  EXPECT_EQ(as(first, MemoryType::UC_minus).effective, TypeSet(MemoryType::WC));
  EXPECT_EQ(as(first, MemoryType::UC).effective, TypeSet(MemoryType::UC));
  ASSERT_EQ(as(first, MemoryType::UC_minus).rules.size(), 1U);
  EXPECT_EQ(as(first, MemoryType::UC_minus).rules[0].name, "EFF-WC-UCM");
  EXPECT_EQ(place.pieces[1].mtrr, TypeSet(MemoryType::UC));
  EXPECT_EQ(as(place.pieces[1], MemoryType::WB).effective, TypeSet(MemoryType::UC));
  EXPECT_EQ(as(place.pieces[1], MemoryType::WC).effective, TypeSet(MemoryType::WC));
  EXPECT_NE(place.what.find("0000:01:00.0"), std::string::npos);
}

TEST(Places, LargePagesEndWhereTheTypeChanges) {
  const Machine machine(said);
  const Place place = machine.at({0xe0000000, 0xe2000000});
  EXPECT_EQ(place.large[0].answer, LargePages::Answer::may);
  EXPECT_FALSE(place.large[0].begins_inside || place.large[0].ends_inside);
  EXPECT_EQ(place.large[1].answer, LargePages::Answer::some_not);
  ASSERT_EQ(place.large[1].splits.size(), 2U);
  EXPECT_EQ(place.large[1].splits[0].at, 0xe0000000U);
  EXPECT_EQ(place.large[1].splits[1].at, 0xe1000000U);
  EXPECT_EQ(place.large[1].splits[0].page, (PhysRange{0xc0000000, 0x100000000}));
}

TEST(Places, WhatIsNotSaidStaysOpen) {
  const Machine nothing("pci 0000:01:00.0: reg 0x10: [mem 0xe0000000-0xe1ffffff pref]\n");
  const Place place = nothing.at({0xe0000000, 0xe2000000});
  ASSERT_EQ(place.pieces.size(), 1U);
  EXPECT_FALSE(place.pieces[0].known);
  EXPECT_EQ(as(place.pieces[0], MemoryType::UC).effective,
            TypeSet::of(MemoryType::UC, MemoryType::CD));
  EXPECT_EQ(place.large[0].answer, LargePages::Answer::unknown);
  EXPECT_TRUE(nothing.asks("No MTRRs"));
  EXPECT_TRUE(nothing.asks("PAT is in use"));
  EXPECT_TRUE(nothing.asks("Which processor"));
  const Machine list("reg01: base=0x0e0000000 ( 3584MB), size=   16MB, count=1: write-combining\n");
  const Place half = list.at({0xe1000000, 0xe1001000});
  EXPECT_EQ(half.pieces[0].mtrr, TypeSet::of(MemoryType::UC, MemoryType::WB));
  EXPECT_TRUE(half.pieces[0].open);
  EXPECT_TRUE(list.asks("default type"));
}

TEST(Places, BelowOneMibTheFixedRangesDecide) {
  const Place place = Machine(said).at({0xa0000, 0xa1000});
  EXPECT_EQ(place.pieces[0].decided_by, "fixed ranges");
  const Machine list("reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n");
  EXPECT_FALSE(list.at({0xa0000, 0xa1000}).pieces[0].known);
}

TEST(Places, AReservationDecidesForRequests) {
  const Machine machine(std::string(said) +
                        "PAT: [mem 0x00000000e1000000-0x00000000e1400000] write-combining\n");
  const Place place = machine.at({0xe1000000, 0xe1400000});
  ASSERT_EQ(place.reserved.size(), 1U);
  const PlacePiece& piece = place.pieces[0];
  EXPECT_EQ(as(piece, MemoryType::UC_minus).granted, TypeSet(MemoryType::WC));
  EXPECT_EQ(as(piece, MemoryType::WT).granted, TypeSet{});
  EXPECT_FALSE(as(machine.at({0xe0000000, 0xe0001000}).pieces[0], MemoryType::WC).granted);
}

TEST(Places, OfAGuestTheHostDecides) {
  const Machine guest(std::string(said) + "Hypervisor detected: KVM\n");
  const Place place = guest.at({0xe0000000, 0xe0001000});
  EXPECT_FALSE(place.pieces[0].known);
  EXPECT_TRUE(guest.asks("host"));
  // Its PAT may be ignored: then even a UC page has what the host puts there.
  EXPECT_TRUE(as(place.pieces[0], MemoryType::UC).effective.contains(MemoryType::WB));
}

Difference between(std::string_view before, std::string_view after) {
  const Machine a(before), b(after);
  return difference({a.seen, a.inspection}, {b.seen, b.inspection});
}

TEST(Differences, NoneToItselfWhateverTheOrder) {
  EXPECT_TRUE(between(said, said).none());
  const std::string one =
      "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n"
      "reg01: base=0x0e0000000 ( 3584MB), size=   16MB, count=1: write-combining\n"
      "PAT: [mem 0x00000000e0000000-0x00000000e0400000] write-combining\n"
      "PAT: [mem 0x00000000e0400000-0x00000000e0500000] uncached-minus\n";
  const std::string other =
      "reg01: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n"
      "reg00: base=0x0e0000000 ( 3584MB), size=   16MB, count=1: write-combining\n"
      "PAT: [mem 0x00000000e0400000-0x00000000e0500000] uncached-minus\n"
      "PAT: [mem 0x00000000e0000000-0x00000000e0400000] write-combining\n";
  EXPECT_TRUE(between(one, other).none());
}

TEST(Differences, TypesByAddress) {
  std::string after(said);
  after.replace(after.find("7FFF000000"), 10, "7FFE000000");
  const Difference found = between(said, after);
  ASSERT_EQ(found.types.size(), 1U);
  EXPECT_EQ(found.types[0].range, (PhysRange{0xe1000000, 0xe2000000}));
  EXPECT_EQ(found.types[0].before, TypeSet(MemoryType::UC));
  EXPECT_EQ(found.types[0].after, TypeSet(MemoryType::WC));
  EXPECT_EQ(found.types[0].before_by, "default type");
  EXPECT_EQ(found.types[0].after_by, "reg 1");
}

TEST(Differences, ReservationsThatCameWentAndChanged) {
  const Difference found = between(
      "PAT: [mem 0x00000000e0000000-0x00000000e0400000] write-combining\n"
      "PAT: [mem 0x00000000e0400000-0x00000000e0500000] uncached-minus\n"
      "PAT: [mem 0x00000000e0400000-0x00000000e0500000] uncached-minus\n",
      "PAT: [mem 0x00000000e0000000-0x00000000e0400000] uncached-minus\n"
      "PAT: [mem 0x00000000e0400000-0x00000000e0500000] uncached-minus\n"
      "PAT: [mem 0x00000000f0000000-0x00000000f0001000] write-back\n");
  ASSERT_EQ(found.reservations.size(), 3U);
  EXPECT_EQ(found.reservations[0].before, MemoryType::WC);
  EXPECT_EQ(found.reservations[0].after, MemoryType::UC_minus);
  EXPECT_TRUE(found.reservations[1].went);
  EXPECT_TRUE(found.reservations[2].came);
  EXPECT_FALSE(found.types_known);
}

TEST(Differences, FactsAndRegionsThatMoved) {
  std::string after(said);
  after.replace(after.find("type: uncachable"), 16, "type: write-back");
  after.replace(after.find("0xe0000000-0xe1ffffff"), 21, "0xf0000000-0xf1ffffff");
  const Difference found = between(said, after);
  ASSERT_EQ(found.facts.size(), 2U);
  EXPECT_EQ(found.facts[0].name, "default type");
  EXPECT_EQ(found.facts[1].name, "BAR 0 of 0000:01:00.0");
}

}  // namespace place_test
}  // namespace memtype::inspect::testing
