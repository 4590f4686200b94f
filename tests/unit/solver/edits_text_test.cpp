// Every change that --suggest may make can be made in the text of the file, which keeps its
// comments.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "memtype/cases/parse.hpp"
#include "memtype/cases/rewrite.hpp"
#include "questions/edits.hpp"

namespace memtype::solver::testing {
namespace edits_text_test {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t comments_in(const std::string& text) {
  std::size_t n = 0;
  for (const char* begin : {"//", "/*"})
    for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos; at += 2) ++n;
  return n;
}

TEST(EditsText, AreMadeInTheFile) {
  constexpr std::size_t each = 37;  // of many edits of a program
  std::size_t made = 0, printed = 0, next = 0;
  for (const auto& entry : fs::recursive_directory_iterator(MEMTYPE_SOURCE_DIR "/cases")) {
    if (entry.path().extension() != ".case") continue;
    const std::string text = text_of(entry.path());
    const auto parsed = cases::parse_case("", text).parsed;
    if (!parsed) continue;
    for (std::size_t p = 0; p < parsed->programs.size(); ++p) {
      if (!parsed->programs[p].parts.empty() || parsed->programs[p].only_in_lanes) continue;
      for (const Edit& edit :
           edits_of(*parsed, {static_cast<int>(p)}, results_read(parsed->checks))) {
        if (next++ % each != 0) continue;
        const auto changed = cases::rewrite_programs(text, *parsed, {edit.changed});
        if (!changed) {  // the program is printed anew
          ++printed;
          continue;
        }
        EXPECT_EQ(comments_in(*changed), comments_in(text))
            << entry.path() << edit.what << *changed;
        ++made;
      }
    }
  }
  EXPECT_GT(made, 50U);
  EXPECT_LT(printed, made / 20) << "programs with labels";
}

}  // namespace edits_text_test
}  // namespace memtype::solver::testing
