// What the pages quote is what the program prints: each block that begins with `$ ` is run again,
// in a folder of the page's own, where `cases`, `docs` and `tests` are those of the source. A block
// behind `<!-- file: NAME -->` is a file: of the source, and the same, or else written there. A
// page may quote a piece of an output, and leave lines out with `...`. MEMTYPE_PROMOTE=1 rewrites
// blocks that quote the end of an output, from their first line on, and fills empty ones.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "program.hpp"

namespace memtype::cli::testing {
namespace quotes_test {

namespace fs = std::filesystem;

const std::string fence = "```\n", prompt = fence + "$ ", file_mark = "<!-- file: ";

struct Quote {
  std::size_t begin = 0, end = 0;  // of the output in the page
  std::string command, output;
  std::string file;  // instead: a file of this name, with the output as its text
};

std::size_t line_end(const std::string& text, std::size_t at) { return text.find('\n', at); }

Quote command_at(const std::string& page, std::size_t at) {
  const std::size_t command = at + prompt.size(), line = line_end(page, command);
  const std::size_t end = page.find(fence, line);
  return {line + 1, end, page.substr(command, line - command),
          page.substr(line + 1, end - line - 1), ""};
}

Quote file_at(const std::string& page, std::size_t at) {
  const std::size_t name = at + file_mark.size();
  const std::size_t begin = line_end(page, line_end(page, name) + 1) + 1;
  const std::size_t end = page.find(fence, begin);
  return {begin, end, "", page.substr(begin, end - begin),
          page.substr(name, page.find(" -->", name) - name)};
}

std::vector<Quote> quotes_of(const std::string& page) {
  std::vector<Quote> quotes;
  for (std::size_t at = 0;;) {
    const std::size_t command = page.find(prompt, at), file = page.find(file_mark, at);
    if (command == file) return quotes;  // there is neither
    Quote quote = command < file ? command_at(page, command) : file_at(page, file);
    if (quote.end == std::string::npos) return quotes;
    at = quote.end + fence.size();
    quotes.push_back(std::move(quote));
  }
}

// The pieces between lines that say `...`.
std::vector<std::string> pieces_of(const std::string& quoted) {
  std::vector<std::string> pieces(1);
  for (std::size_t at = 0; at < quoted.size();) {
    const std::size_t end = quoted.find('\n', at) + 1;
    const std::string line = quoted.substr(at, end - at);
    if (line == "...\n")
      pieces.emplace_back();
    else
      pieces.back() += line;
    at = end;
  }
  return pieces;
}

// How long a proof took is the one thing that may differ.
std::string without_times(const std::string& text) {
  static const std::regex time("(^|\n)Time [0-9.]+");
  return std::regex_replace(text, time, "$1Time -");
}

// Whole lines of the output, in this order.
bool quoted_from(const std::string& output, const std::string& quoted) {
  const std::string text = "\n" + without_times(output);
  std::size_t from = 0;
  for (const std::string& piece : pieces_of(without_times(quoted))) {
    const std::size_t at = text.find("\n" + piece, from);
    if (at == std::string::npos) return false;
    from = at + piece.size();
  }
  return true;
}

TEST(Quotes, APieceIsWholeLinesInOrder) {
  EXPECT_TRUE(quoted_from("a\nb\nc\n", "b\nc\n"));
  EXPECT_TRUE(quoted_from("a\nb\nc\n", "a\n...\nc\n"));
  EXPECT_FALSE(quoted_from("a\nb\nc\n", "c\n...\na\n"));
  EXPECT_FALSE(quoted_from("ab\nc\n", "b\nc\n"));
  EXPECT_TRUE(quoted_from("a\nTime 0.12\nc\n", "Time 3.01\n"));
}

class Quotes : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    for (const char* name : {"cases", "docs", "tests"})
      fs::create_directory_symlink(source_ / name, folder_ / name);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string run(const std::string& command) const {
    const std::string script = "cd '" + folder_.string() +
                               "' && memtype() { '" MEMTYPE_PROGRAM "' \"$@\"; } && { " + command +
                               "; } >'" + log() + "' 2>&1 </dev/null";
    [[maybe_unused]] const int status = std::system(script.c_str());
    return read_file(log());
  }
  void take(const Quote& file) const {
    if (fs::exists(source_ / file.file))
      EXPECT_EQ(read_file(source_ / file.file), file.output) << file.file;
    else
      std::ofstream(folder_ / file.file, std::ios::binary) << file.output;
  }

 private:
  std::string log() const { return folder_.string() + ".log"; }

  fs::path source_ = MEMTYPE_SOURCE_DIR;
  fs::path folder_ =
      fs::path(::testing::TempDir()) /
      ("memtype_quotes_" + std::to_string(getpid()) + "_" + fs::path(GetParam()).stem().string());
};

TEST_P(Quotes, AreWhatIsPrinted) {
  const bool promote = std::getenv("MEMTYPE_PROMOTE") != nullptr;
  const std::string path = std::string(MEMTYPE_SOURCE_DIR "/") + GetParam();
  const std::string page = read_file(path);
  std::string fresh;
  std::size_t done = 0;
  const std::vector<Quote> quotes = quotes_of(page);
  EXPECT_FALSE(quotes.empty());
  for (const Quote& quote : quotes) {
    if (!quote.file.empty()) {
      take(quote);
      continue;
    }
    std::string shown = quote.output;
    const std::string now = run(quote.command);
    const bool whole = shown.find("...\n") == std::string::npos;
    const std::size_t first = now.find(shown.substr(0, shown.find('\n') + 1));
    if (promote && whole && first != std::string::npos && !quoted_from(now, shown))
      shown = now.substr(first);
    if (promote && shown.empty()) shown = now;
    EXPECT_TRUE(quoted_from(now, shown)) << "$ " << quote.command << "\n" << now;
    fresh += page.substr(done, quote.begin - done) + shown;
    done = quote.end;
  }
  if (promote) std::ofstream(path, std::ios::binary) << fresh << page.substr(done);
}

INSTANTIATE_TEST_SUITE_P(Pages, Quotes,
                         ::testing::Values("README.md", "docs/findings.md", "docs/questions.md",
                                           "docs/reviewing.md", "docs/tutorial.md"),
                         [](const auto& page) {
                           return std::filesystem::path(page.param).stem().string();
                         });

}  // namespace quotes_test
}  // namespace memtype::cli::testing
