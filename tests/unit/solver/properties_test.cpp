#include "memtype/solver/properties.hpp"

#include <gtest/gtest.h>

#include "memtype/linux/boot.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace properties_test {

using Kind = PropertyCell::Kind;

std::vector<PropertyRow> asked(Property property, const std::string& rest) {
  return ask_property(
      parsed("machine { cpu any of (intel, intel_p6, amd64); pat any of (nopat, linux, absent); "
             "firmware any of (none, WB(0, 4G)); kernel \"6.12\"; } const bar = 0xd0000000; "
             "region fb (bar, 16M) wants WC; " +
             rest),
      property, {});
}

const std::string converted = "v = ioremap_wc(bar, 16M); cookie = arch_phys_wc_add(bar, 16M);";

TEST(MtrrDead, IsProvedOfAConvertedDriver) {
  const auto rows = asked(Property::mtrr_dead, "after {" + converted + "}");
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows[0].cells.size(), machines_of(Property::mtrr_dead).size());
  for (const PropertyCell& cell : rows[0].cells)
    EXPECT_EQ(cell.kind, Kind::proved) << cell.machines;
}

// "kvm PAT": does the environment show MTRRs?
bool has_mtrrs(const std::string& machines) {
  for (const kernel::Environment env : kernel::all_environments)
    if (machines.starts_with(std::string(kernel::name(env)) + " ")) return kernel::shows_mtrrs(env);
  ADD_FAILURE() << machines;
  return false;
}

// With PAT in every environment there is; without it where the kernel has no MTRRs.
TEST(MtrrDead, IsAskedInEveryEnvironment) {
  const std::vector<std::string> machines = machines_of(Property::mtrr_dead);
  const auto among = [&](const std::string& name) {
    return std::find(machines.begin(), machines.end(), name) != machines.end();
  };
  for (const kernel::Environment env : kernel::all_environments) {
    const std::string name(kernel::name(env));
    EXPECT_TRUE(among(name + " PAT")) << name;
    EXPECT_EQ(among(name + " no PAT"), !kernel::shows_mtrrs(env)) << name;
  }
}

TEST(MtrrDead, FailsWhereADriverWritesAllTheSame) {
  const auto rows = asked(Property::mtrr_dead,
                          "after { v = ioremap_wc(bar, 16M); r = mtrr_add(bar, 16M, "
                          "MTRR_TYPE_WRCOMB, 1); }");
  for (const PropertyCell& cell : rows[0].cells) {
    const bool writes = has_mtrrs(cell.machines);
    EXPECT_EQ(cell.kind, writes ? Kind::fails : Kind::proved) << cell.machines;
    EXPECT_EQ(cell.result.witness.has_value(), writes);
  }
  EXPECT_EQ(worst(rows, 0), Kind::fails);
  EXPECT_EQ(worst(rows, 2), Kind::proved);
}

TEST(MtrrDead, CodeBeforeAConversionIsNotAsked) {
  const auto rows =
      asked(Property::mtrr_dead, "before { r = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1); }");
  EXPECT_TRUE(rows[0].cells.empty());
  EXPECT_NE(rows[0].not_applicable, "");
  EXPECT_EQ(worst(rows, 0), Kind::not_applicable);
}

TEST(WcWithoutPat, IsProvedAndFails) {
  EXPECT_EQ(asked(Property::wc_without_pat, "after {" + converted + "}")[0].cells[0].kind,
            Kind::proved);
  EXPECT_EQ(asked(Property::wc_without_pat,
                  "after { v = ioremap_wc(bar, 16M); cookie = arch_phys_wc_add(bar, 12M); }")[0]
                .cells[0]
                .kind,
            Kind::fails);
  EXPECT_NE(
      asked(Property::wc_without_pat, "after { v = ioremap_wc(bar, 16M); }")[0].not_applicable, "");
}

TEST(WcWithoutPat, AnOptionOfTheDriverIsNamed) {
  const auto rows = asked(Property::wc_without_pat,
                          "param mtrr range 0..1; after { v = ioremap_wc(bar, 16M); "
                          "if (mtrr) cookie = arch_phys_wc_add(bar, 16M); }");
  EXPECT_EQ(rows[0].cells[0].kind, Kind::fails);
  EXPECT_EQ(rows[0].cells[0].note, "no range is asked for over fb; proved where mtrr is 1");
}

TEST(WcWithoutPat, ARegionThatIsGoneAtTheEndIsNotApplicable) {
  const auto rows = asked(Property::wc_without_pat, "after {" + converted + " iounmap(v); }");
  EXPECT_EQ(rows[0].cells[0].kind, Kind::not_applicable);
}

TEST(WcWithoutPat, AFailureHasAReason) {
  const auto reason = [](const std::string& body) {
    return asked(Property::wc_without_pat, "after {" + body + "}")[0].cells[0].note;
  };
  EXPECT_EQ(reason("v = ioremap_wc(bar, 16M); c = arch_phys_wc_add(bar, 12M);"),
            "arch_phys_wc_add(0xd0000000, 12M) is refused, -EINVAL: its length is no power of "
            "two");
  EXPECT_EQ(reason("v = ioremap_wc(bar, 16M); c = arch_phys_wc_add(bar + 4M, 8M);"),
            "arch_phys_wc_add(0xd0400000, 8M) is refused, -EINVAL: not at a multiple of its "
            "length");
  EXPECT_EQ(reason("v = ioremap_wc(bar, 16M); c = arch_phys_wc_add(bar, 8M);"),
            "no range is asked for over fb");
  EXPECT_EQ(reason("v = ioremap_uc(bar, 16M); c = arch_phys_wc_add(bar, 16M);"),
            "fb is mapped UC under its range");
  EXPECT_EQ(reason(converted + "arch_phys_wc_del(cookie);"), "the range over fb is given back");
  EXPECT_EQ(reason(converted + "u = mtrr_add(bar, 4K, MTRR_TYPE_UNCACHABLE, 1);"),
            "another range lies over fb");
  EXPECT_EQ(reason("v = ioremap_wc(bar, 16M); c = arch_phys_wc_add(bar + 16M, 12M);"),
            "no range is asked for over fb")
      << "what was refused is elsewhere";
  EXPECT_EQ(reason("v = ioremap_wc(bar, 4M); c = arch_phys_wc_add(bar, 16M);"),
            "4M of 16M of fb are mapped");
}

// A refusal for which the block rule is not the reason does not blame it.
TEST(WcWithoutPat, ARefusedTypeIsNotCalledMisaligned) {
  const auto rows = asked(Property::wc_without_pat,
                          "after { v = ioremap_wc(bar, 16M); "
                          "w = mtrr_add(bar, 32M, MTRR_TYPE_WRTHROUGH, 1); "
                          "c = arch_phys_wc_add(bar, 16M); }");
  const std::string note = rows[0].cells[0].note;
  EXPECT_NE(note.find("is refused, -E"), std::string::npos) << note;
  EXPECT_EQ(note.find("length"), std::string::npos) << note;
}

TEST(WcWithoutPat, AnOptionThatFailsForAnotherReasonIsNamed) {
  const auto rows = asked(Property::wc_without_pat,
                          "param nomtrr range 0..1; after { v = ioremap_wc(bar, 16M); "
                          "if (!nomtrr) cookie = arch_phys_wc_add(bar, 12M); }");
  const std::string note = rows[0].cells[0].note;
  EXPECT_NE(note.find("no range is asked for"), std::string::npos) << note;
  EXPECT_NE(note.find("12M) is refused"), std::string::npos) << note;
}

// All programs are asked in one go: one that fails leaves the others alone.
TEST(WcWithoutPat, ProgramsAreJudgedByThemselves) {
  const auto rows =
      asked(Property::wc_without_pat,
            "program good {" + converted +
                "} program bad { v = ioremap_wc(bar, 16M); "
                "c = arch_phys_wc_add(bar, 12M); } program none { v = ioremap(bar, 4K); } "
                "after {" +
                converted + "}");
  ASSERT_EQ(rows.size(), 4U);
  for (const PropertyRow& row : rows) {
    if (row.program == "none") {
      EXPECT_TRUE(row.cells.empty());
      continue;
    }
    ASSERT_EQ(row.cells.size(), 1U);
    EXPECT_EQ(row.cells[0].kind, row.program == "bad" ? Kind::fails : Kind::proved) << row.program;
    EXPECT_EQ(row.cells[0].c.checks.size(), 1U);
  }
}

}  // namespace properties_test
}  // namespace memtype::solver::testing
