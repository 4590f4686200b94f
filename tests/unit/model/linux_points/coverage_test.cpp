// docs/limits.md, "Kernel behaviour, point by point": a row for each point, and no row that names a
// test, a case or a recording that does not exist.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace coverage_test {

constexpr int points = 107;

using Cells = std::vector<std::string>;

Cells cells_of(const std::string& line) {
  Cells cells;
  std::istringstream text(line.substr(1));
  for (std::string cell; std::getline(text, cell, '|');) cells.push_back(cell);
  return cells;
}

// The table's rows by point; a number that occurs twice keeps its first row and fails.
std::map<int, Cells> rows() {
  std::ifstream file(MEMTYPE_SOURCE_DIR "/docs/limits.md");
  EXPECT_TRUE(file.is_open());
  std::map<int, Cells> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## Kernel behaviour, point by point";
    if (!inside || !line.starts_with("| ") || line.starts_with("| #")) continue;
    const Cells cells = cells_of(line);
    const int point = std::atoi(cells[0].c_str());
    EXPECT_TRUE(rows.emplace(point, cells).second) << "two rows: " << line;
  }
  return rows;
}

// What stands in backquotes; ".Name" belongs to the suite named before it.
std::vector<std::string> names_in(const std::string& cell) {
  std::vector<std::string> names;
  std::string suite;
  std::istringstream text(cell);
  bool quoted = false;
  for (std::string part; std::getline(text, part, '`'); quoted = !quoted) {
    if (!quoted) continue;
    if (part.starts_with('.')) part = suite + part;
    names.push_back(part);
    suite = part.substr(0, part.find('.'));
  }
  return names;
}

std::set<std::string> all_tests() {
  std::set<std::string> tests;
  const ::testing::UnitTest& unit = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < unit.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *unit.GetTestSuite(i);
    for (int k = 0; k < suite.total_test_count(); ++k)
      tests.insert(std::string(suite.name()) + '.' + suite.GetTestInfo(k)->name());
  }
  return tests;
}

bool is_case_or_recording(const std::string& name) {
  namespace fs = std::filesystem;
  const fs::path root = MEMTYPE_SOURCE_DIR;
  return fs::exists(root / "cases/rules" / (name + ".case")) ||
         fs::exists(root / "tests/vectors" / (name + ".jsonl.gz"));
}

std::string suite_of(int point) {
  return std::string("LinuxPoint") + (point < 10 ? "0" : "") + std::to_string(point);
}

TEST(LinuxPoints, EachHasOneCompleteRow) {
  const auto table = rows();
  for (int point = 1; point <= points; ++point) {
    ASSERT_TRUE(table.contains(point)) << "no row for point " << point;
    ASSERT_EQ(table.at(point).size(), 5U) << "point " << point;
    for (const std::string& cell : table.at(point)) EXPECT_GT(cell.size(), 2U) << "point " << point;
  }
  EXPECT_EQ(table.size(), static_cast<std::size_t>(points));
}

TEST(LinuxPoints, EachHasATestOfItsOwnOrAReason) {
  for (const auto& [point, cells] : rows()) {
    const std::string& last = cells.back();
    const bool tested = last.find('`' + suite_of(point) + '.') != std::string::npos;
    EXPECT_NE(tested, last.starts_with(" none: ")) << "point " << point << ":" << last;
  }
}

TEST(LinuxPoints, WhatARowNamesExists) {
  const std::set<std::string> tests = all_tests();
  for (const auto& [point, cells] : rows())
    for (const std::string& name : names_in(cells.back()))
      EXPECT_TRUE(tests.contains(name) || is_case_or_recording(name))
          << "point " << point << ": " << name;
}

TEST(LinuxPoints, EveryTestOfAPointIsInItsRow) {
  std::map<int, std::set<std::string>> named;
  for (const auto& [point, cells] : rows())
    for (const std::string& name : names_in(cells.back())) named[point].insert(name);
  int seen = 0;
  for (const std::string& test : all_tests()) {
    if (!test.starts_with("LinuxPoint") || test.starts_with("LinuxPoints")) continue;
    ++seen;
    const int point = std::atoi(test.c_str() + std::string("LinuxPoint").size());
    EXPECT_TRUE(named[point].contains(test)) << test;
  }
  EXPECT_GT(seen, points);
}

}  // namespace coverage_test
