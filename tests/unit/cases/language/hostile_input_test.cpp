// Whatever the bytes, parse_case() returns soon, with a case or with an error, and everything it
// says can be printed.
#include <gtest/gtest.h>

#include <random>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace hostile_input_test {

void expect_survives(const std::string& text) {
  const auto result = parse_case("-", text);
  ASSERT_EQ(result.parsed.has_value(), !has_error(result.diagnostics));
  ASSERT_LE(result.diagnostics.size(), 100U);
  for (const Diagnostic& d : result.diagnostics) {
    const std::string shown = render(d, "hostile.case", text);
    for (char c : shown)
      ASSERT_TRUE(c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= ' ');
  }
}

std::string valid_file() {
  return with_prelude(
      "const N = 4K;\n"
      "before { void *p = (void *)ioremap(bar, 16M); for (i = 0; i < 3; ++i) { if (!p) break; } }\n"
      "program x->y { }\n"
      "after { do { q = ioremap_wc(bar, N << 2); } while (q ? 0 : 1); return -EINVAL; }\n"
      "async both { before; after; }\n"
      "check always a (both.fb in {UC, UC-} && !has(after.regs, WC)) when (pat != xen) expect "
      "Holds;\n");
}

TEST(Hostile, RandomBytes) {
  std::mt19937 random(1);  // NOLINT: the same bytes every time
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (auto i = random() % 2000; i > 0; --i) text += static_cast<char>(random());
    expect_survives(text);
  }
}

TEST(Hostile, RandomTokens) {
  const std::vector<std::string> tokens = {
      "case",  "machine", "param",   "const", "region",  "before", "after",    "program",  "async",
      "check", "always",  "finally", "when",  "expect",  "Holds",  "{",        "}",        "(",
      ")",     ";",       ",",       "=",     "==",      "+",      "..",       ".",        "->",
      "if",    "else",    "while",   "for",   "do",      "break",  "return",   "in",       "UC",
      "UC-",   "WC",      "any",     "of",    "cpu",     "intel",  "4K",       "0x",       "\"",
      "/*",    "*/",      "x",       "bar",   "ioremap", "*",      "has",      "after.fb", "\n",
      "\n",    "?",       ":",       "!",     "-",       "[",      "firmware", "ram",      "pat"};
  std::mt19937 random(2);  // NOLINT
  for (int round = 0; round < 2000; ++round) {
    std::string text = round % 2 == 0 ? "case t\n" : with_prelude("after {");
    for (auto i = random() % 60; i > 0; --i) text += tokens[random() % tokens.size()] + " ";
    expect_survives(text);
  }
}

TEST(Hostile, EveryPrefixOfAValidFile) {
  const std::string text = valid_file();
  for (std::size_t i = 0; i <= text.size(); ++i) expect_survives(text.substr(0, i));
}

TEST(Hostile, EveryByteDamaged) {
  const std::string text = valid_file();
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const char bad : {'\0', '}', ';', '(', '\xff'}) {
      std::string damaged = text;
      damaged[i] = bad;
      expect_survives(damaged);
    }
}

std::string repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

TEST(Hostile, DeepNestingIsAnError) {
  constexpr int deep = 50000;
  for (const std::string piece :
       {"x = ",     "(",          "!",    "-",         "(int)",          "{",
        "if (1) ",  "while (1) ", "do ",  "for (;;) ", "if (1) ; else ", "max(",
        "1 ? ",     "1 ? 1 : ",   "1 + ", "a.",        "x = 1 ? (",      "/",
        "case t {", "any of (",   "[",    "UC in {"}) {
    expect_survives(with_prelude("after { x = ") + repeated(piece, deep));
    expect_survives(with_prelude("after { ") + repeated(piece, deep));
    expect_survives("case t machine { firmware " + repeated(piece, deep));
    expect_survives(with_prelude("check always x (") + repeated(piece, deep));
  }
  EXPECT_EQ(ids(parse_body("x = " + repeated("(", deep) + "1" + repeated(")", deep) + ";")),
            "E005");
  EXPECT_EQ(ids(parse_body("x = 1" + repeated(" + 1", deep) + ";")), "E005");
  EXPECT_EQ(ids(parse_body(repeated("{", deep) + repeated("}", deep))), "E005");
}

TEST(Hostile, ReasonableNestingIsFine) {
  EXPECT_TRUE(parse_body("x = 1" + repeated(" + 1", 80) + ";").parsed);
  EXPECT_TRUE(parse_body("x = " + repeated("(", 30) + "1" + repeated(")", 30) + ";").parsed);
  EXPECT_TRUE(parse_body("x = 1; " + repeated("if (x == 1) {} else ", 40) + "{}").parsed);
}

TEST(Hostile, ManyNamesAndManyErrors) {
  std::string constants, chain = "const c0 = 1;", unknown, branches;
  for (int i = 0; i < 20000; ++i) {
    const std::string n = std::to_string(i);
    constants += "const name_number_" + n + " = " + n + ";";
    chain += "const c" + std::to_string(i + 1) + " = c" + n + " + c" + n + ";";
    unknown += "x = name_nomber_" + n + ";";
    branches += "if (a) v" + n + " = a; else v" + n + " = 1;";
  }
  expect_survives(with_prelude(constants + "after {" + unknown + "}"));
  expect_survives(with_prelude(chain));
  expect_survives(with_prelude("after { a = 1;" + branches + "}"));
}

TEST(Rendering, TabsKeepTheCaretInPlace) {
  const std::string text = "case t\nmachine {\n\tcpu\tintle;\n}\n";
  const auto result = parse_case("t.case", text);
  ASSERT_EQ(ids(result), "E028");
  const std::string shown = render(result.diagnostics[0], "t.case", text);
  EXPECT_NE(shown.find("    3 | \tcpu\tintle;\n      | \t   \t^~~~~\n"), std::string::npos)
      << shown;
}

TEST(Rendering, LongLinesAreCutAroundTheCaret) {
  const std::string text = with_prelude("after { " + std::string(5000, ' ') + "x = nope(bar); " +
                                        std::string(5000, ' ') + "}");
  const auto result = parse_case("t.case", text);
  ASSERT_EQ(ids(result), "E012");
  const std::string shown = render(result.diagnostics[0], "t.case", text);
  EXPECT_LT(shown.size(), 1000U);
  EXPECT_NE(shown.find("x = nope(bar);"), std::string::npos);
}

TEST(Rendering, Utf8IsKeptAndOtherBytesAreReplaced) {
  Diagnostic d{Severity::error, "E001", {1, 6, 1}, "m", {}, {}};
  EXPECT_EQ(render(d, "f", "\xc3\xa4\xc3\xb6 x\n"),
            "f:1:6: error: m  [E001]\n    1 | \xc3\xa4\xc3\xb6 x\n      |    ^\n");
  EXPECT_EQ(render(d, "f", "a\x1b[\xff x"),
            "f:1:6: error: m  [E001]\n    1 | a?[? x\n      |      ^\n");
  d.at = {99, 99, 99};
  EXPECT_FALSE(render(d, "f", "short").empty());
}

}  // namespace hostile_input_test
}  // namespace memtype::cases::testing
