#include "semantics/interpreter.hpp"

#include "small_case.hpp"

namespace memtype::cases::testing {
namespace interpreter_test {

// The named variable after program p ran to its end.
std::int64_t result(const std::string& body, const std::string& name) {
  const SmallCase small(program(body));
  auto run = small.start();
  SmallCase::finish(run);
  return small.local(run, name);
}

std::size_t calls(const std::string& body) {
  const SmallCase small(program(body));
  auto run = small.start();
  return SmallCase::finish(run).size();
}

TEST(Interpreter, ABranchRunsOneSide) {
  EXPECT_EQ(result("a = 1; if (a == 1) x = 10; else x = 20;", "x"), 10);
  EXPECT_EQ(result("a = 2; if (a == 1) x = 10; else x = 20;", "x"), 20);
  EXPECT_EQ(result("x = 5; if (x < 0) x = 6;", "x"), 5);
  EXPECT_EQ(result("a = 0; x = 3; if (a) { if (1) x = 4; else x = 5; }", "x"), 3);
  EXPECT_EQ(result("a = 0; x = 3; if (a) x = 4; else if (x == 3) x = 5; else x = 6;", "x"), 5);
}

TEST(Interpreter, ACallOnTheOtherSideIsNoStep) {
  EXPECT_EQ(calls("a = 1; if (a) v = ioremap(bar, 4K); else v = ioremap_wc(bar, 4K);"), 1U);
  EXPECT_EQ(calls("a = 0; if (a) v = ioremap(bar, 4K);"), 0U);
}

TEST(Interpreter, LoopsRunWhileTheirConditionHolds) {
  EXPECT_EQ(result("n = 0; s = 16M; while (s >= 4K) { s >>= 1; n = n + 1; }", "n"), 13);
  EXPECT_EQ(result("n = 7; while (n < 0) n = n + 1;", "n"), 7);
  EXPECT_EQ(result("n = 7; do n = n + 1; while (n < 0);", "n"), 8);
  EXPECT_EQ(result("t = 0; i = 0; while (i < 3) { j = 0; while (j < 4) { t = t + 1; j = j + 1; }"
                   " i = i + 1; }",
                   "t"),
            12);
}

TEST(Interpreter, TheHalvingLoopStopsAtTheFirstSizeThatFits) {
  const SmallCase small(
      program("s = 16M; r = -EINVAL; while (s >= 4K && r == -EINVAL) {"
              " r = mtrr_add(bar + 2M, s, MTRR_TYPE_WRCOMB, 1); s >>= 1; }"));
  auto run = small.start();
  const auto steps = SmallCase::finish(run);
  ASSERT_EQ(steps.size(), 4U);  // 16M, 8M and 4M are not aligned there
  EXPECT_EQ(steps[2].result, -22);
  EXPECT_EQ(steps[3].result, 0);
  EXPECT_EQ(steps[3].arguments[1], 2 << 20);
  EXPECT_FALSE(run.cut);
}

TEST(Interpreter, ALoopThatReachesItsBoundIsCut) {
  const SmallCase small(program("r = -1; while (r < 0) r = mtrr_add(bar, 5K, 1, 1); x = 1;"));
  auto run = small.start(4);
  EXPECT_EQ(SmallCase::finish(run).size(), 4U);
  EXPECT_TRUE(run.cut);
  const SmallCase exact(program("n = 0; while (n < 4) n = n + 1;"));
  auto four = exact.start(4);
  SmallCase::finish(four);
  EXPECT_FALSE(four.cut) << "the bound itself is no cut";
}

TEST(Interpreter, TheBoundCountsFromEachEntryOfALoop) {
  const SmallCase small(program(
      "i = 0; n = 0; while (i < 3) { j = 0; while (j < 3) { j = j + 1; n = n + 1; } i = i + 1; }"));
  auto run = small.start(3);
  SmallCase::finish(run);
  EXPECT_FALSE(run.cut);
  EXPECT_EQ(small.local(run, "n"), 9);
}

TEST(Interpreter, BreakLeavesTheInnermostLoop) {
  EXPECT_EQ(result("n = 0; while (1) { n = n + 1; if (n == 5) break; }", "n"), 5);
  EXPECT_EQ(
      result("n = 0; i = 0; while (i < 3) { while (1) { n = n + 1; break; } i = i + 1; }", "n"), 3);
  EXPECT_EQ(result("n = 0; do { n = n + 1; if (n == 2) { break; n = 50; } n = n + 10; }"
                   " while (n < 5); x = n;",
                   "x"),
            11);
}

TEST(Interpreter, ReturnLeavesTheProgram) {
  EXPECT_EQ(result("x = 1; if (x) { return; } x = 2;", "x"), 1);
  EXPECT_EQ(result("x = 0; while (1) { x = x + 1; if (x == 3) return; } x = 99;", "x"), 3);
  EXPECT_EQ(calls("v = ioremap(bar, 4K); if (v) return; w = ioremap_wc(bar, 4K);"), 1U);
}

TEST(Interpreter, AStepSaysWhatWasCalledAndWhatCameOut) {
  const SmallCase small(program("\n v = ioremap_wc(bar + 4K, 8K);\n iounmap(v);"));
  auto run = small.start();
  const auto steps = SmallCase::finish(run);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].function, find_function("ioremap_wc"));
  EXPECT_EQ(steps[0].arguments, (std::vector<std::int64_t>{0xd0001000, 0x2000}));
  EXPECT_EQ(steps[0].at.line, 2U);
  EXPECT_EQ(steps[0].program, 0);
  EXPECT_EQ(steps[0].mapping, 0);
  EXPECT_NE(steps[0].result, 0);
  EXPECT_TRUE(steps[0].executed);
  EXPECT_EQ(steps[1].function, find_function("iounmap"));
  EXPECT_EQ(steps[1].mapping, 0);
  EXPECT_TRUE(run.finished(0));
}

TEST(Interpreter, AFailedMappingIsNull) {
  const SmallCase small(
      program("v = ioremap(bar, 0); w = ioremap(16M, 4K); x = ioremap(bar, 4K);"
              " if (!v) a = 1; else a = 2;",
              "memory ram(0, 1G);"));
  auto run = small.start();
  const auto steps = SmallCase::finish(run);
  EXPECT_EQ(small.local(run, "v"), 0);
  EXPECT_EQ(small.local(run, "w"), 0) << "RAM is not mapped";
  EXPECT_NE(small.local(run, "x"), 0);
  EXPECT_EQ(small.local(run, "a"), 1);
  EXPECT_EQ(steps[0].mapping, -1);
}

TEST(Interpreter, IounmapGoesByThePointer) {
  const SmallCase small(
      program("a = ioremap(bar, 4K); b = ioremap(bar + 4K, 4K); iounmap(a);"
              " iounmap(NULL); iounmap(a);"));
  auto run = small.start();
  const auto steps = SmallCase::finish(run);
  ASSERT_EQ(run.system.mappings.size(), 2U);
  EXPECT_FALSE(run.system.mappings[0].live);
  EXPECT_TRUE(run.system.mappings[1].live);
  EXPECT_EQ(steps[3].mapping, -1);
}

TEST(Interpreter, IounmapLetsANewTypeIn) {
  const SmallCase small(
      program("a = ioremap(bar, 4K); iounmap(a); b = ioremap_wc(bar, 4K);", "pat linux;"));
  auto run = small.start();
  SmallCase::finish(run);
  EXPECT_EQ(run.system.mappings.back().mode, TypeSet(MemoryType::WC));
}

TEST(Interpreter, TheIncrementOfMtrrAddMayBeLeftOut) {
  for (const auto& [call, usage] : {std::pair{"mtrr_add(bar, 1M, 1)", 2},
                                    {"mtrr_add(bar, 1M, 1, 1)", 2},
                                    {"mtrr_add(bar, 1M, 1, 0)", 1}}) {
    const SmallCase small(program("a = mtrr_add(bar, 1M, 1, 1); b = " + std::string(call) + ";"));
    auto run = small.start();
    SmallCase::finish(run);
    EXPECT_EQ(run.system.mtrr.usage[0], usage) << call;
  }
}

// Two programs that a lane joins; the lane is the third program.
std::string lane(const std::string& first, const std::string& then, const std::string& order) {
  return "machine { cpu intel; pat nopat; } const bar = 0xd0000000; program first {" + first +
         "} program next {" + then + "} async g { " + order + "; }";
}

TEST(Interpreter, TheProgramsOfALaneShareTheirVariables) {
  const SmallCase small(lane("x = 3; r = mtrr_add(bar, 1M, MTRR_TYPE_WRCOMB, 1);",
                             "y = x + 1; d = mtrr_del(r, bar, 1M);", "first then next"));
  auto run = small.start();
  EXPECT_EQ(SmallCase::finish(run, 2).size(), 2U);
  EXPECT_EQ(small.local(run, "y", 2), 4);
  EXPECT_EQ(small.local(run, "d", 2), 0);
  EXPECT_EQ(run.system.mtrr.writes, 2);
}

TEST(Interpreter, ReturnEndsItsOwnProgramOfALaneAlone) {
  const SmallCase small(lane("x = 1; while (1) { if (x) return; x = 2; } x = 3;",
                             "y = x; if (y) return; y = 7;", "first then next then first"));
  auto run = small.start();
  EXPECT_EQ(SmallCase::finish(run, 2).size(), 0U);
  EXPECT_EQ(small.local(run, "x", 2), 1);
  EXPECT_EQ(small.local(run, "y", 2), 1);
  EXPECT_FALSE(run.cut);
}

TEST(Interpreter, ALaneMayRunAProgramAgain) {
  const SmallCase small(lane("n = n + 1;", "n = 0;", "next then first then first"));
  auto run = small.start();
  SmallCase::finish(run, 2);
  EXPECT_EQ(small.local(run, "n", 2), 2);
}

TEST(Interpreter, ACopyIsAForkOfTheRun) {
  const SmallCase small(program("a = ioremap(bar, 4K); b = ioremap(bar, 8K);"));
  auto run = small.start();
  Step<Concrete> step;
  ASSERT_TRUE(run.step(0, step));
  auto fork = run;
  ASSERT_TRUE(fork.step(0, step));
  EXPECT_EQ(run.system.mappings.size(), 1U);
  EXPECT_EQ(fork.system.mappings.size(), 2U);
}

}  // namespace interpreter_test
}  // namespace memtype::cases::testing
