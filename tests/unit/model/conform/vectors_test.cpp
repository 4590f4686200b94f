// The recorded answers: the sample that ships, and the whole recording where it is at hand (the
// directory named by MEMTYPE_VECTORS, or shared/vectors beside the source tree).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "conform.hpp"

namespace memtype::conform {
namespace vectors_test {

namespace fs = std::filesystem;

constexpr const char* recordings[] = {"xen_mtrr",
                                      "bochs_mtrr",
                                      "kvm_lookup",
                                      "kvm_msr",
                                      "linux_mtrr_lookup",
                                      "linux_mtrr_add_del",
                                      "linux_ioremap",
                                      "linux_memtype_reserve",
                                      "linux_memtype_io",
                                      "linux_guest_state",
                                      "linux_mtrr_cleanup",
                                      "linux_mtrr_lookup_v6.1",
                                      "linux_memtype_reserve_v7.3"};

fs::path sample() { return fs::path(MEMTYPE_SOURCE_DIR) / "tests" / "vectors"; }

std::optional<fs::path> whole_recording() {
  const char* named = std::getenv("MEMTYPE_VECTORS");
  const fs::path directory = named != nullptr
                                 ? fs::path(named)
                                 : fs::path(MEMTYPE_SOURCE_DIR) / ".." / "shared" / "vectors";
  if (!fs::is_directory(directory)) return std::nullopt;
  return directory;
}

void expect_nothing_new(const fs::path& file) {
  const ReplayReport report = replay_file(file.string());
  EXPECT_TRUE(report.opened) << file;
  EXPECT_GT(report.records, 0U) << file;
  EXPECT_GT(report.queries, 0U) << file;
  EXPECT_GT(report.agreements, report.queries * 9 / 10) << file;
  EXPECT_EQ(report.queries,
            report.agreements + report.known_differences() + report.new_differences());
  EXPECT_EQ(report.new_differences(), 0U) << render_text(report);
  EXPECT_EQ(report.malformed_lines, 0U) << render_text(report);
}

class Vectors : public ::testing::TestWithParam<const char*> {};

TEST_P(Vectors, SampleHoldsNoNewDifference) {
  expect_nothing_new(sample() / (std::string(GetParam()) + ".jsonl.gz"));
}

TEST_P(Vectors, WholeRecordingHoldsNoNewDifference) {
  const auto directory = whole_recording();
  if (!directory) GTEST_SKIP() << "the whole recording is not here";
  for (const char* end : {".jsonl", ".jsonl.gz"}) {
    const fs::path file = *directory / (std::string(GetParam()) + end);
    if (fs::exists(file)) return expect_nothing_new(file);
  }
  GTEST_SKIP() << "the whole recording has no such file";
}

INSTANTIATE_TEST_SUITE_P(Recorded, Vectors, ::testing::ValuesIn(recordings), [](const auto& which) {
  std::string name = which.param;
  for (char& letter : name)
    if (letter == '.') letter = '_';
  return name;
});

TEST(Vectors, EveryFileOfTheSampleIsReplayed) {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(sample()))
    if (entry.path().extension() == ".gz") ++files;
  EXPECT_EQ(files, std::size(recordings));
}

TEST(Vectors, KnownDifferencesAreFoundWhereTheyAreKnownToBe) {
  for (const char* name : {"xen_mtrr", "bochs_mtrr", "kvm_lookup"}) {
    const ReplayReport report =
        replay_file((sample() / (std::string(name) + ".jsonl.gz")).string());
    EXPECT_GT(report.known_differences(), 100U) << name;
    for (const DifferenceClass& entry : report.differences)
      EXPECT_GT(entry.reason.size(), 20U) << entry.name;
  }
  for (const char* name : {"linux_mtrr_lookup", "linux_ioremap", "linux_memtype_reserve"}) {
    const ReplayReport report =
        replay_file((sample() / (std::string(name) + ".jsonl.gz")).string());
    EXPECT_TRUE(report.differences.empty()) << name;
  }
}

}  // namespace vectors_test
}  // namespace memtype::conform
