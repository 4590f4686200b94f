#include "memtype/cases/rewrite.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace rewrite_test {

const std::string head =
    "case t\n"
    "machine { cpu intel; }  // any board\n"
    "param bar align 16M range 0xc0000000..0xefffffff;\n"
    "region fb (bar, 8M) wants WC;\n";

std::string file(const std::string& programs) {
  return head + programs + "check finally c (!mapped(after.fb)) expect Fails;\n";
}

Case read(const std::string& text) {
  auto [parsed, diagnostics] = parse_case("", text);
  EXPECT_TRUE(parsed) << text << (diagnostics.empty() ? "" : diagnostics[0].message);
  return parsed ? *parsed : Case{};
}

// The file's text with `after` as `change` leaves it, without head and check.
template <class Change>
std::string rewritten(const std::string& programs, Change change) {
  const std::string text = file(programs);
  const Case c = read(text);
  Program after = c.programs.back();
  EXPECT_EQ(after.name, "after");
  change(after.body);
  const auto made = rewrite_programs(text, c, {after});
  if (!made) return "nothing";
  const std::string tail = text.substr(text.find("check finally"));
  EXPECT_TRUE(made->starts_with(head) && made->ends_with(tail)) << *made;
  return made->substr(head.size(), made->size() - head.size() - tail.size());
}

void call_instead(Stmt& s, const std::string& name) {
  s.expr.text = name;
  s.expr.function = find_function(name);
}

const std::string plain =
    "after {\n"
    "    /* the whole frame buffer */\n"
    "    fb   = ioremap( bar, 0x800000 );   // not 16M\n"
    "\n"
    "    // for old machines\n"
    "    wc   = arch_phys_wc_add(bar,8M);\n"
    "}\n";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

TEST(Rewrite, ACallByAnother) {
  EXPECT_EQ(rewritten(plain, [](auto& body) { call_instead(body[0], "ioremap_wc"); }),
            replaced(plain, "ioremap(", "ioremap_wc("));
}

TEST(Rewrite, AnArgumentAlone) {
  EXPECT_EQ(rewritten(plain, [](auto& body) { body[0].expr.args[1] = body[1].expr.args[1]; }),
            replaced(plain, "0x800000", "8M"));
}

TEST(Rewrite, FewerArguments) {
  const std::string text = "after { m = mtrr_add(bar, (8M), MTRR_TYPE_WRCOMB, 1); }\n";
  EXPECT_EQ(rewritten(text,
                      [](auto& body) {
                        body[0].expr.args.resize(2);
                        call_instead(body[0], "arch_phys_wc_add");
                      }),
            "after { m = arch_phys_wc_add(bar, (8M)); }\n");
}

TEST(Rewrite, StatementsChangePlacesWithTheirComments) {
  EXPECT_EQ(rewritten(plain, [](auto& body) { std::swap(body[0], body[1]); }),
            "after {\n"
            "    // for old machines\n"
            "    wc   = arch_phys_wc_add(bar,8M);\n"
            "\n"
            "    /* the whole frame buffer */\n"
            "    fb   = ioremap( bar, 0x800000 );   // not 16M\n"
            "}\n");
}

TEST(Rewrite, AChangedStatementChangesItsPlace) {
  const std::string text = "after { fb = ioremap(bar, 8M); wc = arch_phys_wc_add(bar, 8M); }\n";
  EXPECT_EQ(rewritten(text,
                      [](auto& body) {
                        call_instead(body[0], "ioremap_wc");
                        std::swap(body[0], body[1]);
                      }),
            "after { wc = arch_phys_wc_add(bar, 8M); fb = ioremap_wc(bar, 8M); }\n");
}

TEST(Rewrite, CompoundStatementsChangePlacesWhole) {
  const std::string text =
      "after {\n"
      "    if (bar > 3G) {\n"
      "        a = ioremap(bar, 8M);\n"
      "    } else\n"
      "        b = ioremap(bar, 4M);\n"
      "    do c = ioremap(bar, 2M); while (0);\n"
      "}\n";
  EXPECT_EQ(rewritten(text, [](auto& body) { std::swap(body[0], body[1]); }),
            "after {\n"
            "    do c = ioremap(bar, 2M); while (0);\n"
            "    if (bar > 3G) {\n"
            "        a = ioremap(bar, 8M);\n"
            "    } else\n"
            "        b = ioremap(bar, 4M);\n"
            "}\n");
}

TEST(Rewrite, ACallIsLeftOut) {
  EXPECT_EQ(rewritten(plain, [](auto& body) { body.pop_back(); }),
            replaced(plain, "    wc   = arch_phys_wc_add(bar,8M);\n", ""));
  EXPECT_EQ(rewritten("after { if (bar > 3G) wc = arch_phys_wc_add(bar, 8M); }\n",
                      [](auto& body) { body[0].body.clear(); }),
            "after { if (bar > 3G) ; }\n");
}

Stmt made(const std::vector<Stmt>& body) {
  Stmt s = body.front();
  s.at = nowhere;
  call_instead(s, "ioremap_wc");
  return s;
}

TEST(Rewrite, AStatementIsAdded) {
  const std::string wide =
      replaced(plain, "bar,8M);\n", "bar,8M);\n    fb = ioremap_wc(bar, 0x800000);\n");
  EXPECT_EQ(rewritten(plain, [](auto& body) { body.push_back(made(body)); }), wide);
  EXPECT_EQ(rewritten("after { fb = ioremap(bar, 8M); }\n",
                      [](auto& body) { body.push_back(made(body)); }),
            "after { fb = ioremap(bar, 8M); fb = ioremap_wc(bar, 8M); }\n");
}

TEST(Rewrite, WhatSharesADeclarationIsPrintedAnew) {
  const std::string text =
      "after { int a = mtrr_add(bar, 8M, MTRR_TYPE_WRCOMB), b = 1; /* lost */ }\n";
  const std::string now = rewritten(text, [](auto& body) { std::swap(body[0], body[1]); });
  EXPECT_LT(now.find("b = 1"), now.find("a = mtrr_add")) << now;
  EXPECT_EQ(now.find("lost"), std::string::npos) << now;
}

TEST(Rewrite, OtherProgramsStayAsTheyAre) {
  const std::string before = "before { x=ioremap(bar,4K); }\n";
  EXPECT_EQ(rewritten(before + plain, [](auto& body) { call_instead(body[0], "ioremap_uc"); }),
            before + replaced(plain, "ioremap(", "ioremap_uc("));
}

TEST(Rewrite, OtherLineEndsStay) {
  std::string text = plain;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.insert(at, "\r");
  EXPECT_EQ(rewritten(text, [](auto& body) { call_instead(body[0], "ioremap_wc"); }),
            replaced(text, "ioremap(", "ioremap_wc("));
}

TEST(Rewrite, TheTextOfAnotherFileIsNotTouched) {
  const Case c = read(file(plain));
  EXPECT_EQ(rewrite_programs("case other", c, {c.programs.back()}), std::nullopt);
}

}  // namespace rewrite_test
}  // namespace memtype::cases
