#include "semantics/ordered_run.hpp"

#include "semantics/trace.hpp"
#include "small_case.hpp"

namespace memtype::cases::testing {
namespace ordered_run_test {

using Order = std::vector<int>;

class InOrder : public ::testing::Test {
 protected:
  OrderedRun run(const Order& order, RunUntil until) {
    made_.clear();
    return run_in_order(
        small_.c, small_.choices.front(), small_.inputs, 0, order, until, default_unroll,
        [&](const Step<Concrete>& step, const auto&) { made_.push_back(step.program); });
  }

  const SmallCase small_{
      "machine { cpu intel; pat linux; } const bar = 0xd0000000;"
      "program a { x = ioremap(bar, 4K); iounmap(x); last = 7; }"
      "program b { y = ioremap_wc(0xd0001000, 4K); }"
      "async both { a; b; }"};
  int both_ = 2;  // subjects: a, b, both
  Order made_;
};

TEST_F(InOrder, StopsBehindTheLastCallOrGoesToTheEnd) {
  const OrderedRun one = run({0}, RunUntil::last_call);
  EXPECT_TRUE(one.in_order);
  EXPECT_EQ(one.beyond, 0U);
  EXPECT_EQ(made_, Order{0});
  EXPECT_EQ(small_.local(one.run, "last"), 0);
  const OrderedRun all = run({0}, RunUntil::end);
  EXPECT_TRUE(all.in_order);
  EXPECT_EQ(all.beyond, 1U);
  EXPECT_EQ(made_, (Order{0, 0}));
  EXPECT_EQ(small_.local(all.run, "last"), 7);
}

TEST_F(InOrder, WhatFollowsTheLastCallIsRunToo) {
  const OrderedRun all = run({0, 0}, RunUntil::end);
  EXPECT_EQ(all.beyond, 0U);
  EXPECT_EQ(small_.local(all.run, "last"), 7);
}

TEST_F(InOrder, AProgramWithoutAFurtherCallIsSaid) {
  EXPECT_FALSE(run({0, 0, 0}, RunUntil::last_call).in_order);
  EXPECT_FALSE(run({0, 0, 0}, RunUntil::end).in_order);
  EXPECT_EQ(made_, (Order{0, 0}));
}

TEST_F(InOrder, CallsOfSeveralProgramsInterleave) {
  const auto trace = [&](const Order& order) {
    return trace_run(small_.c, small_.choices.front(), small_.inputs, both_, order);
  };
  const Trace some = trace({0, 1});
  EXPECT_TRUE(some.in_order);
  ASSERT_EQ(some.steps.size(), 3U);
  EXPECT_EQ(some.steps[0].step.program, 0);
  EXPECT_EQ(some.steps[1].step.program, 1);
  EXPECT_EQ(some.steps[2].step.program, 0);
  EXPECT_FALSE(trace({1, 1}).in_order);
}

}  // namespace ordered_run_test
}  // namespace memtype::cases::testing
