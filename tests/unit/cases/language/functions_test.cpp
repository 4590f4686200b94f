#include "memtype/cases/functions.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace {

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
    EXPECT_NE(f.source.find(".c: "), std::string_view::npos) << f.name;
    if (f.gone_in) {
      EXPECT_LT(f.since, *f.gone_in) << f.name;
    }
  }
}

}  // namespace
}  // namespace memtype::cases::testing
