#include "semantics/explore.hpp"

#include <algorithm>
#include <set>

#include "small_case.hpp"

namespace memtype::cases::testing {
namespace explore_test {

// The orders of the calls of the last subject of a case, each as the programs in turn: "00101".
std::vector<std::string> orders(const SmallCase& small, std::size_t limit = 1000,
                                bool* complete = nullptr) {
  std::vector<std::string> found;
  Explorer<Concrete> explorer(small.c.subjects.back(), limit, [&](const Moment<Concrete>& m) {
    if (!m.end) return;
    std::string order;
    for (const auto& step : *m.steps) order += std::to_string(step.program);
    found.push_back(order);
  });
  const bool walked = explorer.walk(small.start());
  if (complete != nullptr) *complete = walked;
  return found;
}

std::string two_programs(const std::string& a, const std::string& b) {
  return "machine { cpu intel; pat nopat; } const bar = 0xd0000000; program a {" + a +
         "} program b {" + b + "} async g { a; b; }";
}

const std::string call = "v = ioremap(bar, 4K);";

TEST(Explorer, ThreeAndTwoCallsHaveTenOrders) {
  const SmallCase small(two_programs(call + call + call, call + call));
  auto all = orders(small);
  EXPECT_EQ(all.size(), 10U);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 10U);
  for (const std::string& order : all) EXPECT_EQ(std::count(order.begin(), order.end(), '0'), 3);
  EXPECT_EQ(all.front(), "00011");
  EXPECT_EQ(all.back(), "11000");
}

TEST(Explorer, EachStepAndEachEndIsOneMoment) {
  const SmallCase small(two_programs(call, call));
  std::size_t steps = 0, ends = 0;
  Explorer<Concrete> explorer(small.c.subjects.back(), 100, [&](const Moment<Concrete>& m) {
    ++(m.end ? ends : steps);
    EXPECT_EQ(m.run->system.mappings.size(), m.steps->size());
  });
  EXPECT_TRUE(explorer.walk(small.start()));
  EXPECT_EQ(steps, 4U);
  EXPECT_EQ(ends, 2U);
  EXPECT_EQ(explorer.visited(), 6U);
}

TEST(Explorer, AProgramAloneHasOneOrder) {
  const SmallCase small(program(call + call));
  EXPECT_EQ(orders(small), std::vector<std::string>{"00"});
}

TEST(Explorer, AProgramWithoutCallsEndsAtOnce) {
  const SmallCase small(program("x = 1; y = x + 1;"));
  std::int64_t y = 0;
  Explorer<Concrete> explorer(small.c.subjects.back(), 10, [&](const Moment<Concrete>& m) {
    EXPECT_TRUE(m.end);
    y = small.local(*m.run, "y");
  });
  EXPECT_TRUE(explorer.walk(small.start()));
  EXPECT_EQ(explorer.visited(), 1U);
  EXPECT_EQ(y, 2);
}

TEST(Explorer, WhatFollowsTheLastCallIsDoneAtTheEnd) {
  const SmallCase small(two_programs(call + " x = 5;", call));
  Explorer<Concrete> explorer(small.c.subjects.back(), 100, [&](const Moment<Concrete>& m) {
    EXPECT_EQ(small.local(*m.run, "x"), m.end ? 5 : 0);
  });
  EXPECT_TRUE(explorer.walk(small.start()));
}

TEST(Explorer, ACallThatIsNotReachedTakesNoPlaceInTheOrder) {
  // b maps only if its first call found a free register; there is none.
  const SmallCase small(
      "machine { cpu intel; pat nopat; mtrr_variable 1; mtrr_free 0; }"
      " const bar = 0xd0000000;"
      " program a { v = mtrr_add(bar, 8K, 1, 1); }"
      " program b { r = mtrr_add(bar, 4K, 1, 1); if (r >= 0) w = ioremap(bar, 4K); }"
      " async g { a; b; }",
      {}, 1);
  EXPECT_EQ(orders(small), (std::vector<std::string>{"01", "10"}));
}

TEST(Explorer, StepsThatCommuteAreWalkedInOneOrder) {
  // A mapping and an MTRR have nothing to do with each other; two mappings of one page do.
  const SmallCase apart(
      "machine { cpu intel; pat nopat; } const bar = 0xd0000000;"
      " program a { v = ioremap(bar, 4K); } program b { r = mtrr_add(bar, 4K, 1, 1); }"
      " async g { a; b; }",
      {}, 1);
  EXPECT_EQ(orders(apart), (std::vector<std::string>{"01"}));
  const SmallCase together(
      "machine { cpu intel; pat linux; } const bar = 0xd0000000;"
      " program a { v = ioremap(bar, 4K); } program b { w = ioremap_wc(bar, 4K); }"
      " async g { a; b; }",
      {}, 1);
  EXPECT_EQ(orders(together), (std::vector<std::string>{"01", "10"}));
}

TEST(Explorer, OrdersChangeWhatIsMapped) {
  const SmallCase small(
      "machine { cpu intel; pat linux; } const bar = 0xd0000000;"
      " program a { v = ioremap(bar, 4K); }"
      " program b { v = ioremap_wc(bar, 4K); } async g { a; b; }");
  std::vector<TypeSet> second;
  Explorer<Concrete> explorer(small.c.subjects.back(), 100, [&](const Moment<Concrete>& m) {
    if (m.end) second.push_back(m.run->system.mappings[1].mode);
  });
  EXPECT_TRUE(explorer.walk(small.start()));
  EXPECT_EQ(second, (std::vector<TypeSet>{MemoryType::UC_minus, MemoryType::WC}));
}

TEST(Explorer, TheLimitOnMomentsStopsTheWalk) {
  const SmallCase small(two_programs(call + call + call, call + call));
  bool complete = true;
  EXPECT_LT(orders(small, 20, &complete).size(), 10U);
  EXPECT_FALSE(complete);
}

}  // namespace explore_test
}  // namespace memtype::cases::testing
