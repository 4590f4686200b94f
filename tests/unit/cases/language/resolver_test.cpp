#include <gtest/gtest.h>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace resolver_test {

ParseResult machine(const std::string& facts) {
  return parse_case("t.case", "case t machine { cpu intel; " + facts +
                                  " } param bar align 1M;"
                                  " const use = bar;");
}

// A machine of other processors.
ParseResult other_machine(const std::string& facts) {
  return parse_case("t.case", "case t machine { " + facts + " }");
}

MachineSpec spec(const std::string& facts) {
  const auto result = machine(facts);
  EXPECT_TRUE(result.parsed) << facts << ": " << first_message(result);
  return result.parsed ? result.parsed->machine : MachineSpec{};
}

TEST(Machine, SingleValuesAlternativesAndRanges) {
  EXPECT_EQ(spec("phys_bits 36..38;").phys_bits, (std::vector<unsigned>{36, 37, 38}));
  EXPECT_EQ(spec("phys_bits any of (36, 46);").phys_bits, (std::vector<unsigned>{36, 46}));
  EXPECT_EQ(spec("mtrr_default any;").mtrr_default.size(), 5U);
  EXPECT_EQ(spec("fixed UC;").fixed.at(0).type(0), MemoryType::UC);
  EXPECT_EQ(spec("mtrr_enabled any;").mtrr_enabled, (std::vector<bool>{true, false}));
  EXPECT_EQ(spec("mtrr_fixed off;").mtrr_fixed, std::vector<bool>{false});
  EXPECT_EQ(spec("mtrr_free 3;").mtrr_free.at(0).low, 3U);
  EXPECT_EQ(spec("mtrr_free 3;").mtrr_free.at(0).high, 3U);
  EXPECT_EQ(spec("kernel any of (\"4.2\", \"6.12\");").kernel.size(), 2U);
  EXPECT_EQ(spec("env any of (bare_metal, xen_pv);").env.size(), 3U) << "dom0 and domU";
  EXPECT_TRUE(spec("").mtrr_free.empty());
}

TEST(Machine, KernelVersions) {
  EXPECT_EQ(spec("kernel \"6.12.54\";").kernel, std::vector{(kernel::Version{6, 12, 54})});
  EXPECT_EQ(spec("kernel \"7.3\";").kernel, std::vector{kernel::newest_version});
  for (const char* text : {"4.1", "6.45", "4.21", "7.4", "6.12-rc1", "6"})
    EXPECT_EQ(ids(machine("kernel \"" + std::string(text) + "\";")), "E028") << text;
}

TEST(Machine, PatModes) {
  const auto pat = spec("pat any of (absent, linux, msr(0x0007040600070406));").pat;
  ASSERT_EQ(pat.size(), 3U);
  EXPECT_EQ(ids(machine("pat msr(0x0007040600070302);")), "E028");  // 2 and 3 are reserved
  EXPECT_EQ(ids(machine("pat msr(1, 2);")), "E028");
}

TEST(Machine, FirmwareLists) {
  const auto list = spec("firmware WB(0, 4G) + UC(0xc0000000, 1G);").firmware;
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].ranges.size(), 2U);
  const auto many =
      spec("firmware any of (none, any, WC(bar, 1M), raw(0xc0000001, 0xfffc00800));").firmware;
  ASSERT_EQ(many.size(), 4U);
  EXPECT_TRUE(many[1].any);
  EXPECT_TRUE(many[3].ranges[0].raw);
  EXPECT_TRUE(spec("firmware any;").firmware[0].any);
  EXPECT_EQ(ids(machine("firmware WB(0, 3G);")), "E029");
  EXPECT_EQ(ids(machine("firmware WB(1M, 2M);")), "E029");
  EXPECT_EQ(ids(machine("firmware XX(0, 1M);")), "E028");
  EXPECT_EQ(ids(machine("mtrr_variable 1; firmware WB(0, 4G) + UC(0xc0000000, 1G);")), "E032");
}

TEST(Machine, MemoryMap) {
  const auto given = spec("memory ram(0, 2G), reserved(2G, 16M), acpi(0x81000000, 64K);").memory;
  ASSERT_EQ(given.size(), 1U);
  const MemoryMap& memory = given[0];
  ASSERT_EQ(memory.size(), 3U);
  EXPECT_EQ(memory[1].kind, MemoryRange::Kind::reserved);
  EXPECT_EQ(memory[1].start, 2_GiB);
  EXPECT_EQ(ids(machine("memory ram(0, bar);")), "E038");
  EXPECT_EQ(ids(machine("memory rom(0, 1M);")), "E028");
}

TEST(Machine, GuestsNeedMoreFacts) {
  for (const char* env : {"kvm", "hyperv", "hyperv_isolated"})
    EXPECT_EQ(ids(machine("env " + std::string(env) + ";")), "E031 E031") << env;
  for (const char* env : {"tdx", "snp"})
    EXPECT_EQ(ids(machine("env " + std::string(env) + ";")), "E031") << env;
  for (const char* env : {"xen_dom0", "xen_domu", "xen_pv"}) {
    EXPECT_EQ(ids(machine("env " + std::string(env) + "; pat xen;")), "") << env;
    EXPECT_EQ(ids(machine("env " + std::string(env) + ";")), "E032") << env << ": pat is Xen's";
  }
  EXPECT_EQ(ids(machine("env any of (bare_metal, kvm); host_type UC;")), "E031");
  EXPECT_EQ(spec("env kvm; guest_pat any; host_type any of (UC, WB);").guest_pat.size(), 2U);
}

// Writing a register beyond the address width faults: nothing of that wraps to low memory.
TEST(Machine, NoRegisterReachesAboveTheAddressWidth) {
  const auto found = [](const std::string& facts) { return ids(other_machine(facts)); };
  EXPECT_EQ(found("cpu intel; phys_bits 32; firmware WC(0x100000000, 16M);"), "E032");
  EXPECT_EQ(found("cpu any of (via_c7, intel); firmware UC(0x100000000, 16M);"), "E032");
  EXPECT_EQ(found("cpu intel; phys_bits 36; firmware WB(0, 128G);"), "E032");
  EXPECT_EQ(found("cpu intel; phys_bits 36; firmware raw(6, 0x1f00000800);"), "E032");
  EXPECT_EQ(found("cpu intel; phys_bits 36; firmware raw(2, 0xf00000800);"), "E032") << "no type";
  EXPECT_EQ(found("cpu intel; phys_bits 36; firmware WB(0, 64G) + UC(0xff0000000, 256M);"), "");
  EXPECT_EQ(found("cpu intel; phys_bits 33; firmware WC(0x100000000, 16M);"), "");
}

TEST(Machine, WhatIsReserved) {
  EXPECT_EQ(spec("reserved WB(0xffe0000, 12K), UC-(0xfed00000, 4K);").reserved[0].size(), 2U);
  EXPECT_EQ(ids(machine("reserved WB(0xffe0000, 100);")), "E028");
  EXPECT_EQ(ids(machine("reserved WB(0xffe0000, 0);")), "E028");
  EXPECT_EQ(ids(machine("reserved WB(0xc0000, 4K);")), "E028") << "the ISA hole";
  EXPECT_EQ(ids(machine("reserved CD(0xffe0000, 4K);")), "E028");
  EXPECT_EQ(ids(machine("reserved WB(0xffe0000, 8K), WC(0xffe1000, 4K);")), "E028");
  EXPECT_EQ(ids(machine("memory ram(0, 1G); reserved UC-(1M, 4K);")), "E032");
}

TEST(Machine, RamAboveFourGiBOfAnAmd) {
  const auto found = [](const std::string& facts) { return ids(other_machine(facts), true); };
  EXPECT_EQ(found("cpu amd64; memory ram(4G, 2G);"), "W006");
  EXPECT_EQ(found("cpu amd64; memory ram(0, 4G);"), "");
  EXPECT_EQ(found("cpu amd64; memory ram(4G, 2G); tom2 off;"), "");
  EXPECT_EQ(found("cpu intel; memory ram(4G, 2G);"), "");
}

TEST(Machine, BadFacts) {
  EXPECT_EQ(ids(machine("phys_bits 31;")), "E028");
  EXPECT_EQ(ids(machine("kernel \"2.6\";")), "E028");
  EXPECT_EQ(ids(machine("kernel any;")), "E028");
  EXPECT_EQ(ids(machine("mtrr_free 8..0;")), "E028");
  EXPECT_EQ(ids(machine("pat nopat, linux;")), "E028");
  EXPECT_EQ(ids(machine("pat linux; pat linux;")), "E011");
  EXPECT_EQ(ids(parse_case("t.case", "case t")), "E010");
}

TEST(Names, LocalParamConstantPredefined) {
  const auto result = parse("const SIZE = 4K; after { x = bar + SIZE + PAGE_SIZE + x0; }");
  EXPECT_EQ(ids(result), "E013");
  const auto good = parse("const SIZE = 4K; after { x0 = 1; x = bar + SIZE + PAGE_SIZE + x0; }");
  ASSERT_TRUE(good.parsed);
  const Expr& e = good.parsed->programs[0].body[1].expr;
  EXPECT_EQ(shape(e), "(+ (+ (+ bar SIZE) 4096) x0)");
  EXPECT_EQ(e.args[1].symbol.kind, Symbol::Kind::local);
  EXPECT_EQ(e.args[0].args[0].args[0].symbol.kind, Symbol::Kind::param);
}

TEST(Names, DuplicatesAreErrors) {
  EXPECT_EQ(ids(parse("const bar = 1;")), "E011");
  EXPECT_EQ(ids(parse("const PAGE_SIZE = 1;")), "E011");
  EXPECT_EQ(ids(parse("region fb (bar, 4K);")), "E011");
  EXPECT_EQ(ids(parse("after { } program after { }")), "E011");
  EXPECT_EQ(ids(parse("program start { }")), "E011");
  EXPECT_EQ(ids(parse_check("check always a (after.fb == WC) expect Holds;"
                            "check always a (after.fb == WC) expect Holds;")),
            "E011");
}

TEST(Names, AnUnknownNameIsReportedOncePerProgram) {
  EXPECT_EQ(ids(parse("before { x = nil; y = nil; } after { x = nil; }")), "E013 E013");
}

TEST(Suggestions, NearestNameOrNone) {
  EXPECT_EQ(first_message(parse_body("x = ioremap_cw(bar, 4K);")),
            "unknown call 'ioremap_cw'; did you mean 'ioremap_wc'?");
  EXPECT_EQ(first_message(parse_body("x = frobnicate(bar, 4K);")), "unknown call 'frobnicate'");
  EXPECT_EQ(first_message(parse_body("x = pci_iomap_cw(bar, 4K);")),
            "unknown call 'pci_iomap_cw'; did you mean 'pci_iomap_wc'?");
  EXPECT_EQ(first_message(parse_body("x = page_size;")),
            "unknown name 'page_size' in program 'after'; did you mean 'PAGE_SIZE'?");
}

TEST(Suggestions, SlipsOfNotationGetAHint) {
  const auto hint = [](const std::string& condition) {
    return parse_check("check finally x (" + condition + ") expect Holds;").diagnostics[0].hint;
  };
  EXPECT_EQ(hint("mtrr_writes == 0"), "write mtrr_writes(program)");
  EXPECT_EQ(hint("after->fb == WC"), "what a program sees is written with a dot: after.fb");
  EXPECT_EQ(hint("fb == WC"), "write before.fb");
  EXPECT_EQ(machine("pat = linux;").diagnostics[0].hint,
            "a fact and its value stand side by side: pat VALUE;");
}

TEST(Calls, ArgumentsVersionsAndPlaces) {
  EXPECT_EQ(ids(parse_body("x = ioremap(bar);")), "E016");
  EXPECT_EQ(ids(parse_body("x = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB);")), "");
  EXPECT_EQ(ids(parse_body("x = ioremap_nocache(bar, 4K);")), "E018");
  EXPECT_EQ(ids(parse_body("x = 1 + ioremap(bar, 4K);")), "E019");
  EXPECT_EQ(ids(parse_body("while (ioremap(bar, 4K)) {}")), "E019");
  EXPECT_EQ(ids(parse_body("x = ioremap_prot(bar, 4K, WT);")), "");
  EXPECT_EQ(ids(parse_body("x = ioremap_prot(bar, 4K, 1);")), "E017");
  EXPECT_EQ(ids(parse_body("max(1, 2);")), "E042");
  EXPECT_EQ(ids(parse_body("x = mapped(fb);")), "E036 E013");
  EXPECT_EQ(ids(parse("const x = ioremap(bar, 4K);")), "E035");
}

TEST(Alignment, RegionsConsistOfPages) {
  EXPECT_EQ(ids(parse("region a (bar + 0x800, 4K);")), "E021");
  EXPECT_EQ(ids(parse("region a (bar, 100);")), "E021");
  EXPECT_EQ(ids(parse("param x; const c = x; region a (x, 4K);")), "");  // not decidable
  EXPECT_EQ(ids(parse("param x align 2K; region a (2 * x, 4K);")), "");
  EXPECT_EQ(ids(parse("param x align 2K; region a (2 * x + 2K, 4K);")), "E021");
  EXPECT_EQ(ids(parse("region a ((bar + 0x800) & ~0xfff, PAGE_ALIGN(100));")), "");
  EXPECT_EQ(ids(parse("region a (bar, 4K - 4K);")), "E041");
}

TEST(Parameters, RangeAndAlignment) {
  EXPECT_EQ(ids(parse("param x align 12K;")), "E037");
  EXPECT_EQ(ids(parse("param x range 8..4;")), "E037");
  EXPECT_EQ(ids(parse("param x align 1M range 0x1..0xfffff;")), "E037");
  EXPECT_EQ(ids(parse("param x align bar;")), "E038");
  EXPECT_EQ(ids(parse("const A = 1M * 4; param x align A range 0..A;")), "");
  EXPECT_EQ(ids(parse("const A = 1 / 0;")), "E038");
}

TEST(Warnings, SizesThatNoRegisterHolds) {
  const auto warned = [](const std::string& body) { return ids(parse_body(body), true); };
  EXPECT_EQ(warned("x = mtrr_add(bar, 12M, MTRR_TYPE_WRCOMB, 1); "), "W003");
  EXPECT_EQ(warned("x = arch_phys_wc_add(bar + 4M, 8M);"), "W003");
  EXPECT_EQ(warned("x = arch_phys_wc_add(bar, 2K);"), "W003");
  EXPECT_EQ(warned("x = arch_phys_wc_add(bar, 16M);"), "");
  EXPECT_EQ(warned("x = 12M; y = arch_phys_wc_add(bar, x);"), "");  // not decidable here
  EXPECT_EQ(warned("x = ioremap(bar + 4, 4K);"), "W004");
}

TEST(Checks, RegionsAndTypes) {
  const auto with = [](const std::string& condition) {
    return ids(parse_check("check finally x (" + condition + ") expect Holds;"));
  };
  EXPECT_EQ(with("WC == after.fb"), "");
  EXPECT_EQ(with("after.fb != WC"), "E022");
  EXPECT_EQ(with("after.fb == 1"), "E023");
  EXPECT_EQ(with("after.fb"), "E023");
  EXPECT_EQ(with("!after.fb"), "E023");
  EXPECT_EQ(with("after.fb == before.fb"), "E023");
  EXPECT_EQ(with("after.c in {UC}"), "E023");
  EXPECT_EQ(with("has(after.fb, CD)"), "");
  EXPECT_EQ(with("after.fb == CD"), "E023");
  EXPECT_EQ(with("has(after, WC)"), "E017");
  EXPECT_EQ(with("has(after.fb, 1)"), "E017");
  EXPECT_EQ(with("mapped(fb)"), "E013");
  EXPECT_EQ(with("same(after.fb, before.regs)"), "");
  EXPECT_EQ(with("mtrr_writes(after) < mtrr_used(both)"), "");
  EXPECT_EQ(with("mtrr_writes(after.fb) == 1"), "E017");
  EXPECT_EQ(with("after > 1"), "E017");
  EXPECT_EQ(with("pat_enabled"), "E025");
}

TEST(Checks, ResultsNeedAValueOnEveryPathAndTheEnd) {
  const auto with = [](const std::string& check) {
    return ids(parse_check("check " + check + " expect Holds;"));
  };
  EXPECT_EQ(with("finally x (after.c >= 0)"), "");
  EXPECT_EQ(with("finally x (after.d >= 0)"), "E015");
  EXPECT_EQ(with("finally x (after.e >= 0)"), "E014");
  EXPECT_EQ(with("finally x (both.c >= 0)"), "E043");
  EXPECT_EQ(with("finally x (both.va != NULL)"), "");
  EXPECT_EQ(with("always x (after.c >= 0)"), "E026");
  EXPECT_EQ(with("exists x (after.fb == WC) when (after.c > 0)"), "E026");
  EXPECT_EQ(with("finally x (after.fb == WC) when (before.c > 0)"), "");
}

TEST(Checks, OnlyFinallyCompares) {
  EXPECT_EQ(ids(parse_check("check always x (same(after.fb, before.fb)) expect Holds;")), "E025");
  EXPECT_EQ(ids(parse_check("check finally x (same(after.fb, before.fb)) expect Holds;")), "");
}

TEST(Checks, FactsAndGuards) {
  const auto with = [](const std::string& guard) {
    return ids(parse_check("check always x (after.fb == WC) when (" + guard + ") expect Holds;"));
  };
  EXPECT_EQ(with("env == xen_pv && cpu != intel"), "");
  EXPECT_EQ(with("nopat == pat"), "");
  EXPECT_EQ(with("kernel >= \"6.1\""), "");
  EXPECT_EQ(with("\"6.1\" <= kernel"), "");
  EXPECT_EQ(with("kernel >= 6"), "E030");
  EXPECT_EQ(with("env == xen"), "E030");
  EXPECT_EQ(with("env < kvm"), "E030");
  EXPECT_EQ(with("env"), "E030");
  EXPECT_EQ(with("start.mtrr_free >= 1 && phys_bits == 36 && bar >= 0xd0000000"), "");
  EXPECT_EQ(with("firmware_covers(bar, 16M)"), "");
  EXPECT_EQ(with("after.fb == UC"), "E026");
  EXPECT_EQ(with("mtrr_writes(after) == 0"), "E026");
}

TEST(Checks, AMirroredFactComparisonIsTurnedRound) {
  const auto result =
      parse_check("check always x (after.fb == WC) when (\"6.1\" <= kernel) expect Holds;");
  ASSERT_TRUE(result.parsed);
  EXPECT_EQ(shape(*result.parsed->checks[0].when), "(>= kernel \"6.1\")");
}

TEST(Groups, MembersArePrograms) {
  EXPECT_EQ(ids(parse("before {} async g { before; before; }")), "E040");
  EXPECT_EQ(ids(parse("before {} async g { before; } async h { g; }")), "E040");
  EXPECT_EQ(ids(parse("async g { }")), "E040");
}

TEST(Sections, MayComeInAnyOrder) {
  EXPECT_TRUE(parse_case("t.case",
                         "case t check always a (after.fb == WC) expect Holds;\n"
                         "after { x = ioremap(bar, N); } region fb (bar, N);\n"
                         "param bar align N; const N = 4K; machine { cpu intel; }")
                  .parsed);
}

}  // namespace resolver_test
}  // namespace memtype::cases::testing
