// What the pages quote is what the program prints: each block that begins with `$ memtype` is run
// again. A page may quote a piece of an output, and leave lines out with `...`; MEMTYPE_PROMOTE=1
// rewrites blocks that quote the end of an output, from their first line on.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "program.hpp"

namespace memtype::cli::testing {
namespace quotes_test {

const std::string prompt = "$ memtype ";
const std::string fence = "```\n";

struct Quote {
  std::size_t begin = 0, end = 0;  // of the output in the page
  std::string arguments, output;
};

std::vector<Quote> quotes_of(const std::string& page) {
  std::vector<Quote> quotes;
  const std::string start = fence + prompt;
  for (std::size_t at = 0; (at = page.find(start, at)) != std::string::npos;) {
    const std::size_t command = at + start.size(), line = page.find('\n', command);
    const std::size_t end = page.find(fence, line);
    if (end == std::string::npos) break;
    quotes.push_back({line + 1, end, page.substr(command, line - command),
                      page.substr(line + 1, end - line - 1)});
    at = end + fence.size();
  }
  return quotes;
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

// Whole lines of the output, in this order.
bool quoted_from(const std::string& output, const std::string& quoted) {
  const std::string text = "\n" + output;
  std::size_t from = 0;
  for (const std::string& piece : pieces_of(quoted)) {
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
}

class Quotes : public ::testing::TestWithParam<const char*> {};

TEST_P(Quotes, AreWhatIsPrinted) {
  const std::string path = std::string(MEMTYPE_SOURCE_DIR "/docs/") + GetParam();
  std::string page = read_file(path);
  std::vector<Quote> quotes = quotes_of(page);
  EXPECT_FALSE(quotes.empty());
  for (auto q = quotes.rbegin(); q != quotes.rend(); ++q) {
    std::string now = run_program(q->arguments);
    now.resize(now.rfind("exit "));
    const bool whole = q->output.find("...\n") == std::string::npos;
    const std::size_t first = now.find(q->output.substr(0, q->output.find('\n') + 1));
    if (std::getenv("MEMTYPE_PROMOTE") != nullptr && whole && first != std::string::npos)
      page.replace(q->begin, q->end - q->begin, q->output = now.substr(first));
    EXPECT_TRUE(quoted_from(now, q->output)) << prompt << q->arguments << "\n" << now;
  }
  if (std::getenv("MEMTYPE_PROMOTE") != nullptr) std::ofstream(path, std::ios::binary) << page;
}

INSTANTIATE_TEST_SUITE_P(Pages, Quotes, ::testing::Values("findings.md", "questions.md"),
                         [](const auto& page) {
                           const std::string name = page.param;
                           return name.substr(0, name.find('.'));
                         });

}  // namespace quotes_test
}  // namespace memtype::cli::testing
