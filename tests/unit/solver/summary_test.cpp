#include "memtype/solver/summary.hpp"

#include <gtest/gtest.h>

#include "concrete_inputs.hpp"
#include "memtype/solver/synthesis.hpp"
#include "parsed.hpp"
#include "prove/concrete_check.hpp"
#include "semantics/machines.hpp"

namespace memtype::solver::testing {
namespace summary_test {

using cases::Case;
using cases::Quantifier;

std::vector<SummaryRow> asked(const Case& c) {
  std::vector<int> all;
  for (std::size_t s = 0; s < c.subjects.size(); ++s) all.push_back(static_cast<int>(s));
  return summarize(c, all, {});
}

// "never" or "always where PAT; never where no PAT", for the layout of this head.
std::string cell(const SummaryRow& row, const std::string& group, const std::string& name) {
  constexpr std::string_view words[] = {"always",
                                        "at end",
                                        "right_or_undefined",
                                        "undefined",
                                        "wrong_or_undefined",
                                        "sometimes",
                                        "not mapped",
                                        "unknown",
                                        "never"};
  for (std::size_t k = 0; k < std::size(firmware_layouts); ++k) {
    if (firmware_layouts[k].group != group || firmware_layouts[k].name != name) continue;
    std::string text;
    for (const SummaryPart& p : row.cells.at(k).parts)
      text += (text.empty() ? "" : "; ") + std::string(words[static_cast<std::size_t>(p.how)]) +
              (p.where.empty() ? "" : " where " + p.where);
    return text;
  }
  ADD_FAILURE() << group << " " << name;
  return "";
}

// One machine with its inputs, run.
struct Runner {
  const Case& c;
  const cases::MachineChoice& choice;
  const ConcreteInputs& inputs;
  bool holds(Quantifier q, cases::Expr condition) const {
    const cases::Check check = make_check(q, "q", {}, std::move(condition));
    return !fails_on(c, check, choice, inputs, {});
  }
};

// Every machine of a cell is in exactly one of its parts and does as the part says, and what
// `at_end` and `sometimes` say of some machine is true of one.
void compare_cell(const Case& one, const SummaryRow& row, const SummaryCell& cell) {
  const cases::Region& region = one.regions[static_cast<std::size_t>(row.region)];
  const auto right_at = [&](const Runner& run, bool each_call) {
    const auto ask = [&](cases::CheckFunction f) {
      return call_expr(f, {region_expr(one, row.subject, row.region)});
    };
    const cases::Expr type = region_is(one, row.subject, row.region, *region.wants);
    if (each_call) return run.holds(Quantifier::always, type);
    const bool whole = run.holds(Quantifier::finally_, ask(cases::CheckFunction::covered)) ||
                       !run.holds(Quantifier::finally_, ask(cases::CheckFunction::mapped));
    return (whole || region.where_mapped) && run.holds(Quantifier::finally_, type);
  };
  const std::size_t listed = one.machine.firmware[0].ranges.size();
  std::vector<std::size_t> machines(cell.parts.size()), good(machines), bad(machines);
  for (const cases::MachineChoice& choice : machine_choices(one)) {
    if (choice.mtrr_variable < listed) continue;
    for (ConcreteInputs inputs : all_inputs(one, choice)) {
      for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets())
        inputs.choice[set] = MemoryType::WP;
      const Runner run{one, choice, inputs};
      std::size_t in = 0;
      for (std::size_t p = 0; p < cell.parts.size(); ++p) {
        if (!run.holds(Quantifier::finally_, cell.parts[p].guard)) continue;
        ++in;
        ++machines[p];
        const bool end = right_at(run, false);
        const bool always = end && (*region.wants != MemoryType::UC || right_at(run, true));
        const bool mapped = run.holds(
            Quantifier::finally_,
            call_expr(cases::CheckFunction::mapped, {region_expr(one, row.subject, row.region)}));
        good[p] += end && mapped;
        bad[p] += !always;
        const HowRight how = cell.parts[p].how;
        if (how == HowRight::always || how == HowRight::not_mapped) {
          EXPECT_TRUE(always);
        }
        if (how == HowRight::not_mapped) {
          EXPECT_FALSE(mapped);
        }
        if (how == HowRight::never) {
          EXPECT_FALSE(mapped && end);
        }
        if (how == HowRight::at_end) {
          EXPECT_TRUE(end);
        }
        EXPECT_NE(how, HowRight::unknown);
      }
      EXPECT_EQ(in, 1U) << "each machine is in one part";
    }
  }
  for (std::size_t p = 0; p < cell.parts.size(); ++p) {
    EXPECT_GT(machines[p], 0U) << cell.parts[p].where;
    const HowRight how = cell.parts[p].how;
    if (how == HowRight::sometimes) {
      EXPECT_GT(good[p], 0U);
    }
    if (how == HowRight::sometimes || how == HowRight::at_end || how == HowRight::never) {
      EXPECT_GT(bad[p], 0U);
    }
    if (how == HowRight::always) {
      EXPECT_GT(good[p], 0U);
    }
  }
}

void compare_all(const Case& c) {
  for (const SummaryRow& row : asked(c)) {
    ASSERT_EQ(row.cells.size(), std::size(firmware_layouts));
    for (std::size_t k = 0; k < std::size(firmware_layouts); ++k) {
      const auto one = case_on(c, firmware_layouts[k], row);
      SCOPED_TRACE(c.subjects[static_cast<std::size_t>(row.subject)].name + "." +
                   c.regions[static_cast<std::size_t>(row.region)].name + " on " +
                   std::string(firmware_layouts[k].meaning));
      ASSERT_TRUE(one);
      compare_cell(*one, row, row.cells[k]);
    }
  }
}

const std::string head =
    "machine { cpu any of (intel, intel_p6); pat any of (nopat, linux, absent); mtrr_variable 4; "
    "kernel \"4.2\"; } param bar align 16M range 0xc0000000..0xc1000000; "
    "region regs (bar + 8M - 4K, 4K) wants UC; region fb (bar, 8M - 4K) wants WC; ";
const std::string converted =
    "after { r = ioremap_uc(bar + 8M - 4K, 4K); f = ioremap_wc(bar, 8M - 4K); "
    "cookie = arch_phys_wc_add(bar, 16M); } ";
const std::string hole_cut =
    "before { r = ioremap(bar + 8M - 4K, 4K); f = ioremap(bar, 8M); "
    "aper = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1); "
    "if (aper >= 0) hole = mtrr_add(bar + 8M - 4K, 4K, MTRR_TYPE_UNCACHABLE, 1); } ";

TEST(Summary, EveryMachineDoesAsItsCellSays) { compare_all(parsed(head + converted + hole_cut)); }

TEST(Summary, OptionsKernelsAndEnvironmentsAreToldApart) {
  compare_all(parsed(
      "machine { cpu intel; pat any of (nopat, linux, xen); env any of (bare_metal, xen_pv); "
      "mtrr_variable 2; } param bar align 16M range 0xc0000000..0xc0000000; "
      "param mode range 0..2; "
      "region fb (bar, 16M) wants WC; region regs (bar, 16M) wants UC; "
      "program p { if (mode == 2) f = ioremap_wc(bar, 16M); if (mode == 1) f = ioremap(bar, 16M); "
      "if (mode > 0) cookie = arch_phys_wc_add(bar, 16M); }"));
}

TEST(Summary, ConditionsAreEquivalences) {
  const auto rows = asked(parsed(head + converted + hole_cut));
  ASSERT_EQ(rows.size(), 4U);
  const SummaryRow *after_regs = &rows[0], *after_fb = &rows[1], *regs = &rows[2], *fb = &rows[3];
  const std::string over = "over the BAR";
  EXPECT_EQ(cell(*after_regs, over, "WC"), "always");
  EXPECT_EQ(cell(*after_fb, over, "none"),
            "always where PAT or free; never where no PAT & none free");
  EXPECT_EQ(cell(*after_fb, over, "UC"), "always where PAT; never where no PAT");
  EXPECT_EQ(cell(*after_fb, over, "WC"), "always");
  EXPECT_EQ(cell(*after_fb, "WB over all", "+ WC"), "always where PAT; undefined where no PAT");
  EXPECT_EQ(cell(*regs, over, "none"),
            "always where none free; at end where 2 free; never where free & <2 free");
  EXPECT_EQ(cell(*regs, over, "UC"), "always");
  EXPECT_EQ(cell(*fb, over, "none"), "always where free; never where none free");
  EXPECT_EQ(cell(*fb, over, "WB"), "never");
}

TEST(Summary, TheShortestConditionIsFound) {
  const auto rows =
      asked(parsed(head + "program p { r = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1); if (r >= 0) { "
                          "h = mtrr_add(bar + 8M - 4K, 4K, MTRR_TYPE_UNCACHABLE, 1); "
                          "if (h < 0) mtrr_del(r, 0, 0); } f = ioremap(bar, 8M - 4K); }"));
  EXPECT_EQ(cell(rows[1], "over the BAR", "none"), "always where 2 free; never where <2 free");
}

TEST(Summary, ALayoutNeedsItsRegisters) {
  const auto rows = asked(parsed(
      "machine { cpu intel; mtrr_variable 1; } param bar align 16M range 0xc0000000..0xc0000000; "
      "region fb (bar, 16M) wants WC; after { f = ioremap_wc(bar, 16M); }"));
  EXPECT_EQ(cell(rows[0], "over the BAR", "UC"), "always");
  EXPECT_EQ(cell(rows[0], "WB over all", "+ UC"), "") << "there are no two registers";
}

// "Not known" is no "no such machine": each says why.
TEST(Summary, ABarThatIsNotKnownIsUnknown) {
  const auto why = [](const std::string& params, const std::string& region) {
    const auto rows =
        asked(parsed("machine { cpu intel; pat linux; } " + params + " region fb (" + region +
                     ") wants WC; after { n = 0; f = ioremap_wc(" + region + "); }"));
    EXPECT_FALSE(rows[0].bar) << region;
    EXPECT_EQ(cell(rows[0], "over the BAR", "none"), "always") << region;
    EXPECT_EQ(cell(rows[0], "over the BAR", "WB"), "unknown") << region;
    EXPECT_EQ(cell(rows[0], "WB over all", "+ UC"), "unknown") << region;
    EXPECT_EQ(rows[0].cells[1].parts.at(0).reason, rows[0].no_bar) << region;
    return rows[0].no_bar;
  };
  const std::string bar = "param bar align 4K range 0xc0000000..0xc0001000;";
  EXPECT_EQ(why(bar, "bar, 64K"), "which MTRR block holds it depends on the value of bar");
  EXPECT_EQ(why(bar + " param pages range 1..2;", "bar, pages * 4K"), "its length is not constant");
  EXPECT_EQ(why(bar + " param page range 0..1;", "bar + page * 4K, 4K"),
            "its start is not a parameter plus a number");
}

TEST(Summary, EveryWayToWriteALengthGivesTheSameTable) {
  const auto table = [](const std::string& length) {
    const auto rows =
        asked(parsed("machine { cpu intel; pat any of (linux, nopat); mtrr_variable 2; } "
                     "param bar align 16M range 0xd0000000..0xd1000000; const LEN = " +
                     length +
                     "; region fb (bar, LEN) wants WC; after { va = ioremap_wc(bar, LEN); "
                     "cookie = arch_phys_wc_add(bar, LEN); }"));
    std::string text = rows[0].no_bar;
    for (const FirmwareLayout& layout : firmware_layouts)
      text += cell(rows[0], std::string(layout.group), std::string(layout.name)) + "\n";
    return text;
  };
  const std::string expected = table("16M");
  EXPECT_EQ(expected.find("unknown"), std::string::npos) << expected;
  for (const std::string length : {"0x1000000", "1 << 24", "SZ_16M", "16M | 0", "ALIGN(16M, 4K)",
                                   "roundup_pow_of_two(9M)", "64M / 4"})
    EXPECT_EQ(table(length), expected) << length;
}

TEST(Summary, WhatIsNeverMappedIsNeitherRightNorWrong) {
  const auto rows = asked(parsed(
      "machine { cpu intel; } const bar = 0xc0000000; region fb (bar, 16M) wants WC; "
      "region none (bar + 16M, 4K) wants UC; after { f = ioremap_wc(bar, 16M); iounmap(f); }"));
  for (const SummaryRow& row : rows) EXPECT_EQ(cell(row, "over the BAR", "none"), "not mapped");
}

TEST(Summary, ALoopWithoutEndIsUnknown) {
  const auto rows =
      asked(parsed("machine { cpu intel; } const bar = 0xc0000000; region fb (bar, 16M) wants WC; "
                   "after { f = ioremap_wc(bar, 16M); n = 1; while (n > 0) n = 1; }"));
  EXPECT_EQ(rows[0].cells[0].parts.at(0).how, HowRight::unknown);
  EXPECT_NE(rows[0].cells[0].parts.at(0).reason, "");
}

}  // namespace summary_test
}  // namespace memtype::solver::testing
