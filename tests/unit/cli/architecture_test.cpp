// docs/architecture.md names every public header of the model, and none that is gone.

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>

#include "program.hpp"

namespace memtype::cli::testing {
namespace architecture_test {

namespace fs = std::filesystem;

TEST(Architecture, NamesTheHeadersOfTheModel) {
  const fs::path include = MEMTYPE_SOURCE_DIR "/model/include/memtype";
  std::set<std::string> headers, named;
  for (const auto& entry : fs::recursive_directory_iterator(include))
    if (entry.path().extension() == ".hpp")
      headers.insert(fs::relative(entry.path(), include).generic_string());
  const std::string page = read_file(MEMTYPE_SOURCE_DIR "/docs/architecture.md");
  const std::string begin = "In `model/include/memtype`:", end = "\n## ";
  const std::size_t at = page.find(begin);
  ASSERT_NE(at, std::string::npos);
  const std::string table = page.substr(at, page.find(end, at) - at);
  const std::regex header("`([a-z_/]+\\.hpp)`");
  for (std::sregex_iterator i(table.begin(), table.end(), header), none; i != none; ++i)
    named.insert((*i)[1]);
  EXPECT_EQ(named, headers);
}

}  // namespace architecture_test
}  // namespace memtype::cli::testing
