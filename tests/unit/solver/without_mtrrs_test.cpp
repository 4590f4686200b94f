// Calls on MTRRs where the kernel has none to work with, for all registers and arguments at once:
// no register is written. That the kernel has none wherever `memtype boot` calls mtrr_add() dead is
// BootPath.WhatIsDeadLeavesNoTrace.
#include <gtest/gtest.h>

#include <string>

#include "memtype/linux/mtrr.hpp"
#include "symbolic/context.hpp"
#include "symbolic/symbolic.hpp"

namespace memtype::solver::testing {
namespace without_mtrrs_test {

using kernel::MtrrTable;

Word anything(const std::string& name) {
  return Word::unknown(name.c_str(), 64, 0, 0, ~std::uint64_t{0});
}

// Any content of four registers.
MtrrTable<Symbolic> table_without_mtrrs() {
  MtrrTable<Symbolic> table;
  table.present = false;
  for (int i = 0; i < 4; ++i) {
    const std::string name = "reg" + std::to_string(i);
    VariableRange<Symbolic> range;
    range.valid = Bool::unknown((name + "valid").c_str());
    range.base = anything(name + "base");
    range.mask = anything(name + "mask");
    range.type = Set(TypeSet(MemoryType::WC));
    range.natural = false;
    table.hardware.variable.push_back(std::move(range));
  }
  table.start_counting();
  return table;
}

bool always(const Bool& claim) {
  z3::solver solver(context());
  solver.add(!claim.formula());
  return solver.check() == z3::unsat;
}

void expect_untouched(const MtrrTable<Symbolic>& table, const MtrrTable<Symbolic>& before) {
  EXPECT_TRUE(always(table.writes == Int(0)));
  for (std::size_t i = 0; i < before.hardware.variable.size(); ++i) {
    const VariableRange<Symbolic>&now = table.hardware.variable[i],
          &then = before.hardware.variable[i];
    EXPECT_TRUE(always((now.valid && then.valid) || (!now.valid && !then.valid)));
    EXPECT_TRUE(always(now.base == then.base && now.mask == then.mask));
    EXPECT_TRUE(always(equal_sets(now.type, then.type)));
  }
}

class WithoutMtrrs : public ::testing::Test {
 protected:
  z3::context context_;
  ContextScope scope_{context_};
  const MtrrTable<Symbolic> before_ = table_without_mtrrs();
  MtrrTable<Symbolic> table_ = before_;
  const Bool guard_ = Bool::unknown("guard"), increment_ = Bool::unknown("increment");
  const Word base_ = anything("base"), size_ = anything("size");
  const Int number_{anything("number")};
};

TEST_F(WithoutMtrrs, NothingIsAdded) {
  const Int result = kernel::mtrr_add<Symbolic>(table_, guard_, base_, size_, number_, increment_);
  EXPECT_TRUE(always(!guard_ || result == Int(kernel::error_nodev)));
  expect_untouched(table_, before_);
}

TEST_F(WithoutMtrrs, NothingIsDeleted) {
  const Int result = kernel::mtrr_del<Symbolic>(table_, guard_, number_, base_, size_);
  EXPECT_TRUE(always(!guard_ || result == Int(kernel::error_nodev)));
  expect_untouched(table_, before_);
}

TEST_F(WithoutMtrrs, NoRangeIsWriteCombined) {
  for (const bool pat : {true, false}) {
    const Int handle = kernel::arch_phys_wc_add<Symbolic>(table_, pat, guard_, base_, size_);
    EXPECT_TRUE(always(handle == Int(0)));
    kernel::arch_phys_wc_del<Symbolic>(table_, guard_, number_);
    expect_untouched(table_, before_);
  }
}

// The same question has another answer where there are MTRRs.
TEST_F(WithoutMtrrs, IsAskedForAReason) {
  table_.present = true;
  const Int result = kernel::mtrr_add<Symbolic>(table_, guard_, base_, size_, number_, increment_);
  EXPECT_FALSE(always(!guard_ || result == Int(kernel::error_nodev)));
  EXPECT_FALSE(always(table_.writes == Int(0)));
}

}  // namespace without_mtrrs_test
}  // namespace memtype::solver::testing
