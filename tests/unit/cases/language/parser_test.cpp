#include <gtest/gtest.h>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace parser_test {

const std::string atyfb = R"case(case atyfb_conversion
"ATI Mach64 keeps its registers in the last page of the first 8 MiB of the
 frame-buffer BAR.  The MTRR hole became ioremap_uc()."

machine {
    cpu            any of (intel_p6, intel_pat_low4, intel);
    phys_bits      36;
    pat            any of (absent, nopat, linux);
    mtrr_variable  8;
    mtrr_free      0..8;                  // the firmware may have used them up
    mtrr_default   UC;
    firmware       any of (none, UC(0xf0000000, 256M), WC(bar, 16M));
    env            bare_metal;
    kernel         "4.2";
}

param bar align 16M range 0xf0000000..0xfdffffff;     // where the BIOS put BAR 0

const GUI_RESERVE = 0x1000;

region regs (bar + 8M - GUI_RESERVE, GUI_RESERVE) wants UC;
region fb   (bar, 8M - GUI_RESERVE)               wants WC;

before {
    regs_va = ioremap(bar + 0x7ff000, 0x1000);
    fb_va   = ioremap(bar, 0x800000);                 // overlaps the registers
    aper = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1);
    if (aper >= 0) {
        hole = mtrr_add(bar + 0x800000 - GUI_RESERVE, GUI_RESERVE,
                        MTRR_TYPE_UNCACHABLE, 1);
        if (hole < 0)
            mtrr_del(aper, 0, 0);
    }
}

after {
    regs_va = ioremap_uc(bar + 0x7ff000, 0x1000);
    fb_va   = ioremap_wc(bar, 0x800000 - GUI_RESERVE);
    cookie  = arch_phys_wc_add(bar, 16M);
}

check always  regs_stay_uncached  (after.regs == UC)                      expect Holds;
check finally fb_combines_pat     (after.fb == WC) when (pat_enabled)     expect Holds;
check always  regs_before         (before.regs == UC)                     expect Fails;
check finally fb_combines_nopat   (after.fb == WC)
              when (!pat_enabled && start.mtrr_free >= 1)                 expect Fails;
check finally fb_no_worse         (no_worse(after.fb, before.fb))         expect Holds;
check always  no_mtrr_with_pat    (mtrr_writes(after) == 0) when (pat_enabled) expect Holds;
check always  one_mtrr            (mtrr_writes(after) <= 1)               expect Holds;
check never   two_types           (aliased(after.regs) || aliased(after.fb)) expect Holds;
)case";

const std::string nic = R"case(case nic_probe_order
"One 2 MiB BAR: registers in the lower half, doorbells in the upper half."

machine {
    cpu            intel;
    phys_bits      46;
    pat            any of (nopat, linux, xen);
    mtrr_variable  10;
    mtrr_free      0..10;
    mtrr_default   UC;
    firmware       none;
    env            any of (bare_metal, xen_pv);
    kernel         "6.12";
}

param bar align 2M range 0xc0000000..0xefffffff;

region regs     (bar, 1M)      wants UC;
region doorbell (bar + 1M, 1M) wants WC;

program core_whole { hw->regs = ioremap(bar, 2M); }     // as shipped: maps too much
program core_half  { hw->regs = ioremap(bar, 1M); }     // the proposed fix

program rdma {
    void __iomem *db = ioremap_wc(bar + 1M, 1M);
    if (db)
        ctx->wc_cookie = arch_phys_wc_add(bar + 1M, 1M);
}

async shipped { core_whole; rdma; }
async fixed   { core_half;  rdma; }

check always  shipped_regs_not_wc (!has(shipped.regs, WC))                    expect Fails;
check finally doorbell_not_cached (fixed.doorbell in {UC, WC})                expect Holds;
check never   two_types           (aliased(fixed.regs) || aliased(fixed.doorbell)) expect Holds;
)case";

TEST(Parser, ReadsTheConversionExample) {
  const auto [parsed, diagnostics] = parse_case("drivers/atyfb_conversion.case", atyfb);
  EXPECT_TRUE(diagnostics.empty()) << render(diagnostics[0], "atyfb", atyfb);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->name, "atyfb_conversion");
  EXPECT_EQ(parsed->machine.cpu.size(), 3U);
  EXPECT_EQ(parsed->machine.pat.size(), 3U);
  ASSERT_EQ(parsed->machine.firmware.size(), 3U);
  EXPECT_TRUE(parsed->machine.firmware[0].ranges.empty());
  EXPECT_EQ(parsed->machine.firmware[2].ranges[0].start.symbol.kind, Symbol::Kind::param);
  EXPECT_EQ(parsed->params[0].align, 16_MiB);
  EXPECT_EQ(parsed->regions[0].wants, MemoryType::UC);
  ASSERT_EQ(parsed->programs.size(), 2U);
  EXPECT_EQ(parsed->programs[0].locals,
            (std::vector<std::string>{"regs_va", "fb_va", "aper", "hole"}));
  EXPECT_EQ(parsed->checks.size(), 8U);
  EXPECT_EQ(parsed->checks[2].expect, Verdict::fails);
  EXPECT_EQ(shape(*parsed->checks[3].when), "(&& (! pat_enabled) (>= start.mtrr_free 1))");
}

TEST(Parser, ReadsTheProbeOrderExample) {
  const auto [parsed, diagnostics] = parse_case("nic_probe_order.case", nic);
  EXPECT_TRUE(diagnostics.empty()) << render(diagnostics[0], "nic", nic);
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->subjects.size(), 5U);
  EXPECT_TRUE(parsed->subjects[3].async);
  EXPECT_EQ(parsed->subjects[3].programs, (std::vector<int>{0, 2}));
  EXPECT_EQ(parsed->programs[2].locals, (std::vector<std::string>{"db", "ctx->wc_cookie"}));
  const Expr& region = parsed->checks[0].condition.args[0].args[0];
  EXPECT_EQ(region.symbol.kind, Symbol::Kind::region);
  EXPECT_EQ(region.symbol.subject, 3);
}

TEST(Parser, ReadsVesafbsHalvingLoop) {
  const auto result = parse_body(R"(
    unsigned long size = roundup_pow_of_two(12M);
    int rc = -EINVAL;
    while (size >= PAGE_SIZE && rc < 0) {
        par->wc_cookie = arch_phys_wc_add(bar, size);
        rc = par->wc_cookie;
        size >>= 1;
    })");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const auto& body = result.parsed->programs[0].body;
  ASSERT_EQ(body.size(), 3U);
  EXPECT_EQ(shape(body[1].expr), "(- 22)");
  EXPECT_EQ(body[2].kind, Stmt::Kind::loop);
  EXPECT_EQ(shape(body[2].expr), "(&& (>= size 4096) (< rc 0))");
  EXPECT_EQ(shape(body[2].body[2].expr), "(>> size 1)");
}

// The tree of `x = TEXT;`.
std::string expression(const std::string& text) {
  const auto result = parse_body("int a = 1, b = 2, c = 3; x = " + text + ";");
  if (!result.parsed) return ids(result);
  return shape(result.parsed->programs[0].body[3].expr);
}

TEST(Expressions, PrecedenceIsThatOfC) {
  EXPECT_EQ(expression("a + b * c"), "(+ a (* b c))");
  EXPECT_EQ(expression("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(expression("a << b + c"), "(<< a (+ b c))");
  EXPECT_EQ(expression("a & b == c"), "(& a (== b c))");
  EXPECT_EQ(expression("a | b ^ c & a"), "(| a (^ b (& c a)))");
  EXPECT_EQ(expression("a || b && c"), "(|| a (&& b c))");
  EXPECT_EQ(expression("!a == ~b"), "(== (! a) (~ b))");
  EXPECT_EQ(expression("(a + b) * -c"), "(* (+ a b) (- c))");
  EXPECT_EQ(expression("a ? b : c ? a : b"), "(?: a b (?: c a b))");
  EXPECT_EQ(expression("max(a, min(b, 4K))"), "(max a (min b 4096))");
}

TEST(Expressions, CastsToIntegersAreKept) {
  EXPECT_EQ(expression("(unsigned long)a + (resource_size_t)b"),
            "(+ (cast unsigned long a) (cast unsigned long b))");
  EXPECT_EQ(expression("(u64)(long unsigned)~(u8)a"),
            "(cast unsigned long (cast unsigned long (~ (cast u8 a))))");
  EXPECT_EQ(expression("(enum mode)a"), "E045");
  EXPECT_EQ(expression("(unsigned short long)a"), "E045");
}

TEST(Expressions, CastsToPointersAreSkipped) {
  EXPECT_EQ(expression("(void __iomem *)a"), "a");
  EXPECT_EQ(expression("(a) - b"), "(- a b)");
  EXPECT_EQ(expression("(struct foo **)(a)"), "a");
  EXPECT_TRUE(parse_body("p = (u8 __iomem *)ioremap(bar, 4K);").parsed);
}

TEST(Statements, DeclarationsHaveTypes) {
  const auto result = parse_body(
      "unsigned int a = 1; void __iomem *b = NULL, **c; u8 *d = NULL, e = 1; static const int f = "
      "2;"
      "g = 1; long g; bool h; a = 2; unsigned int a;");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const Program& p = result.parsed->programs[0];
  EXPECT_EQ(p.locals, (std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g", "h"}));
  const std::vector<std::optional<CType>> types = {c_unsigned,      {},    {},     {},
                                                   CType{8, false}, c_int, c_long, c_bool};
  for (std::size_t i = 0; i < types.size(); ++i) EXPECT_EQ(p.type_of(i), types[i]) << p.locals[i];
}

TEST(Statements, ATypeThatIsNoneIsRefused) {
  for (const std::string text :
       {"pgprot_t x = 0;", "void x;", "struct foo x;", "unsigned u32 x = 1;", "u8 x = 1; int x;",
        "void *p = NULL, x = 1;", "long long long x = 1;", "const x = 1;", "char int x = 1;"})
    EXPECT_EQ(ids(parse_body(text)), "E045") << text;
}

TEST(Statements, ACastOfACallIsAStepOfItsOwn) {
  const auto result = parse_body("int x = (u8)ioremap(bar, 4K) == NULL;");
  EXPECT_EQ(ids(result), "E019");
  const auto call = parse_body("int x = (u8)arch_phys_wc_add(bar, 16M);");
  ASSERT_TRUE(call.parsed) << first_message(call);
  ASSERT_EQ(call.parsed->programs[0].body.size(), 2U);
  EXPECT_EQ(shape(call.parsed->programs[0].body[1].expr), "(cast u8 x)");
  EXPECT_EQ(ids(parse_body("u32 x = ioremap(bar, 4K);")), "E044") << "a mapping has 64 bits";
  EXPECT_EQ(ids(parse_body("x = (u32)ioremap(bar, 4K);")), "E044 E044");
  EXPECT_TRUE(parse_body("x = (unsigned long)ioremap(bar, 4K); iounmap((void *)x);").parsed);
}

TEST(Statements, EveryAssignmentOperator) {
  const auto result = parse_body(
      "x = 64; x += 1; x -= 1; x *= 2; x /= 2; x %= 7; x &= 3; x |= 4; x ^= 1; x <<= 2; x >>= 1;"
      "x++; ++x; x--; --x;");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const auto& body = result.parsed->programs[0].body;
  ASSERT_EQ(body.size(), 15U);
  EXPECT_EQ(shape(body[9].expr), "(<< x 2)");
  EXPECT_EQ(shape(body[11].expr), "(+ x 1)");
  EXPECT_EQ(shape(body[14].expr), "(- x 1)");
}

TEST(Statements, ForBecomesABlockWithALoop) {
  const auto result =
      parse_body("for (i = 0; i < 4; i++) { if (i == 2) break; mtrr_del(i, 0, 0); }");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const Stmt& block = result.parsed->programs[0].body[0];
  ASSERT_EQ(block.kind, Stmt::Kind::block);
  ASSERT_EQ(block.body.size(), 2U);
  const Stmt& loop = block.body[1];
  EXPECT_EQ(loop.kind, Stmt::Kind::loop);
  ASSERT_EQ(loop.otherwise.size(), 1U);
  EXPECT_EQ(shape(loop.otherwise[0].expr), "(+ i 1)");
  EXPECT_TRUE(parse_body("for (;;) break;").parsed);
}

TEST(Statements, DoWhileAndReturn) {
  const auto result = parse_body("do { x = 1; } while (x < 1); if (x) return -ENODEV; return;");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const auto& body = result.parsed->programs[0].body;
  EXPECT_TRUE(body[0].do_while);
  EXPECT_EQ(body[1].body[0].kind, Stmt::Kind::leave_program);
}

TEST(Statements, ReturnOfAKernelCallStillCalls) {
  const auto result = parse_body("return arch_phys_wc_add(bar, 16M);");
  ASSERT_TRUE(result.parsed);
  const auto& body = result.parsed->programs[0].body;
  ASSERT_EQ(body.size(), 2U);
  EXPECT_EQ(body[0].kind, Stmt::Kind::call);
}

TEST(Statements, SectionWordsAreOrdinaryNamesInPrograms) {
  EXPECT_TRUE(parse_body("region = 1; check = region; machine->param = check;").parsed);
}

TEST(Recovery, EveryErrorIsReported) {
  const auto result = parse(
      "after {\n"
      "  a = ioremap(bar 16M);\n"
      "  b = foo(bar);\n"
      "  if (a > ) { c = nonsense; }\n"
      "  d = a;\n"
      "}\n"
      "chekc always x (after.fb == WC) expect Holds;\n"
      "check always y (after.fb == WC) expect Hold;\n"
      "check always z (after.fb != WC) expect Holds;\n");
  EXPECT_EQ(ids(result), "E004 E012 E004 E013 E009 E004 E022");
}

TEST(Recovery, AMissingBraceDoesNotSwallowTheRest) {
  const auto result = parse("before {\n a = ioremap(bar, 16M);\nafter {\n b = foo(bar);\n}\n");
  EXPECT_EQ(ids(result), "E004 E012");
  ASSERT_EQ(result.diagnostics[0].notes.size(), 1U);
}

TEST(Recovery, NamesInSkippedTextAreNotUnknown) {
  EXPECT_EQ(ids(parse("parm size = 4K; region r (bar, size); after { x = ioremap(bar, size); }")),
            "E009");
}

TEST(Recovery, AssignmentInAConditionGetsAHint) {
  const auto result = parse_body("x = 1; if (x = 2) x = 3;");
  ASSERT_EQ(ids(result), "E004");
  EXPECT_EQ(result.diagnostics[0].hint, "two values are compared with ==");
}

TEST(Hash, IgnoresLayoutAndComments) {
  const auto a = parse_case("t.case", "case t machine { cpu intel; } const x = 1;");
  const auto b = parse_case("t.case", "case t // c\n machine {\n cpu\tintel;\n}\nconst x=1 ;");
  const auto c = parse_case("t.case", "case t machine { cpu intel; } const x = 2;");
  ASSERT_TRUE(a.parsed && b.parsed && c.parsed);
  EXPECT_EQ(a.parsed->hash.size(), 12U);
  EXPECT_EQ(a.parsed->hash, b.parsed->hash);
  EXPECT_NE(a.parsed->hash, c.parsed->hash);
}

TEST(CaseName, IsTheStemOfTheFile) {
  const std::string text = "case t machine { cpu intel; }";
  EXPECT_TRUE(parse_case("a/b/t.case", text).parsed);
  EXPECT_TRUE(parse_case("-", text).parsed);
  EXPECT_EQ(ids(parse_case("u.case", text)), "E008");
}

}  // namespace parser_test
}  // namespace memtype::cases::testing
