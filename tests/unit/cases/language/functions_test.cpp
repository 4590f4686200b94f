#include "memtype/cases/functions.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <stdexcept>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace functions_test {

namespace fs = std::filesystem;

void collect_calls(const std::vector<Stmt>& list, std::set<std::string>& calls) {
  for (const Stmt& s : list) {
    if (s.expr.kind == Expr::Kind::call) calls.insert(s.expr.text);
    collect_calls(s.body, calls);
    collect_calls(s.otherwise, calls);
  }
}

TEST(Functions, EveryKernelCallHasARuleCase) {
  std::set<std::string> calls;
  for (const auto& entry : fs::directory_iterator(MEMTYPE_SOURCE_DIR "/cases/rules")) {
    const std::string path = entry.path().string();
    const auto result = parse_case(path, read_file(path));
    ASSERT_TRUE(result.parsed) << path;
    for (const Program& p : result.parsed->programs) collect_calls(p.body, calls);
  }
  for (const FunctionInfo& f : functions())
    if (f.kernel_call() != nullptr) {
      EXPECT_TRUE(calls.contains(std::string(f.name))) << f.name;
    }
}

TEST(Functions, EveryKernelCallSaysWhereItWasRead) {
  for (const FunctionInfo& f : functions()) {
    if (f.kernel_call() == nullptr) continue;
    const bool file = f.source.find(".c: ") != std::string_view::npos ||
                      f.source.find(".h: ") != std::string_view::npos;
    EXPECT_TRUE(file) << f.name;
    if (f.gone_in) {
      EXPECT_LT(f.since, *f.gone_in) << f.name;
    }
  }
}

TEST(Functions, AreFoundByNameAndByMeaning) {
  for (const FunctionInfo& f : functions()) {
    EXPECT_EQ(find_function(f.name), &f) << f.name;
    if (f.arithmetic() != nullptr) {
      EXPECT_EQ(&function_of(*f.arithmetic()), &f) << f.name;
    }
    if (f.check_function() != nullptr) {
      EXPECT_EQ(&function_of(*f.check_function()), &f) << f.name;
    }
  }
  EXPECT_EQ(find_function("ioremap_uncached"), nullptr);
  EXPECT_EQ(other_spelling("ioremap_uncached"), "ioremap_uc");
  EXPECT_EQ(other_spelling("ioremap_uc"), "");
}

TEST(Functions, ThePlainCallOfARule) {
  using enum KernelRule;
  EXPECT_EQ(plain_call(ioremap, MemoryType::UC_minus).name, "ioremap");
  EXPECT_EQ(plain_call(ioremap, MemoryType::WC).name, "ioremap_wc");
  EXPECT_EQ(plain_call(phys_wc_add).name, "arch_phys_wc_add");
  EXPECT_EQ(plain_call(mtrr_add).name, "mtrr_add");
  EXPECT_THROW(plain_call(ioremap, MemoryType::WP), std::logic_error);
}

// Calls that may add an MTRR are those with a range in their first two arguments.
TEST(Functions, ARangeThatMayBecomeAnMtrr) {
  std::set<std::string_view> names;
  for (const FunctionInfo& f : functions()) {
    const KernelCall* call = f.kernel_call();
    if (call == nullptr || !call->adds_mtrr) continue;
    names.insert(f.name);
    EXPECT_TRUE(f.arguments.starts_with("nn")) << f.name;
  }
  EXPECT_EQ(names,
            (std::set<std::string_view>{"mtrr_add", "arch_phys_wc_add", "devm_arch_phys_wc_add"}));
}

}  // namespace functions_test
}  // namespace memtype::cases::testing
