// Jumps, switches, and calls that give what no rule decides.
#include <map>

#include "semantics/interpreter.hpp"
#include "small_case.hpp"

namespace memtype::cases::testing {
namespace control_flow_test {

// The named variable after program p ran to its end.
std::int64_t result(const std::string& body, const std::string& name) {
  const SmallCase small(program(body));
  auto run = small.start();
  SmallCase::finish(run);
  return small.local(run, name);
}

TEST(ControlFlow, GotoSkipsToItsLabel) {
  const std::string chain =
      "x = 0; if (a == 1) goto one; if (a == 2) { if (a > 0) goto two; x = 100; } x += 10; "
      "goto out; two: x += 2; one: x += 1; out: x += 1000;";
  EXPECT_EQ(result("a = 0; " + chain, "x"), 1010);
  EXPECT_EQ(result("a = 1; " + chain, "x"), 1001);
  EXPECT_EQ(result("a = 2; " + chain, "x"), 1003);
  // Out of loops, and of one round.
  EXPECT_EQ(
      result("n = 0; while (1) { n++; do { if (n == 3) goto out; } while (0); } out: n += 10;",
             "n"),
      13);
  EXPECT_EQ(
      result("s = 0; for (i = 0; i < 5; i++) { if (i == 2) goto next; s += i; next: ; }", "s"), 8);
}

TEST(ControlFlow, ContinueGoesOnWithTheStepOrTheCondition) {
  EXPECT_EQ(result("s = 0; for (i = 0; i < 5; i++) { if (i == 2) continue; s += i; }", "s"), 8);
  EXPECT_EQ(result("s = 0; i = 0; while (i < 5) { i++; if (i == 2) continue; s += i; }", "s"), 13);
  EXPECT_EQ(result("s = 0; i = 0; do { i++; if (i < 9) continue; s = i; } while (i < 5);", "s"), 0);
  EXPECT_EQ(result("s = 0; for (i = 0; i < 3; i++) for (j = 0; j < 3; j++) { if (j == i) continue; "
                   "s += 1; }",
                   "s"),
            6);
}

TEST(ControlFlow, SwitchGoesToOneLabelAndFallsThrough) {
  const std::string body =
      "x = 0; switch (a) { case 1: x += 1; case 2: x += 2; break; default: x += 4; case 5: x += 8; "
      "}";
  const auto with = [&](const std::string& value) {
    return result("a = " + value + "; " + body, "x");
  };
  EXPECT_EQ(with("1"), 3);
  EXPECT_EQ(with("2"), 2);
  EXPECT_EQ(with("3"), 12);
  EXPECT_EQ(with("5"), 8);
  EXPECT_EQ(result("a = 7; x = 1; switch (a) { case 1: x = 2; }", "x"), 1);
  // `break` leaves the switch, `continue` the round.
  EXPECT_EQ(result("s = 0; for (i = 0; i < 4; i++) { switch (i) { case 1: continue; case 2: break; "
                   "default: s += 10; } s += 1; }",
                   "s"),
            23);
  // The constants take the type of the value: C11 6.8.4.2.
  EXPECT_EQ(result("unsigned int u = 0; u = u - 1; x = 0; switch (u) { case -1: x = 1; }", "x"), 1);
  EXPECT_EQ(result("u8 u = 1; x = 0; switch (u) { case 257: x = 1; }", "x"), 0);
}

TEST(ControlFlow, ErrnosInThePlaceOfPointers) {
  const std::string p = "p = devm_ioremap_resource(bar, 4K); q = devm_ioremap_resource(bar, 4K); ";
  EXPECT_EQ(result(p + "n = IS_ERR(p) * 10 + IS_ERR(q);", "n"), 1);
  EXPECT_EQ(result(p + "n = PTR_ERR_OR_ZERO(p) * 10 + PTR_ERR_OR_ZERO(q);", "n"), -16);
  EXPECT_EQ(result(p + "n = 0; if (IS_ERR(q)) n = PTR_ERR(q);", "n"), -16);
  EXPECT_EQ(result("p = NULL; n = IS_ERR(p) * 10 + IS_ERR_OR_NULL(p);", "n"), 1);
  EXPECT_EQ(result("p = ERR_PTR(-ENODEV); n = IS_ERR(p) ? PTR_ERR(p) : 0;", "n"), -19);
  EXPECT_EQ(result("n = IS_ERR(-4095) * 10 + IS_ERR(-4096);", "n"), 10);
}

TEST(CallAnswers, AnExternalCallGivesOneOfItsValues) {
  const auto last = [](const std::map<CallMoment, std::int64_t>& given) {
    SmallCase small(
        "external f() any of (7, -EINVAL, 8 * 2); external g(); machine { cpu intel; } "
        "program p { x = 1; g(); do { x = (int)f(); } while (x == 7); }");
    small.inputs.answers.given = given;
    auto run = small.start(3);
    SmallCase::finish(run);
    EXPECT_EQ(run.cut, small.local(run, "x") == 7);
    return small.local(run, "x");
  };
  EXPECT_EQ(last({}), 7);
  EXPECT_EQ(last({{{0, 0, {1}}, 1}}), -22);
  EXPECT_EQ(last({{{0, 0, {1, 2}}, 2}}), 16);
}

// The results of the calls of program p, of which some fail.
std::vector<std::int64_t> with_answers(const std::string& body,
                                       const std::map<CallMoment, std::int64_t>& given) {
  SmallCase small(program(body));
  small.inputs.answers.given = given;
  auto run = small.start();
  std::vector<std::int64_t> results;
  for (const auto& step : SmallCase::finish(run)) results.push_back(step.result);
  return results;
}

TEST(CallAnswers, ACallFailsWhereItsAnswerSaysSo) {
  const std::string two = "v = ioremap(bar, 4K) may fail; w = ioremap_wc(bar + 4K, 4K) may fail;";
  EXPECT_EQ(with_answers(two, {}), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(with_answers(two, {{{0, 0, {1}}, 1}}), (std::vector<std::int64_t>{0, 1}));
  EXPECT_EQ(with_answers(two, {{{0, 1, {1}}, 1}}), (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(with_answers("e = remap_pfn_range(bar, 4K, UC-) may fail;", {{{0, 0, {1}}, 1}}),
            std::vector<std::int64_t>{-12});
  // What is not marked is not asked.
  EXPECT_EQ(with_answers("v = ioremap(bar, 4K);", {{{0, 0, {1}}, 1}}),
            std::vector<std::int64_t>{1});
}

TEST(CallAnswers, AFailedCallLeavesNothing) {
  SmallCase small(program("v = ioremap_wc(bar, 4K) may fail; w = ioremap(bar, 4K);", "pat linux;"));
  small.inputs.answers.given[{0, 0, {1}}] = 1;
  auto run = small.start();
  SmallCase::finish(run);
  ASSERT_EQ(run.system.mappings.size(), 1U);
  EXPECT_EQ(run.system.mappings[0].mode, TypeSet(MemoryType::UC_minus));  // and not WC
}

TEST(CallAnswers, EachRoundOfALoopIsAskedAnew) {
  const std::string loop = "n = 0; do { v = ioremap(bar, 4K) may fail; n++; } while (n < 3);";
  EXPECT_EQ(with_answers(loop, {{{0, 0, {1, 2}}, 1}}), (std::vector<std::int64_t>{1, 0, 2}));
  EXPECT_EQ(with_answers(loop, {{{0, 0, {1}}, 1}}), (std::vector<std::int64_t>{0, 0, 0}));
  const std::string nested =
      "for (i = 0; i < 2; i++) for (j = 0; j < 2; j++) v = ioremap(bar, 4K) may fail;";
  EXPECT_EQ(with_answers(nested, {{{0, 0, {1, 2, 1}}, 1}}),
            (std::vector<std::int64_t>{1, 2, 0, 3}));
}

}  // namespace control_flow_test
}  // namespace memtype::cases::testing
