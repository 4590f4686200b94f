// The processor's rules that no case asks for yet, once on plain numbers and once on formulas.
#include <gtest/gtest.h>

#include "lift.hpp"
#include "memtype/cpu/amd.hpp"
#include "memtype/cpu/cache_control.hpp"
#include "memtype/cpu/smrr.hpp"

namespace memtype::solver::testing {
namespace cpu_rules_agree_test {

class CpuRulesAgree : public ::testing::Test {
 protected:
  CpuRulesAgree() : random_(base_seed()), pins_(context_), lift_(pins_, random_) {}

  std::uint64_t address() {
    const std::uint64_t edge = random_.pick({1_MiB, 1_GiB, 2_GiB, 4_GiB, 8_GiB});
    return edge + random_.below(3) * page_bytes - page_bytes;
  }
  TypeSet types(std::initializer_list<MemoryType> from) {
    TypeSet set;
    for (MemoryType type : from)
      if (random_.one_in(2)) set |= type;
    return set;
  }
  TypeSet mtrr_types() {
    return types({MemoryType::UC, MemoryType::WC, MemoryType::WT, MemoryType::WP, MemoryType::WB});
  }
  bool flag() { return random_.one_in(2); }
  Lower lower() {
    EXPECT_EQ(pins_.check(), z3::sat);
    return Lower(pins_.get_model());
  }

  z3::context context_;
  ContextScope scope_{context_};
  Random random_;
  z3::solver pins_;
  Lift lift_;
};

TEST_F(CpuRulesAgree, Smrr) {
  for (std::uint64_t i = 0; i < 20 * rounds(); ++i) {
    const Smrr<Concrete> smrr{flag(), 1_GiB, random_.pick({0xc0000000ULL, 0xfff00000ULL}),
                              mtrr_types()};
    const Smrr<Symbolic> lifted{lift_(smrr.valid), lift_(smrr.base), lift_(smrr.mask),
                                lift_(smrr.type)};
    const bool in_smm = flag();
    const std::uint64_t at = address();
    const TypeSet mtrr = mtrr_types();
    const auto plain = smrr_access_at<Concrete>(smrr, in_smm, at, mtrr);
    const auto formula = smrr_access_at<Symbolic>(lifted, lift_(in_smm), lift_(at), lift_(mtrr));
    const Lower value = lower();
    EXPECT_EQ(value(formula.type), plain.type);
    EXPECT_EQ(value(formula.hidden), plain.hidden);
  }
}

TEST_F(CpuRulesAgree, AmdRoute) {
  for (std::uint64_t i = 0; i < 20 * rounds(); ++i) {
    AmdRouting<Concrete> routing{flag(), flag(), flag(), {}, {}, 2_GiB, 8_GiB};
    routing.fixed = {{{0, 640_KiB}, true, true}, {{640_KiB, 1_MiB}, flag(), flag()}};
    for (auto& iorr : routing.iorr)
      iorr = {flag(), 1_GiB, random_.pick({0xfffff0000000ULL, 0xffffc0000000ULL}), flag(), flag()};
    AmdRouting<Symbolic> lifted;
    lifted.fixed_dram = routing.fixed_dram;
    lifted.variable_dram = routing.variable_dram;
    lifted.tom2 = routing.tom2;
    lifted.fixed = routing.fixed;
    for (std::size_t k = 0; k < routing.iorr.size(); ++k) {
      const Iorr<Concrete>& from = routing.iorr[k];
      lifted.iorr[k] = {lift_(from.valid), lift_(from.base), lift_(from.mask),
                        lift_(from.read_dram), lift_(from.write_dram)};
    }
    lifted.top_mem = lift_(routing.top_mem);
    lifted.top_mem2 = lift_(routing.top_mem2);
    const std::uint64_t at = address();
    const TypeSet type = mtrr_types();
    const auto plain = amd_route_at<Concrete>(routing, at);
    const auto formula = amd_route_at<Symbolic>(lifted, lift_(at));
    const auto reserved = is_reserved_route<Symbolic>(formula, lift_(type));
    const Lower value = lower();
    EXPECT_EQ(value(formula.undefined), plain.undefined);
    EXPECT_EQ(value(formula.read_dram), plain.read_dram);
    EXPECT_EQ(value(formula.write_dram), plain.write_dram);
    EXPECT_EQ(value(reserved), is_reserved_route<Concrete>(plain, type));
  }
}

TEST_F(CpuRulesAgree, CacheControl) {
  for (EffectiveTable table : {EffectiveTable::intel_pat, EffectiveTable::amd_pat})
    for (std::uint64_t i = 0; i < 20 * rounds(); ++i) {
      const CacheControl<Concrete> control{flag(), flag()};
      const CacheControl<Symbolic> lifted{lift_(control.paging), lift_(control.cache_disable)};
      const TypeSet mtrr = mtrr_types(), page = mtrr_types();
      const Set formula = native_effective_type<Symbolic>(table, lifted, lift_(mtrr), lift_(page));
      EXPECT_EQ(lower()(formula), native_effective_type<Concrete>(table, control, mtrr, page));
    }
}

}  // namespace cpu_rules_agree_test
}  // namespace memtype::solver::testing
