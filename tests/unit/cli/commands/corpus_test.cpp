// docs/printouts/corpus.md: the list of cases is what the program prints now; the table of proofs,
// which takes a minute, has a row for each driver case and no other, and some of them are proved
// again. MEMTYPE_PROMOTE=1 rewrites the list alone; the whole page is
// `memtype corpus cases > docs/printouts/corpus.md`.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "commands/commands.hpp"
#include "commands/questions.hpp"

namespace memtype::cli {
namespace corpus_test {

namespace fs = std::filesystem;

const std::string page = MEMTYPE_SOURCE_DIR "/docs/printouts/corpus.md";
const std::string table_title = "## What the programs come to";

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// As if run in the source directory, or in a folder of it.
std::string printed(const std::vector<std::string>& paths, bool list_only,
                    const std::string& folder = "") {
  const fs::path here = fs::current_path();
  fs::current_path(fs::path(MEMTYPE_SOURCE_DIR) / folder);
  CorpusCommand command;
  command.paths = paths;
  command.list_only = list_only;
  std::ostringstream out, err;
  EXPECT_EQ(corpus(command, out, err), exit_ok) << err.str();
  fs::current_path(here);
  return out.str();
}

std::string list_now() { return printed({"cases"}, true); }

// The table's lines by case: "agp.case" to the whole line.
std::map<std::string, std::string> rows_of(const std::string& text) {
  std::map<std::string, std::string> rows;
  std::istringstream lines(text.substr(text.find(table_title)));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find(".case |");
    if (line.starts_with("| ") && end != std::string::npos) rows[line.substr(2, end + 3)] = line;
  }
  return rows;
}

TEST(Corpus, TheListIsWhatIsPrinted) {
  const std::string recorded = read(page);
  const std::size_t list = recorded.find("## All "), table = recorded.find(table_title);
  ASSERT_LT(list, table);
  ASSERT_NE(table, std::string::npos);
  const std::string now = list_now() + "\n";
  if (std::getenv("MEMTYPE_PROMOTE") != nullptr)
    std::ofstream(page, std::ios::binary)
        << recorded.substr(0, list) << now << recorded.substr(table);
  const std::string again = read(page);
  EXPECT_TRUE(again.substr(list, again.find(table_title) - list) == now)
      << "docs/printouts/corpus.md is stale: run with MEMTYPE_PROMOTE=1";
}

TEST(Corpus, TheTableHasTheDriversOfToday) {
  std::set<std::string> cases, rows;
  for (const auto& entry : fs::recursive_directory_iterator(MEMTYPE_SOURCE_DIR "/cases/drivers"))
    if (entry.path().extension() == ".case") cases.insert(entry.path().filename().string());
  for (const auto& [name, row] : rows_of(read(page))) rows.insert(name);
  EXPECT_EQ(rows, cases) << "memtype corpus cases > docs/printouts/corpus.md";
}

// Quick ones: proved and failing, groups, options, programs that are not asked.
TEST(Corpus, SomeRowsProvedAgain) {
  const auto recorded = rows_of(read(page));
  const std::string drivers = "cases/drivers/";
  const auto now =
      rows_of(printed({drivers + "arkfb/arkfb.case", drivers + "aty128fb/aty128fb.case",
                       drivers + "fusion/fusion.case", drivers + "mgag200/mgag200_ttm.case",
                       drivers + "savage/savage4.case"},
                      false));
  EXPECT_EQ(now.size(), 5U);
  for (const auto& [name, row] : now) {
    ASSERT_TRUE(recorded.contains(name)) << name;
    EXPECT_EQ(recorded.at(name), row) << "memtype corpus cases > docs/printouts/corpus.md";
  }
}

TEST(Corpus, IsTheSameInWhateverFolderItIsAskedFor) {
  const std::string whole = printed({"cases/drivers/gbefb"}, false);
  EXPECT_FALSE(rows_of(whole).empty());
  EXPECT_EQ(printed({"drivers/gbefb"}, false, "cases"), whole);
  EXPECT_EQ(printed({"gbefb"}, false, "cases/drivers"), whole);
  EXPECT_EQ(printed({"."}, false, "cases/drivers/gbefb"), whole);
}

TEST(Corpus, APathWithoutCasesIsAnError) {
  for (const std::string path : {"no/such", MEMTYPE_SOURCE_DIR "/docs/schema"}) {
    CorpusCommand command;
    command.paths = {path};
    std::ostringstream out, err;
    EXPECT_EQ(corpus(command, out, err), exit_bad_input);
    EXPECT_NE(err.str().find(path), std::string::npos);
  }
}

// Properties are asked of drivers; where there are none, there is no empty table.
TEST(Corpus, NoDriversNoTable) {
  EXPECT_EQ(printed({"cases/rules/rebind.case"}, false).find(table_title), std::string::npos);
}

}  // namespace corpus_test
}  // namespace memtype::cli
