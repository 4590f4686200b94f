// docs/printouts/firmware.md, which takes minutes to print, has a table for each driver case and no
// other; one is proved again. The whole page below its head is
// `memtype check --summary cases/drivers`.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "commands/commands.hpp"
#include "commands/questions.hpp"

namespace memtype::cli {
namespace firmware_test {

namespace fs = std::filesystem;

// Each file's lines by its name, from one that begins with the name to the next.
std::map<std::string, std::string> tables_of(std::istream& lines) {
  std::map<std::string, std::string> tables;
  std::string name;
  for (std::string line; std::getline(lines, line) && line != "```";) {
    if (line.starts_with("cases/")) name = line;
    if (!name.empty()) tables[name] += line + "\n";
  }
  return tables;
}

std::map<std::string, std::string> recorded() {
  std::ifstream in(MEMTYPE_SOURCE_DIR "/docs/printouts/firmware.md", std::ios::binary);
  for (std::string line; std::getline(in, line) && line != "```";) {
  }
  return tables_of(in);
}

TEST(FirmwarePage, HasTheDriversOfToday) {
  std::set<std::string> cases, tables;
  const fs::path source = MEMTYPE_SOURCE_DIR;
  for (const auto& entry : fs::recursive_directory_iterator(source / "cases/drivers"))
    if (entry.path().extension() == ".case")
      cases.insert(fs::relative(entry.path(), source).generic_string());
  for (const auto& [name, table] : recorded()) tables.insert(name);
  EXPECT_EQ(tables, cases);
}

TEST(FirmwarePage, OneTableProvedAgain) {
  const fs::path here = fs::current_path();
  fs::current_path(MEMTYPE_SOURCE_DIR);
  const std::string name = "cases/drivers/gbefb/gbefb.case";
  QuestionCommand command;
  command.paths = {name};
  std::ostringstream out, err;
  EXPECT_EQ(summary(command, out, err), exit_differs) << err.str();
  fs::current_path(here);
  std::istringstream lines(out.str());
  EXPECT_EQ(tables_of(lines)[name], recorded()[name]);
}

}  // namespace firmware_test
}  // namespace memtype::cli
