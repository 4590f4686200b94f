// docs/corpus.md: the list of cases is what the program prints now; the table of proofs, which takes
// minutes, speaks of no case that is gone. MEMTYPE_PROMOTE=1 rewrites the list alone; the whole page
// is `memtype corpus cases > docs/corpus.md`.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "commands/commands.hpp"
#include "commands/questions.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

const std::string page = MEMTYPE_SOURCE_DIR "/docs/corpus.md";
const std::string table_title = "## What the programs come to";

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// As if run in the source directory.
std::string list_now() {
  const fs::path here = fs::current_path();
  fs::current_path(MEMTYPE_SOURCE_DIR);
  CorpusCommand command;
  command.paths = {"cases"};
  command.list_only = true;
  std::ostringstream out, err;
  EXPECT_EQ(corpus(command, out, err), exit_ok) << err.str();
  fs::current_path(here);
  return out.str();
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
      << "docs/corpus.md is stale: run with MEMTYPE_PROMOTE=1";
}

TEST(Corpus, TheTableSpeaksOfNoCaseThatIsGone) {
  std::set<std::string> cases;
  for (const auto& entry : fs::recursive_directory_iterator(MEMTYPE_SOURCE_DIR "/cases/drivers"))
    cases.insert(entry.path().filename().string());
  const std::string recorded = read(page);
  std::istringstream lines(recorded.substr(recorded.find(table_title)));
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find(".case |");
    if (!line.starts_with("| ") || end == std::string::npos) continue;
    EXPECT_TRUE(cases.contains(line.substr(2, end + 3))) << line;
    ++rows;
  }
  EXPECT_GE(rows, 50U);
}

}  // namespace
}  // namespace memtype::cli
