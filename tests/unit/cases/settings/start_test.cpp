// From settings to a start and back; a start as a machine of its own.
#include "settings/start.hpp"

#include <gtest/gtest.h>

#include <random>

#include "machine/facts.hpp"
#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases::testing {
namespace start_test {

Case read(const std::string& machine, const std::string& rest = "") {
  const ParseResult result = parse_case("", "case t machine { " + machine + " } " + rest);
  EXPECT_TRUE(result.parsed) << machine << result.diagnostics.at(0).message;
  return result.parsed.value_or(Case{});
}

std::string joined(const std::vector<Setting>& settings) {
  std::string text;
  for (const Setting& s : settings) text += (text.empty() ? "" : " ") + s.first + "=" + s.second;
  return text;
}

// The start as `run` prints it, or what is wrong.
std::string start(const Case& c, const std::string& text) {
  const auto settings = split_settings(text);
  if (const auto* trouble = std::get_if<std::string>(&settings)) return *trouble;
  const auto found = start_with(c, std::get<std::vector<Setting>>(settings));
  if (const auto* trouble = std::get_if<std::string>(&found)) return *trouble;
  const Start& s = std::get<Start>(found);
  if (!is_legal<Concrete>(c, s.choice, s.inputs)) return "illegal";
  return joined(start_settings(c, s.choice, s.inputs));
}

void expect_same_registers(const Start& a, const Start& b, const std::string& printed) {
  ASSERT_EQ(a.inputs.registers.size(), b.inputs.registers.size()) << printed;
  for (std::size_t i = 0; i < a.inputs.registers.size(); ++i) {
    const auto &x = a.inputs.registers[i], &y = b.inputs.registers[i];
    EXPECT_EQ(x.valid, y.valid) << printed << ", register " << i;
    EXPECT_EQ(x.elsewhere, y.elsewhere) << printed << ", register " << i;
    if (!x.valid || x.elsewhere) continue;
    EXPECT_EQ(x.base, y.base) << printed << ", register " << i;
    EXPECT_EQ(x.mask, y.mask) << printed << ", register " << i;
    EXPECT_EQ(x.type, y.type) << printed << ", register " << i;
  }
}

// What was printed is taken again, by the case and by a case of the one machine.
void expect_stable(const Case& c, const std::string& text) {
  const std::string printed = start(c, text);
  ASSERT_NE(printed.find("cpu="), std::string::npos) << text << ": " << printed;
  EXPECT_EQ(start(c, printed), printed);
  const auto found = start_with(c, std::get<std::vector<Setting>>(split_settings(printed)));
  const Start& s = std::get<Start>(found);
  Case frozen = c;
  frozen.machine = spec_of(machine_of(s.choice, s.inputs));
  frozen.name = "t";
  const ParseResult again = parse_case("", print_case(frozen));
  ASSERT_TRUE(again.parsed) << print_case(frozen) << again.diagnostics.at(0).message;
  EXPECT_EQ(machine_choices(*again.parsed).size(), 1U);
  const auto once_more = split_settings(printed);
  std::vector<Setting> params;
  for (const Setting& setting : std::get<std::vector<Setting>>(once_more))
    if (find_machine_fact(setting.first) == nullptr) params.push_back(setting);
  const auto alone = start_with(*again.parsed, params);
  ASSERT_TRUE(std::holds_alternative<Start>(alone)) << std::get<std::string>(alone);
  const Start& t = std::get<Start>(alone);
  EXPECT_TRUE(is_legal<Concrete>(*again.parsed, t.choice, t.inputs));
  EXPECT_EQ(joined(start_settings(c, t.choice, t.inputs)), printed);
  expect_same_registers(s, t, printed);
  // What is printed gives the same machine.
  const auto taken_back = start_with(c, std::get<std::vector<Setting>>(split_settings(printed)));
  ASSERT_TRUE(std::holds_alternative<Start>(taken_back)) << printed;
  expect_same_registers(s, std::get<Start>(taken_back), printed);
}

const std::string bar = "param bar align 16M range 0xd0000000..0xdf000000;";

TEST(Start, KeepsRegisterNumbersFreeOnesAndPairs) {
  const Case c = read("cpu intel; phys_bits 36; pat linux; firmware any; mtrr_free 0..8;", bar);
  for (const char* firmware :
       {"none", "WB(0,4G)", "free+WB(0,4G)", "WB(0,4G)+free+UC(0xc0000000,1G)", "WC(0,64G)",
        "WC(0xd0000000,0x10000000)+free+free+WT(0,4K)"}) {
    expect_stable(c, std::string("firmware=") + firmware);
    expect_stable(c, std::string("mtrr_free=3 firmware=") + firmware);
  }
  EXPECT_NE(start(c, "firmware=free+WB(0,4G)").find("firmware=free+WB(0,4G)"), std::string::npos);
}

TEST(Start, TakesPairsThatTheCaseLists) {
  const Case c = read(
      "cpu intel; phys_bits 36; pat any of (nopat, msr(0x0007010600070106)); mtrr_variable 4;"
      "firmware any of (raw(0xc0000006, 0xfc0000800), WB(0, 4G) + free + WC(bar, 16M));",
      bar);
  expect_stable(c, "pat=msr(0x0007010600070106) bar=0xd2000000");
  expect_stable(c, "firmware=WB(0,4G)+free+WC(0xd1000000,16M) bar=0xd1000000");
  EXPECT_NE(
      start(c, "firmware=WB(0,4G)+free+WC(0xd1000000,16M) bar=0xd2000000").find("does not allow"),
      std::string::npos);
}

TEST(Start, GuestsHaveTheirFacts) {
  const Case c = read(
      "cpu intel; phys_bits 40; pat linux; env any of (bare_metal, kvm); host_type any;"
      "guest_pat any;",
      bar);
  expect_stable(c, "env=kvm host_type=WB guest_pat=ignored");
  expect_stable(c, "env=bare_metal");
  const Case xen = read("cpu intel; env xen_pv; pat any of (xen, nopat);", bar);
  expect_stable(xen, "env=xen_domu pat=nopat");
  EXPECT_NE(start(xen, "env=xen_pv").find("not one value"), std::string::npos);
}

TEST(Start, StringsKeepTheirSpaces) {
  const Case c =
      read("cpu intel; cmdline any of (unknown, \"\", \"quiet  nopat\", \"unknown\");", bar);
  for (const char* text : {"unknown", "\"\"", "\"quiet nopat\"", "\"unknown\""}) {
    const std::string setting = "cmdline=" + std::string(text);
    expect_stable(c, setting);
    EXPECT_NE(start(c, setting).find(setting + " "), std::string::npos) << start(c, setting);
  }
  EXPECT_NE(start(c, "cmdline=\"quiet nopat\"").find("pat=nopat"), std::string::npos);
}

TEST(Start, WhatWcIsWithCachesOffIsASetting) {
  const Case c = read("cpu any of (intel, amd64); cr0_cd any;", bar);
  EXPECT_EQ(start(c, "cr0_cd=on").find("cr0_cd(WC)"), std::string::npos) << "either of them";
  expect_stable(c, "cr0_cd=on cr0_cd(WC)=UC");
  EXPECT_NE(start(c, "cr0_cd=on cr0_cd(WC)=WC").find("cr0_cd(WC)=WC"), std::string::npos);
  EXPECT_NE(start(c, "cr0_cd(WC)=WC").find("cr0_cd=on"), std::string::npos)
      << "the one that has it";
  const std::string closed =
      "the case allows no such machine: WC is open with 'cr0_cd on' alone, and not on AMD";
  EXPECT_EQ(start(c, "cr0_cd=off cr0_cd(WC)=WC"), closed);
  EXPECT_EQ(start(c, "cpu=amd64 cr0_cd=on cr0_cd(WC)=WC"), closed);
  EXPECT_EQ(start(c, "cr0_cd(WC)=WB"), "'WB' is not a type that 'cr0_cd(WC)' can have");
}

TEST(Start, EachFactWithSeveralAlternativesCanBeSet) {
  const Case c = read(
      "cpu any of (intel, amd64); phys_bits any of (40, 48); kernel any of (\"6.1\", \"6.12.54\");"
      "mtrr_default any; mtrr_fixed any; mtrr_enabled any; mtrr_wc any; tom2 any of (off, 6G);"
      "fixed any of (UC, WB(0, 640K) + UC(640K, 384K)); memory ram(0, 2G);"
      "pat any of (nopat, nopat(0x0007010600070106), absent); reserved UC-(0xfed00000, 4K);"
      "cmdline any of (unknown, \"nopat quiet\"); cr0_cd any; cpus same;",
      bar);
  for (const MachineFact* fact : machine_facts())
    for (const FactValue& value : fact->values(c.machine)) {
      const std::string setting = std::string(fact->name()) + "=" + print_setting(value);
      expect_stable(c, setting == "tom2=6G" ? setting + " cpu=amd64" : setting);
    }
}

TEST(Start, SaysWhatIsWrong) {
  const Case c = read("cpu intel; pat any of (linux, nopat);", bar);
  EXPECT_EQ(start(c, "pat=absent"),
            "the case allows no machine with pat=absent (and the settings before it)");
  EXPECT_EQ(start(c, "bogus=1"), "there is no parameter or fact 'bogus'");
  EXPECT_EQ(start(c, "bar=x"), "'x' is not a number");
  EXPECT_EQ(start(c, "bar"), "'bar' is not NAME=VALUE");
  EXPECT_EQ(start(c, "pat=linux pat=nopat"), "'pat' is set twice");
  EXPECT_EQ(start(c, "firmware=any"), "'any' is not one value of 'firmware'");
  EXPECT_EQ(start(c, "phys_bits=36..40"), "'36..40' is not one value of 'phys_bits'");
  EXPECT_EQ(start(c, "firmware=WB(0,4G)"),
            "the case allows no such machine: it does not allow firmware=WB(0,4G)");
}

// No setting is taken and then not kept.
TEST(Start, RefusesWhatTheMachineDoesNotHave) {
  const Case guest = read(
      "cpu intel; pat linux; env any of (bare_metal, kvm); guest_pat any; host_type any;", bar);
  EXPECT_EQ(start(guest, "env=bare_metal guest_pat=ignored"),
            "the case allows no machine with guest_pat=ignored (and the settings before it)");
  EXPECT_NE(start(guest, "guest_pat=ignored").find("env=kvm"), std::string::npos);
  const Case list = read("cpu intel; firmware WB(0, 4G) + UC(3G, 1G); mtrr_free 0..8;", bar);
  EXPECT_EQ(start(list, "mtrr_free=7"),
            "the case allows no such machine: with this firmware 6 of 8 registers can be free, "
            "not 7");
  EXPECT_NE(start(list, "mtrr_free=6").find("mtrr_free=6"), std::string::npos);
  EXPECT_NE(start(list, "mtrr_free=2..8").find("mtrr_free=6"), std::string::npos);
  const Case unaligned =
      read("cpu intel; firmware WC(bar, 64K);", "param bar align 4K range 0xd0000000..0xd0020000;");
  EXPECT_EQ(start(unaligned, "bar=0xd0001000"),
            "the case allows no such machine: no single MTRR can hold WC(bar, 64K)");
  EXPECT_EQ(start(unaligned, "bar=0xd0000800"),
            "the case allows no such machine: 0xd0000800 is no value of parameter 'bar'");
}

TEST(Start, UndefinedOverlapsAreAnsweredAsASettingSays) {
  const Case c = read("cpu intel; firmware WB(0, 4G) + WP(0, 4K) + UC(0, 1M) + WT(2G, 4K);", bar);
  EXPECT_EQ(start(c, "").find("overlap"), std::string::npos) << "any of the types";
  const std::string printed = start(c, "overlap(WP,WB)=WC");
  EXPECT_NE(printed.find(" overlap(WP,WB)=WC"), std::string::npos) << printed;
  EXPECT_EQ(start(c, printed), printed);
  expect_stable(c, "overlap(WB,WP)=UC");
  EXPECT_EQ(start(c, "overlap(WP,WC)=UC").find("overlap"), std::string::npos)
      << "no register is WC";
  EXPECT_EQ(start(c, "overlap(WT,WP)=UC").find("overlap"), std::string::npos) << "they do not meet";
  EXPECT_EQ(start(c, "overlap(WT,WB)=UC"), "there is no parameter or fact 'overlap(WT,WB)'")
      << "this one is defined";
  EXPECT_EQ(start(c, "overlap(WP,WB)=UC-"), "'UC-' is not a type that 'overlap(WP,WB)' can have");
}

TEST(Start, FreeRegistersBeforeThoseTakenElsewhereKeepTheirNumbers) {
  const Case c = read("cpu intel; firmware WB(0, 2G) + free; mtrr_free 3..8;", bar);
  expect_stable(c, "mtrr_free=3");
  EXPECT_NE(start(c, "mtrr_free=3").find("firmware=WB(0,2G)+free "), std::string::npos);
  const Case any = read("cpu intel; firmware any; mtrr_free 0..8;", bar);
  expect_stable(any, "firmware=WB(0,2G)+free mtrr_free=3");
}

// Random machine blocks, one alternative or two for each fact.
TEST(Start, RandomMachinesAreStable) {
  std::mt19937 random(7);
  const auto pick = [&](std::initializer_list<const char*> list) {
    return std::string(list.begin()[random() % list.size()]);
  };
  int legal = 0;
  for (int n = 0; n < 150; ++n) {
    const std::string facts =
        "cpu amd64; phys_bits " + pick({"40", "44", "any of (40, 48)"}) + "; pat " +
        pick({"linux", "nopat", "any of (linux, nopat)", "msr(0x0007010600070106)"}) + "; kernel " +
        pick({"\"4.2\"", "\"6.12.54\"", "any of (\"5.4\", \"6.6\")"}) + "; mtrr_variable " +
        pick({"8", "10"}) + "; mtrr_default " + pick({"UC", "WB", "any"}) + "; mtrr_fixed " +
        pick({"on", "any"}) + "; fixed " + pick({"WB", "any", "WT(0, 512K) + UC(512K, 512K)"}) +
        "; mtrr_enabled " + pick({"on", "any"}) + "; mtrr_wc " + pick({"on", "off", "any"}) +
        "; tom2 " + pick({"off", "6G", "any of (off, 0x180000000)"}) + "; firmware " +
        pick({"none", "any", "WB(0, 4G)", "free + WC(bar, 16M)", "free + WB(0, 2G) + free + free",
              "any of (raw(0xc0000006, 0xfc0000800), WB(0, 2G) + free + WB(2G, 1G))"}) +
        "; mtrr_free " + pick({"0..8", "1..6", "2"}) + ";" +
        pick({"", " memory ram(0, 2G), reserved(2G, 16M);"});
    const Case c = read(facts, bar);
    const auto settings = std::get<std::vector<Setting>>(
        split_settings("bar=" + print_address(0xd0000000 + random() % 16 * 0x1000000)));
    const auto found = start_with(c, settings);
    if (!std::holds_alternative<Start>(found)) continue;  // this BAR is not for this firmware
    const Start& s = std::get<Start>(found);
    EXPECT_TRUE(is_legal<Concrete>(c, s.choice, s.inputs)) << facts;
    expect_stable(c, joined(start_settings(c, s.choice, s.inputs)));
    ++legal;
  }
  EXPECT_GT(legal, 100);
}

const std::string calls_that_may_fail =
    "const bar = 0xd0000000; program probe { v = ioremap(bar, 4K) may fail; p->w = ioremap(bar, "
    "4K) "
    "may fail; v = ioremap(bar, 8K) may fail; ioremap(bar, 4K) may fail; while (v) { do v = "
    "ioremap_wc(bar, 4K) may fail; while (!v); } x = ioremap(bar, 4K); } "
    "program remove { iounmap(NULL); } async life { probe then remove then probe; }";

TEST(Start, CallsThatFail) {
  const Case c = read("cpu intel; pat linux;", calls_that_may_fail);
  for (const char* text : {"probe.v#1=fails", "probe.p->w=fails", "probe.ioremap=fails",
                           "probe.v#3=1.2:fails+3.1:fails", "probe@2.p->w=fails"}) {
    const std::string printed = start(c, text);
    EXPECT_TRUE(printed.ends_with(text)) << printed;
    EXPECT_EQ(start(c, printed), printed);
  }
  const std::string none = start(c, "");
  EXPECT_EQ(start(c, "probe.v#1=works"), none);
  EXPECT_EQ(start(c, "probe.v#3=2.1:works"), none);
  const auto trouble = [&](const char* text, const char* part) {
    EXPECT_NE(start(c, text).find(part), std::string::npos) << start(c, text);
  };
  trouble("probe.x=fails", "no call 'probe.x' with a choice; 'probe' has these: v#1, p->w, v#2");
  trouble("remove.v=fails", "'remove' has none");
  trouble("prob.v=fails", "there is no program 'prob'");
  trouble("probe@3.p->w=fails", "does not run so often");
  trouble("probe@x.p->w=fails", "no name of a call");
  trouble("probe.p->w=broken", "works, fails");
  trouble("probe.p->w=2:fails", "a call in 0 loops");
  trouble("probe.v#3=2:fails", "a call in 2 loops");
}

TEST(Start, ExternalCalls) {
  const Case c =
      read("cpu intel; pat linux;",
           "external f() any of (0, -EINVAL, 5); external g(); program p { g(); err = f(); "
           "while (err < 0) err = f(); }");
  for (const char* text : {"p.err#1=-EINVAL", "p.err#1=5 p.err#2=1:-EINVAL+2:5"}) {
    const std::string printed = start(c, text);
    EXPECT_TRUE(printed.ends_with(text)) << printed;
    EXPECT_EQ(start(c, printed), printed);
  }
  EXPECT_TRUE(start(c, "p.err#1=-22").ends_with("p.err#1=-EINVAL"));
  EXPECT_NE(start(c, "p.err#1=-ENOMEM").find("is no answer of 'p.err#1': 0, -EINVAL, 5"),
            std::string::npos);
  EXPECT_NE(start(c, "p.g=0").find("there is no call 'p.g' with a choice"), std::string::npos);
}

}  // namespace start_test
}  // namespace memtype::cases::testing
