#include "memtype/solver/in_parallel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace memtype::solver {
namespace in_parallel_test {

std::string what(const std::exception_ptr& failure) {
  if (!failure) return "fine";
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "something else";
  }
}

class InParallel : public ::testing::TestWithParam<unsigned> {
 protected:
  static constexpr std::size_t count = 40;
  unsigned jobs() const { return GetParam(); }
};

TEST_P(InParallel, EveryItemIsDoneOnceAndHandedOverInOrder) {
  std::vector<std::atomic<int>> worked(count);
  std::vector<std::size_t> taken, ticks;
  in_parallel(jobs(), {count, [&](std::size_t i) { ++worked[i]; },
                       [&](std::size_t i, const std::exception_ptr& failure) {
                         EXPECT_EQ(worked[i], 1);
                         EXPECT_EQ(failure, nullptr);
                         taken.push_back(i);
                       },
                       [&](std::size_t done) { ticks.push_back(done); }});
  ASSERT_EQ(taken.size(), count);
  for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(taken[i], i);
  ASSERT_FALSE(ticks.empty());
  EXPECT_TRUE(std::is_sorted(ticks.begin(), ticks.end()));
  EXPECT_EQ(ticks.back(), count);
}

TEST_P(InParallel, AnItemThatThrowsLosesNoOther) {
  std::vector<std::string> came_to;
  in_parallel(jobs(), {count,
                       [](std::size_t i) {
                         if (i == 0) throw std::runtime_error("first");
                         if (i == 7) throw 7;
                         if (i == count - 1) throw std::runtime_error("last");
                       },
                       [&](std::size_t i, const std::exception_ptr& failure) {
                         ASSERT_EQ(i, came_to.size());
                         came_to.push_back(what(failure));
                       },
                       {}});
  std::vector<std::string> expected(count, "fine");
  expected[0] = "first";
  expected[7] = "something else";
  expected[count - 1] = "last";
  EXPECT_EQ(came_to, expected);
}

TEST_P(InParallel, WithNobodyToTakeThemTheFirstFailureIsThrownAfterAllItems) {
  std::atomic<std::size_t> worked{0};
  const auto work = [&](std::size_t i) {
    ++worked;
    if (i == 5 || i == 30) throw std::runtime_error(std::to_string(i));
  };
  try {
    in_parallel(jobs(), {count, work, {}, {}});
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "5");
  }
  EXPECT_EQ(worked, count);
}

TEST_P(InParallel, WhatTakeThrowsIsThrownWhenNothingRunsAnyMore) {
  std::atomic<int> under_way{0};
  const auto work = [&](std::size_t) {
    ++under_way;
    --under_way;
  };
  const auto take = [](std::size_t i, const std::exception_ptr&) {
    if (i == 3) throw std::runtime_error("cannot be written");
  };
  EXPECT_THROW(in_parallel(jobs(), {count, work, take, {}}), std::runtime_error);
  EXPECT_EQ(under_way, 0);
}

TEST_P(InParallel, NothingToDoIsDone) {
  EXPECT_NO_THROW(in_parallel(jobs(), {0, [](std::size_t) { FAIL(); }, {}, {}}));
}

INSTANTIATE_TEST_SUITE_P(Jobs, InParallel, ::testing::Values(0U, 1U, 2U, 7U, 100U));

}  // namespace in_parallel_test
}  // namespace memtype::solver
