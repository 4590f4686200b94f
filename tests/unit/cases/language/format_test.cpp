// The layout changes nothing but layout, and nothing the second time.
#include "memtype/cases/format.hpp"

#include <gtest/gtest.h>

#include <random>

#include "case_files.hpp"
#include "helpers.hpp"
#include "language/lexer.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace format_test {

using testing::case_files;
using testing::parsed_file;
using testing::read_file;

// Comments and the layout between tokens, without spaces.
std::string comments_of(const std::string& text) {
  Report report;
  std::string comments;
  std::size_t at = 0;
  const TokenList list = lex(text, report);
  for (const Token& token : list.tokens) {
    const bool last = token.kind == Token::Kind::end;
    const std::size_t begin =
        last ? text.size() : static_cast<std::size_t>(token.text.data() - text.data());
    for (const char c : text.substr(at, begin - at))
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') comments += c;
    comments += '\n';
    at = begin + (last ? 0 : token.text.size());
  }
  return comments;
}

void expect_formats(const std::string& text) {
  const std::string once = format_case(text);
  EXPECT_EQ(format_case(once), once) << text;
  EXPECT_EQ(comments_of(once), comments_of(text)) << once;
  EXPECT_TRUE(same_tree(parsed_file(once), parsed_file(text))) << once;
  EXPECT_EQ(once.find(" \n"), std::string::npos) << once;
  EXPECT_EQ(once.find("\n\n\n"), std::string::npos) << once;
}

class Formatted : public ::testing::TestWithParam<std::string> {};

TEST_P(Formatted, KeepsTreeAndCommentsAndIsStable) { expect_formats(read_file(GetParam())); }

// The same with the spaces between tokens drawn at random, tabs and other line ends included.
TEST_P(Formatted, AnyLayoutComesOutRight) {
  const std::string text = read_file(GetParam());
  std::mt19937 random(7);
  for (int round = 0; round < 3; ++round) {
    std::string wild;
    bool string = false, comment = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\n') comment = false;
      if (!comment && c == '"') string = !string;
      if (!string && c == '/' && i + 1 < text.size() && text[i + 1] == '/') comment = true;
      wild += c;
      const bool wide = !string && !comment && c == ' ';
      if (wide) wild += std::string(random() % 4, random() % 3 == 0 ? '\t' : ' ');
      if (!string && c == '\n' && i + 1 < text.size() && text[i + 1] == ' ' && random() % 4 == 0)
        wild += "\r\n";
    }
    expect_formats(wild);
  }
}

TEST_P(Formatted, CasesThatShipHaveTheLayout) {
  const std::string text = read_file(GetParam());
  EXPECT_EQ(format_case(text), text) << "memtype fmt cases";
}

TEST_P(Formatted, PrintedCasesHaveTheLayout) {
  const std::string text = print_case(parsed_file(read_file(GetParam())));
  EXPECT_EQ(format_case(text), text);
}

INSTANTIATE_TEST_SUITE_P(Files, Formatted, ::testing::ValuesIn(case_files()), testing::file_label);

TEST(Format, TheLayout) {
  EXPECT_EQ(
      format_case(
          "case t\n\"One.\n   Two.\"\n\n\n// A comment.\nmachine{\n\tcpu intel;// new\n"
          "  mtrr_variable   9;\n\n\n}\nregion a(16M,4K)wants UC;\n"
          "region long_name (32M , 8K) wants   WC where mapped;\nafter{\nx=ioremap( 16M,-4K+8K );\n"
          "if(!x)\n{\nreturn;\n}\n}\ncheck always one (after.a==UC) expect Holds;\n"
          "check finally second (after.long_name in {UC,WC})\n"
          "when (pat_enabled&&phys_bits>-1) expect Fails;   \n\n"),
      "case t\n"
      "\"One.\n"
      "   Two.\"\n"
      "\n"
      "// A comment.\n"
      "machine {\n"
      "    cpu            intel; // new\n"
      "    mtrr_variable  9;\n"
      "\n"
      "}\n"
      "region a         (16M, 4K) wants UC;\n"
      "region long_name (32M, 8K) wants WC where mapped;\n"
      "after {\n"
      "    x = ioremap(16M, -4K + 8K);\n"
      "    if(!x)\n"
      "    {\n"
      "        return;\n"
      "    }\n"
      "}\n"
      "check always  one    (after.a == UC)               expect Holds;\n"
      "check finally second (after.long_name in {UC, WC})\n"
      "              when (pat_enabled && phys_bits > -1) expect Fails;\n");
}

}  // namespace format_test
}  // namespace memtype::cases
