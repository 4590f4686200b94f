// README.md and the pages of docs/: links lead to files and headings that are there, tables are
// whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "program.hpp"

namespace memtype::cli::testing {
namespace pages_test {

namespace fs = std::filesystem;

const fs::path source = MEMTYPE_SOURCE_DIR;

std::vector<fs::path> pages() {
  std::vector<fs::path> list = {source / "README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(source / "docs"))
    if (entry.path().extension() == ".md") list.push_back(entry.path());
  std::sort(list.begin(), list.end());
  return list;
}

// The lines outside of fences.
std::vector<std::string> prose(const fs::path& page) {
  std::vector<std::string> lines;
  std::ifstream in(page);
  bool fenced = false;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("```"))
      fenced = !fenced;
    else if (!fenced)
      lines.push_back(line);
  return lines;
}

// "## What would help? `--suggest`" is #what-would-help---suggest.
std::set<std::string> anchors(const fs::path& page) {
  std::set<std::string> names;
  for (const std::string& line : prose(page)) {
    const std::size_t text = line.find_first_not_of('#');
    if (text == 0 || text == std::string::npos || line[text] != ' ') continue;
    std::string name;
    for (const char c : line.substr(text + 1))
      if (c == ' ')
        name += '-';
      else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_')
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    names.insert(name);
  }
  return names;
}

// What the line links to, but for the web.
std::vector<std::string> targets(const std::string& line) {
  static const std::regex code("`[^`]*`"), link("\\]\\(([^)\\s]+)\\)");
  const std::string text = std::regex_replace(line, code, "");
  std::vector<std::string> list;
  for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at)
    if (!(*at)[1].str().starts_with("http")) list.push_back((*at)[1]);
  return list;
}

void expect_there(const fs::path& page, const std::string& target) {
  const std::size_t hash = target.find('#');
  const std::string file = target.substr(0, hash);
  const fs::path there = file.empty() ? page : page.parent_path() / file;
  EXPECT_TRUE(fs::exists(there)) << page << ": " << target;
  if (hash == std::string::npos || there.extension() != ".md") return;
  EXPECT_TRUE(anchors(there).contains(target.substr(hash + 1))) << page << ": " << target;
}

// An empty line ends a table, and the rows behind it are shown as text.
TEST(Tables, BeginWithAHead) {
  for (const fs::path& page : pages()) {
    const std::vector<std::string> lines = prose(page);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool begins = lines[i].starts_with("|") && (i == 0 || !lines[i - 1].starts_with("|"));
      if (begins) {
        EXPECT_TRUE(i + 1 < lines.size() &&
                    lines[i + 1].find_first_not_of("|-: ") == std::string::npos)
            << page << ": " << lines[i];
      }
    }
  }
}

TEST(Links, LeadToFilesAndHeadings) {
  for (const fs::path& page : pages())
    for (const std::string& line : prose(page))
      for (const std::string& target : targets(line)) expect_there(page, target);
}

}  // namespace pages_test
}  // namespace memtype::cli::testing
