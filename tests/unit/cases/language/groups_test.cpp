#include <gtest/gtest.h>

#include "helpers.hpp"
#include "semantics/trace.hpp"

namespace memtype::cases::testing {
namespace groups_test {

const std::string life =
    "program probe { ok = 0; c = arch_phys_wc_add(bar, 16M); if (c < 0) return; ok = 1; }\n"
    "program remove { if (ok) arch_phys_wc_del(c); left = 1; }\n";

TEST(Groups, ALaneIsAProgramOfItsOwn) {
  const auto result = parse(life + "async both { probe then remove; }");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const Case& c = *result.parsed;
  ASSERT_EQ(c.programs.size(), 3U);
  EXPECT_FALSE(c.programs[0].only_in_lanes);
  EXPECT_TRUE(c.programs[1].only_in_lanes);
  EXPECT_EQ(c.programs[2].name, "probe then remove");
  EXPECT_EQ(c.programs[2].parts, (std::vector<int>{0, 1}));
  EXPECT_EQ(c.programs[2].locals, (std::vector<std::string>{"ok", "c", "left"}));
  ASSERT_EQ(c.subjects.size(), 2U) << "remove is no subject";
  EXPECT_EQ(c.subjects[1].programs, std::vector<int>{2});
}

TEST(Groups, EqualLanesAreOneProgram) {
  const auto result = parse(life +
                            "async one { probe then remove; }\n"
                            "async two { probe then remove; }");
  ASSERT_TRUE(result.parsed) << first_message(result);
  EXPECT_EQ(result.parsed->programs.size(), 3U);
}

TEST(Groups, AProgramThatStartsALaneIsOneOfItsOwn) {
  const auto result = parse(
      "program a { x = 1; } program b { x = 2; }\n"
      "async g { a then b; } async h { b; }");
  ASSERT_TRUE(result.parsed) << first_message(result);
  EXPECT_EQ(result.parsed->subjects.size(), 4U);
}

TEST(Groups, ALaneKnowsWhatItsEarlierProgramsAlwaysAssign) {
  EXPECT_EQ(ids(parse("program a { if (bar) return; x = 1; } program b { y = x; }\n"
                      "async g { a then b; }")),
            "E015");
  EXPECT_EQ(ids(parse("program a { x = 1; if (bar) return; x = 2; } program b { y = x; }\n"
                      "async g { a then b; }")),
            "");
  EXPECT_EQ(ids(parse("program a { x = 1; } program b { y = z; } async g { a then b; }")), "E013");
}

TEST(Groups, AMistakeInAProgramIsReportedOnce) {
  const auto result = parse(
      "program a { x = bra; v = ioremap(bar, 5000); } program b { y = x; }\n"
      "async g { a then b; } async h { a then b then a; }");
  EXPECT_EQ(ids(result), "E013");
}

TEST(Groups, ChecksAskTheGroupForAProgramThatOnlyFollows) {
  const std::string groups = life + "async both { probe then remove; }";
  EXPECT_EQ(ids(parse(groups + "check finally c (both.left == 1) expect Holds;")), "");
  EXPECT_EQ(ids(parse(groups + "check finally c (remove.left == 1) expect Holds;")), "E017");
  EXPECT_EQ(ids(parse(groups + "check finally c (mtrr_used(remove) == 0) expect Holds;")), "E017");
}

TEST(Groups, TwoLanesCannotShareAProgram) {
  EXPECT_EQ(ids(parse(life + "async g { probe then remove; probe; }")), "E040");
  EXPECT_EQ(ids(parse(life + "async g { probe then remove then probe; }")), "");
}

TEST(Groups, LanesListPrograms) {
  const std::string two = "program a { x = 1; } program b { x = 2; }\n";
  EXPECT_EQ(ids(parse(two + "async g { a then nothing; }")), "E040");
  EXPECT_EQ(ids(parse(two + "async g { a; } async h { b then g; }")), "E040");
  EXPECT_EQ(ids(parse(two + "async g { a then; }")), "E004");
}

TEST(Groups, AStepOfALaneNamesTheProgramInTheFile) {
  const auto result = parse(life + "async both { probe then remove then probe; }");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const Case& c = *result.parsed;
  Step<Concrete> step;
  step.program = 2;
  step.at = {4, 40, 1};
  EXPECT_EQ(program_of(c, step).name, "probe");
  step.at = {5, 30, 1};
  EXPECT_EQ(program_of(c, step).name, "remove");
  step.program = 0;
  EXPECT_EQ(program_of(c, step).name, "probe");
}

}  // namespace groups_test
}  // namespace memtype::cases::testing
