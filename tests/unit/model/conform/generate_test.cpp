#include "generate.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "conform.hpp"
#include "generate_machine.hpp"

namespace memtype::conform {
namespace generate_test {

namespace fs = std::filesystem;

constexpr const char* kinds[] = {"mtrr", "msr", "msr-rest", "effective", "ept", "npt"};

std::string generated(const char* kind, std::uint64_t seed, std::uint64_t count) {
  std::string text;
  generate({*vector_kind_named(kind), seed, count},
           [&](const std::string& line) { text += line + "\n"; });
  return text;
}

ReplayReport replayed(const std::string& text) {
  const fs::path file =
      fs::temp_directory_path() /
      ("memtype-generate-" + std::to_string(reinterpret_cast<std::uintptr_t>(&text)));
  std::ofstream(file, std::ios::binary) << text;
  ReplayReport report = replay_file(file.string());
  fs::remove(file);
  return report;
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Generate, WhatIsGeneratedReplaysWithoutDifference) {
  for (const char* kind : kinds) {
    const ReplayReport report = replayed(generated(kind, 42, 300));
    EXPECT_GT(report.records, 70U) << kind;
    EXPECT_EQ(report.agreements, report.queries) << render_text(report);
    EXPECT_EQ(report.malformed_lines, 0U) << render_text(report);
  }
}

TEST(Generate, TheSameSeedGivesTheSameBytes) {
  for (const char* kind : kinds) EXPECT_EQ(generated(kind, 7, 50), generated(kind, 7, 50)) << kind;
  EXPECT_NE(generated("mtrr", 7, 50), generated("mtrr", 8, 50));
  EXPECT_NE(generated("msr", 7, 50), generated("msr", 8, 50));
}

// The published outputs for this seed.
TEST(Generate, TheNumbersAreThoseOfSplitmix64) {
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

// Pinned: a change here changes what others have generated and kept.
TEST(Generate, TheFirstWriteOfSeedOneIsPinned) {
  const std::string text = generated("msr", 1, 1);
  EXPECT_EQ(text.substr(text.find('\n') + 1),
            R"({"kind":"msr","id":0,"vendor":"intel","phys_bits":36,"cap":"0x508","msr":"0x20d",)"
            R"("value":"0xcd7363000","accepted":true,"reason":"accepted"})"
            "\n");
}

TEST(Generate, TheRestOfTheRegistersOccursAcceptedAndRefused) {
  const std::string text = generated("msr-rest", 1, 2000);
  for (const char* part :
       {R"("msr":"0x1f2")", R"("msr":"0xc0010010")", R"("msr":"0xc001001a")",
        R"("msr":"0xc001001d")", R"("msr":"0xc0010017")", "outside SMM", "reserved bits",
        "reserved memory type", "no such register", "read only", R"("accepted":true)"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
}

TEST(Generate, AWrongValueReadBackIsADifference) {
  const std::string good =
      R"({"kind":"msr","vendor":"amd","phys_bits":48,"cap":"0x508","in_smm":false,)"
      R"("syscfg":"0x20601","msr":"0xc001001a","value":"0x12345678","accepted":true,)";
  EXPECT_EQ(replayed(good + R"("reads":"0x12000000"})" + "\n").agreements, 2U);
  EXPECT_EQ(replayed(good + R"("reads":"0x12345678"})" + "\n").agreements, 1U);
}

TEST(Generate, CountIsTheNumberOfRecords) {
  EXPECT_EQ(lines(generated("mtrr", 1, 10)), 11U);
  EXPECT_EQ(lines(generated("msr", 1, 0)), 1U);
  EXPECT_EQ(lines(generated("ept", 1, 7)), 8U);
}

TEST(Generate, TheTablesAreFinite) {
  EXPECT_EQ(lines(generated("effective", 1, 100000)), 1U + 30 + 30 + 20);
  EXPECT_EQ(lines(generated("ept", 1, 100000)), 1U + 5 * 6 * 4);
  EXPECT_EQ(lines(generated("npt", 1, 100000)), 1U + 6 * 6 * 5 * 4);
}

TEST(Generate, AboutHalfOfTheWritesFault) {
  const std::string text = generated("msr", 3, 1000);
  std::size_t accepted = 0;
  for (std::size_t at = 0; (at = text.find("\"accepted\":true", at)) != std::string::npos; ++at)
    ++accepted;
  EXPECT_GT(accepted, 300U);
  EXPECT_LT(accepted, 800U);
}

TEST(Generate, RegionsOfOneTypeOfSeveralAndUndefinedOnesAllOccur) {
  const std::string text = generated("mtrr", 5, 300);
  EXPECT_NE(text.find(",0,[0,1,4,5,6]]"), std::string::npos) << "undefined overlap of one page";
  EXPECT_NE(text.find(",9,[0,6]]"), std::string::npos) << "2 MiB of two types";
  EXPECT_NE(text.find(",18,6]"), std::string::npos) << "1 GiB of one type";
}

TEST(Generate, AnotherImplementationsAnswersAreJudged) {
  const std::string state =
      R"("state":{"phys_bits":36,"cap":"0x502","def_type":"0x800","fixed":["0x0","0x0","0x0","0x0",)"
      R"("0x0","0x0","0x0","0x0","0x0","0x0","0x0"],"var":[["0x40000001","0xfc0000800"],)"
      R"(["0x40000006","0xffff00800"]]})";
  const auto answer = [&](const std::string& query) {
    return replayed(R"({"kind":"mtrr","id":0,)" + state + R"(,"queries":[)" + query + "]}\n")
        .agreements;
  };
  EXPECT_EQ(answer(R"(["0x40000000",0,4])"), 1U) << "undefined: any type will do";
  EXPECT_EQ(answer(R"(["0x40000000",0,[0,1,4,5,6]])"), 1U);
  EXPECT_EQ(answer(R"(["0x40000000",0,-1])"), 0U) << "one page is not mixed";
  EXPECT_EQ(answer(R"(["0x7ff00000",8,1])"), 1U);
  EXPECT_EQ(answer(R"(["0x7ff00000",8,6])"), 0U);
  EXPECT_EQ(answer(R"(["0x60000000",19,-1])"), 1U) << "mixed";
  EXPECT_EQ(answer(R"(["0x60000000",19,1])"), 0U);
}

TEST(Generate, OnlyFiveKindsHaveNames) {
  EXPECT_FALSE(vector_kind_named("").has_value());
  EXPECT_FALSE(vector_kind_named("MTRR").has_value());
}

}  // namespace generate_test
}  // namespace memtype::conform
