// `memtype map`: places as people write them, documents, differences.
#include "commands/map.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "../formats/schema.hpp"
#include "../program.hpp"
#include "formats/json.hpp"
#include "memtype/readers/read.hpp"
#include "results/places.hpp"

namespace memtype::cli {
namespace map_test {

const std::string dumps = MEMTYPE_SOURCE_DIR "/tests/dumps/";

std::string printed_map(const MapCommand& command, ExitCode expected = exit_ok) {
  std::ostringstream out, err;
  EXPECT_EQ(map(command, out, err), expected) << out.str() << err.str();
  return out.str() + err.str();
}

MapCommand with(std::vector<std::string> words) {
  MapCommand command;
  command.words = std::move(words);
  return command;
}

MapCommand between(const std::string& a, const std::string& b) {
  MapCommand command;
  command.diff = {a, b};
  return command;
}

PhysRange place(const std::string& text) {
  const auto found = find_place({}, text);
  const auto* places = std::get_if<std::vector<NamedPlace>>(&found);
  return places == nullptr ? PhysRange{} : places->at(0).range;
}

TEST(Places, AsPeopleWriteThem) {
  const PhysRange whole{0xfd000000, 0xfe000000};
  EXPECT_EQ(place("0xfd000000-0xfdffffff"), whole);
  EXPECT_EQ(place("fd000000-fdffffff"), whole);
  EXPECT_EQ(place("[0xfd000000-0xfdffffff]"), whole);
  EXPECT_EQ(place("[mem 0xfd000000-0xfdffffff]"), whole);
  EXPECT_EQ(place("0xfd000000+16M"), whole);
  EXPECT_EQ(place("fd000000,1000000"), whole);
  EXPECT_EQ(place("0xfd000123"), (PhysRange{0xfd000000, 0xfd001000}));
  for (const char* bad : {"0xfd000000-0xfc000000", "0xfd000000+0", "10000000000000", "x", "1-", ""})
    EXPECT_EQ(place(bad), PhysRange{}) << bad;
  EXPECT_TRUE(looks_like_place("01:00.0"));
  EXPECT_TRUE(looks_like_place("0000:01:00.0:5"));
  EXPECT_FALSE(looks_like_place("dmesg.txt"));
  EXPECT_FALSE(looks_like_place("01:00.0:7"));
}

TEST(Places, RegionsOfDevices) {
  const auto seen = readers::read_source(
      "pci 0000:01:00.0: reg 0x10: [mem 0xe0000000-0xe0ffffff pref]\n"
      "pci 0000:01:00.0: reg 0x14: [mem 0xd0000000-0xd0000fff]\n"
      "pci 0000:01:00.0: BAR 0: assigned [mem 0xf0000000-0xf0ffffff pref]\n");
  const auto all = std::get<std::vector<NamedPlace>>(find_place(seen, "01:00.0"));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].range.begin, 0xf0000000U);
  EXPECT_EQ(all[1].name, "0000:01:00.0:1");
  EXPECT_TRUE(std::holds_alternative<std::string>(find_place(seen, "01:00.0:2")));
  EXPECT_TRUE(std::holds_alternative<std::string>(find_place(seen, "02:00.0")));
}

TEST(MapCommand, DocumentsAreValidAgainstTheSchema) {
  testing::Schema schema(nlohmann::json::parse(
      testing::read_file(MEMTYPE_SOURCE_DIR "/docs/schema/memtype-map-1.schema.json")));
  MapCommand place_of =
      with({dumps + "wc-bars-46-bits/proc_mtrr.txt", "0x39bfa0000000+512M", "0xa0000"});
  MapCommand reserved =
      with({dumps + "overlapping-reservations/pat_memtype_list.txt", "0xfd000000-0xfd002fff"});
  MapCommand different =
      between(dumps + "wc-bars-46-bits/proc_mtrr.txt", dumps + "wt-over-bars/proc_mtrr.txt");
  MapCommand lists = between(dumps + "overlapping-reservations/pat_memtype_list.txt",
                             dumps + "pat-list-old/pat_memtype_list.txt");
  for (auto* command : {&place_of, &reserved, &different, &lists}) {
    command->json = true;
    const bool differs = !command->diff.empty();
    const std::string text = printed_map(*command, differs ? exit_differs : exit_ok);
    EXPECT_EQ(schema.check(nlohmann::json::parse(text)), std::vector<std::string>{});
  }
  nlohmann::json bad = nlohmann::json::parse(printed_map(place_of));
  bad["places"][0]["large_pages"][0]["answer"] = "maybe";
  EXPECT_FALSE(schema.check(bad).empty());
}

TEST(MapCommand, NothingDiffersFromItself) {
  EXPECT_NE(printed_map(
                between(dumps + "wt-over-bars/proc_mtrr.txt", dumps + "wt-over-bars/proc_mtrr.txt"))
                .find("Same "),
            std::string::npos);
}

TEST(MapCommand, WhatCannotBeAsked) {
  const auto refused = [](const MapCommand& command, const std::string& words) {
    EXPECT_NE(printed_map(command, exit_bad_input).find(words), std::string::npos);
  };
  refused(with({}), "map takes sources");
  refused(with({dumps + "wt-over-bars/proc_mtrr.txt"}), "no place");
  refused(with({"/nowhere", "0x1000"}), "cannot be read");
  refused(with({dumps + "wt-over-bars/proc_mtrr.txt", "0x2000-0x1000"}), "before it begins");
  refused(with({dumps + "wt-over-bars/proc_mtrr.txt", "07:00.0"}), "no such region");
  refused(between(dumps + "wt-over-bars/proc_mtrr.txt", "/nowhere"), "cannot be read");
  MapCommand both =
      between(dumps + "wt-over-bars/proc_mtrr.txt", dumps + "wt-over-bars/proc_mtrr.txt");
  both.words = {"0x1000"};
  refused(both, "takes no places");
}

}  // namespace map_test
}  // namespace memtype::cli
