// Every case that ships, printed and read back, is the same tree.
#include "memtype/cases/print.hpp"

#include <gtest/gtest.h>

#include "case_files.hpp"
#include "helpers.hpp"
#include "memtype/cases/parse.hpp"

namespace memtype::cases {
namespace print_test {

using testing::case_files;
using testing::parsed_file;
using testing::read_file;

class Printed : public ::testing::TestWithParam<std::string> {};

TEST_P(Printed, ReadsBackAsTheSameTree) {
  const Case c = parsed_file(read_file(GetParam()));
  const std::string text = print_case(c);
  const Case again = parsed_file(text);
  EXPECT_TRUE(same_tree(c, again)) << text;
  EXPECT_EQ(print_case(again), text);
}

INSTANTIATE_TEST_SUITE_P(Files, Printed, ::testing::ValuesIn(case_files()), testing::file_label);

std::string with_body(const std::string& body) {
  return "case t machine { cpu intel; } region r (0x1000000, 4K); program p {" + body +
         "} check finally c (mapped(p.r)) expect Fails;";
}

TEST(Print, ExpressionsKeepTheirTree) {
  for (const char* e : {"1 - (2 - 3)",
                        "(1 - 2) - 3",
                        "-(-x)",
                        "- -x",
                        "~(1 + 2) * 3",
                        "!(x == 1)",
                        "(x ? 1 : 2) + 3",
                        "x ? y ? 1 : 2 : 3",
                        "1 << 2 + 3",
                        "(1 << 2) + 3",
                        "1 | 2 & 3 ^ 4",
                        "(1 | 2) & 3",
                        "x && (y || x)",
                        "-x * y",
                        "-(x * y)",
                        "min(x, y + 1)",
                        "0xffffffffffffffff",
                        "18446744073709551615",
                        "(u8)(x + y)",
                        "(u8)x + y",
                        "-(s16)-x",
                        "(u64)(u32)~y",
                        "4096UL - 1U"}) {
    const std::string text = with_body("x = 1; y = 2; z = " + std::string(e) + "; ioremap(z, x);");
    const Case c = parsed_file(text);
    EXPECT_TRUE(same_tree(c, parsed_file(print_case(c)))) << e << "\n" << print_case(c);
  }
}

TEST(Print, StatementsKeepTheirTree) {
  for (const char* body :
       {"for (i = 0, j = 1; i < 3; i++) { j += i; k = j; } ioremap(i, j);",
        "do x = ioremap(1, 2); while (x == 0);",
        "if (1) { } else if (2) iounmap(NULL); else return;", "{ { ; } }",
        "unsigned long a, b = 3; int c; ioremap(b, b);",
        "while (true) { break; } x->y = 1; a.b = x->y; ioremap(a.b, 1);",
        "for (;;) { if (1) break; }", "u32 unused;", "x = 1; u8 y = x; if (y) { bool z = y; }",
        "x = (int)mtrr_add(1, 2, 3, 4);",
        "x = ioremap(1, 2) may fail; ioremap(1, 2) may fail; return ioremap(3, 4) may fail;",
        "y = (void *)ioremap(1, 2) may fail;",
        "k = 0; for (i = 0; i < 3; i++, j = i) { if (i == 1) continue; k = i; } ioremap(i, k);",
        "u32 a[2], b = 1; a[0] = b; a[0x1] = a[0]; p->q[3].r = a[1]; ioremap(a[1], p->q[3].r);",
        "switch (2) { case 1: x = 1; fallthrough; case 3 + 4: x = 2; break; default: goto out; } "
        "if (1) { goto in; in: ; } out: return;",
        "s8 i; for (u16 j = 0, k = 1; j < k; j++) i = j;"}) {
    const Case c = parsed_file(with_body(body));
    EXPECT_TRUE(same_tree(c, parsed_file(print_case(c)))) << body << "\n" << print_case(c);
  }
}

TEST(Print, EveryFactOfTheMachine) {
  const Case c = parsed_file(
      "case t \"One.\n  Two.\" machine { cpu any; phys_bits 36..38; "
      "pat any of (nopat, msr(0x0007010600070106)); mtrr_variable 9; mtrr_free 1..4; "
      "mtrr_default any; mtrr_fixed any; mtrr_enabled any of (off, on); fixed WP; "
      "firmware any of (none, any, WB(0, 4G) + UC(bar, 64K) + raw(0xc0000006, 0xf80000800)); "
      "memory ram(0, 2G), reserved(2G, 16M), acpi(0xa0000000, 0x3000); "
      "env any of (bare_metal, kvm); kernel any of (\"4.2\", \"6.12\"); guest_pat any; "
      "host_type any of (UC, WB); } param bar align 1M range 0xc0000000..0xcfffffff; "
      "const two = 2; region r (bar, 4K * two) wants WP where mapped; after { ioremap(bar, 4K); } "
      "check always a (after.r in {UC, WB, UC-}) when (kernel >= \"5.1\" && env != kvm && "
      "cpu == intel) expect Unknown;");
  EXPECT_TRUE(same_tree(c, parsed_file(print_case(c)))) << print_case(c);
}

TEST(Print, CallsMayFailIsSaidOnce) {
  const Case c = parsed_file(
      "case t machine { cpu intel; } calls may fail; program p { v = ioremap(16M, 4K) may fail; "
      "w = ioremap(17M, 4K); mtrr_add(16M, 16M, 1, 1); }");
  EXPECT_TRUE(c.programs[0].body[0].may_fail);
  EXPECT_TRUE(c.programs[0].body[1].may_fail);
  EXPECT_FALSE(c.programs[0].body[2].may_fail);
  const std::string printed = print_case(c);
  EXPECT_NE(printed.find("\ncalls may fail;\n"), std::string::npos) << printed;
  EXPECT_EQ(printed.find(") may fail"), std::string::npos) << printed;
  EXPECT_TRUE(same_tree(c, parsed_file(printed))) << printed;
}

TEST(Print, ExternalCalls) {
  const Case c = parsed_file(
      "case t machine { cpu intel; } external f() any of (0, -EINVAL, 2 * 8K); external g(); "
      "program p { e = (u8)f(); g(); if (e) f(); return f(); }");
  EXPECT_EQ(c.externals[0].numbers, (std::vector<std::int64_t>{0, -22, 16384}));
  EXPECT_EQ(c.programs[0].body[0].expr.symbol.kind, Symbol::Kind::external);
  EXPECT_TRUE(same_tree(c, parsed_file(print_case(c)))) << print_case(c);
}

TEST(Print, BarsAndAssumptions) {
  const std::string text =
      "bar regs size 64K;\nbar vram size 16M range 0xc0000000..0xffffffff may overlap;\n"
      "param len align 4K range 4K..16M;\n";
  const Case c = parsed_file("case t machine { cpu intel; } " + text +
                             "assume (len <= 8M || phys_bits > 36); region r (vram, len); "
                             "after { ioremap(regs, 4K); }");
  EXPECT_EQ(c.params[1].align, 16_MiB);
  EXPECT_TRUE(c.params[1].may_overlap);
  const std::string printed = print_case(c);
  EXPECT_NE(printed.find("bar regs size 64K;\n"), std::string::npos) << printed;
  EXPECT_NE(printed.find("assume (len <= 8M || phys_bits > 36);\n"), std::string::npos) << printed;
  EXPECT_TRUE(same_tree(c, parsed_file(printed))) << printed;
}

TEST(Print, ValuesAreARangeAndAnAssumption) {
  const Case c = parsed_file(
      "case t machine { cpu intel; } param len any of (896K, 2M, 1152K); param size pow2 range "
      "1M..40M; param slot range 4K..64K step 12K; param whole range 0..64K step 4K; "
      "after { ioremap(len, size); ioremap(slot, whole); }");
  const std::string printed = print_case(c);
  for (const char* line :
       {"param len align 128K range 896K..2M;\n", "param size align 1M range 1M..32M;\n",
        "param slot align 4K range 4K..64K;\n", "param whole align 4K range 0..64K;\n",
        "assume (len == 896K || len == 2M || len == 1152K);\n",
        "assume ((size & size - 1) == 0);\n", "assume ((slot - 4K) % 12K == 0);\n"})
    EXPECT_NE(printed.find(line), std::string::npos) << line << printed;
  EXPECT_TRUE(same_tree(c, parsed_file(printed))) << printed;
}

TEST(Print, LanesOfGroups) {
  const Case c = parsed_file(
      "case t machine { cpu intel; } region r (16M, 4K); program probe { va = ioremap(16M, 4K); } "
      "program other { ioremap(16M, 4K); } program gone { iounmap(va); } "
      "async g { probe then gone then probe; other; } check always c (g.r == UC) expect Holds;");
  EXPECT_TRUE(same_tree(c, parsed_file(print_case(c)))) << print_case(c);
  EXPECT_NE(print_case(c).find("async g { probe then gone then probe; other; }\n"),
            std::string::npos);
}

TEST(Print, TheLayout) {
  EXPECT_EQ(print_case(parsed_file(with_body("x=ioremap(16M,PAGE_SIZE);if(!x)return;y=1;y++;"))),
            "case t\n"
            "\n"
            "machine {\n"
            "    cpu  intel;\n"
            "}\n"
            "\n"
            "region r (0x1000000, 4K);\n"
            "\n"
            "program p {\n"
            "    x = ioremap(16M, PAGE_SIZE);\n"
            "    if (!x) {\n"
            "        return;\n"
            "    }\n"
            "    y = 1;\n"
            "    y = y + 1;\n"
            "}\n"
            "\n"
            "check finally c (mapped(p.r)) expect Fails;\n");
}

TEST(Print, DifferentTreesAreNotTheSame) {
  const Case a = parsed_file(with_body("x = 1; ioremap(x, x);"));
  for (const char* body : {"x = 2; ioremap(x, x);", "y = 1; ioremap(y, y);", "x = 1;",
                           "x = 1; ioremap_wc(x, x);", "x = 1; ioremap(x, 1);"})
    EXPECT_FALSE(same_tree(a, parsed_file(with_body(body)))) << body;
}

}  // namespace print_test
}  // namespace memtype::cases
