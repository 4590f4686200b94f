// tests/dumps/NAME: texts of one machine, and in `expected` what is to be read out of them and
// found. MEMTYPE_PROMOTE=1 rewrites `expected`; look at the difference before you commit it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "memtype/inspect/inspect.hpp"
#include "memtype/readers/read.hpp"

namespace memtype::inspect::testing {
namespace dumps_test {

namespace fs = std::filesystem;
using readers::Observations;

std::string content(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

Observations read_machine(const fs::path& folder) {
  readers::SourceReader reader;
  for (const fs::path& file : sorted_entries(folder)) {
    if (file.filename() == "expected") continue;
    reader.begin(file.filename().string());
    reader.feed(content(file));
  }
  return reader.finish();
}

std::string hex(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

template <class T, class Print>
std::string shown(const readers::Known<T>& known, Print print) {
  return known ? print(*known) : "?";
}

std::string registers_text(const readers::KnownMtrrs& mtrrs) {
  const auto on_off = [](bool on) { return std::string(on ? "on" : "off"); };
  const auto number = [](unsigned n) { return std::to_string(n); };
  std::string text =
      "mtrrs " + shown(mtrrs.enabled, on_off) + " fixed " + shown(mtrrs.fixed_enabled, on_off) +
      " default " + shown(mtrrs.default_type, [](MemoryType t) { return std::string(name(t)); }) +
      " width " + shown(mtrrs.width, number) + " count " + shown(mtrrs.count, number) + " tom2 " +
      shown(mtrrs.tom2, hex) + (mtrrs.seen && !mtrrs.complete ? " incomplete" : "") + "\n";
  for (const auto& reg : mtrrs.registers)
    text += "reg " + std::to_string(reg.number) + " " + hex(reg.base) + " " + hex(reg.mask) + " " +
            std::string(name(reg.type)) + "\n";
  return text;
}

std::string machine_text(const Observations& seen, const Inspection& found) {
  std::string text;
  if (!found.machine.fixed.empty())
    for (const FixedRun& run : found.machine.fixed[0].runs())
      text += "fixed " + hex(run.range.begin) + "-" + hex(run.range.end) + " " +
              std::string(name(run.type)) + "\n";
  for (const PatFact& pat : found.machine.pat)
    text += "pat " + std::string(kernel::name(pat.mode)) + "\n";
  for (const auto* cpu : found.machine.cpu) text += "cpu " + std::string(cpu->name) + "\n";
  for (const auto version : found.machine.kernel) text += "kernel " + to_string(version) + "\n";
  for (const auto env : found.machine.env) text += "env " + std::string(kernel::name(env)) + "\n";
  if (found.guest) text += "guest\n";
  for (const auto& map : seen.maps)
    text += "map " + std::to_string(map.entries.size()) + " entries\n";
  if (!seen.bars.empty()) text += "bars " + std::to_string(seen.bars.size()) + "\n";
  for (const auto& list : seen.pat_lists)
    text += "reservations " + std::to_string(list.entries.size()) + "\n";
  return text;
}

std::string summary(const Observations& seen, const Inspection& found) {
  std::string text = registers_text(found.mtrrs) + machine_text(seen, found);
  for (const Finding& finding : found.findings) {
    text +=
        "finding " + std::string(name(finding.kind)) + ": " + std::string(name(finding.severity));
    for (std::size_t i = 0; i < finding.where.size() && i < 3; ++i)
      text += " " + hex(finding.where[i].begin) + "-" + hex(finding.where[i].end);
    text += "\n  " + finding.what + "\n";
  }
  for (const OpenQuestion& question : found.open) text += "open " + question.what + "\n";
  for (const auto& note : found.notes) text += "note " + note.text + "\n";
  for (const auto& line : seen.unread)
    text +=
        "unread " + seen.sources[line.place.source] + ":" + std::to_string(line.place.line) + "\n";
  return text;
}

const fs::path dumps = MEMTYPE_SOURCE_DIR "/tests/dumps";

class Dump : public ::testing::TestWithParam<fs::path> {};

TEST_P(Dump, IsReadAndJudgedAsExpected) {
  const Observations seen = read_machine(GetParam());
  const std::string now = summary(seen, inspect(seen));
  const fs::path expected = GetParam() / "expected";
  if (std::getenv("MEMTYPE_PROMOTE") != nullptr) std::ofstream(expected, std::ios::binary) << now;
  EXPECT_EQ(content(expected), now);
  EXPECT_TRUE(seen.trouble.empty());
}

INSTANTIATE_TEST_SUITE_P(Machines, Dump, ::testing::ValuesIn(sorted_entries(dumps)),
                         [](const auto& test) {
                           std::string text = test.param.filename().string();
                           for (char& c : text)
                             if (c == '-' || c == '.') c = '_';
                           return text;
                         });

TEST(Dumps, ThereAreFortyMachines) { EXPECT_GE(sorted_entries(dumps).size(), 40U); }

// A finding that every machine shows says nothing.
TEST(Dumps, NoFindingIsOnMostMachines) {
  std::map<FindingKind, std::size_t> machines;
  const auto folders = sorted_entries(dumps);
  for (const fs::path& folder : folders) {
    std::set<FindingKind> kinds;
    for (const Finding& finding : inspect(read_machine(folder)).findings) {
      kinds.insert(finding.kind);
      EXPECT_FALSE(finding.what.empty() || finding.why.empty() || finding.rule.empty()) << folder;
      EXPECT_FALSE(finding.evidence.empty()) << folder << ": " << finding.what;
    }
    for (FindingKind kind : kinds) ++machines[kind];
  }
  for (const auto& [kind, count] : machines) EXPECT_LT(count * 4, folders.size()) << name(kind);
}

}  // namespace dumps_test
}  // namespace memtype::inspect::testing
