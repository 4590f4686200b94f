// Many files at once: what is thrown over one of them is that file's alone.

#include "results/each_file.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

#include "results/result.hpp"

namespace memtype::cli {
namespace each_file_test {

const std::string root = MEMTYPE_SOURCE_DIR "/cases/rules/";
const std::vector<std::string> files = {root + "rebind.case", root + "usage_counts.case",
                                        root + "kvm_guest_pat_ignored.case",
                                        root + "xen_pat_slots.case"};

class EachFile : public ::testing::TestWithParam<unsigned> {
 protected:
  std::ostringstream out_, err_;
};

TEST_P(EachFile, AnExceptionIsToldInItsPlaceAndTheOthersAreAnswered) {
  solver::CheckOptions options;
  options.jobs = GetParam();
  const int exit = each_file<std::string>(
      files, options, out_, err_,
      [](const cases::Case& c, const solver::CheckOptions&) {
        if (c.name == "usage_counts") throw std::runtime_error("out of order");
        return c.name;
      },
      [](const std::string&, const std::string& name, std::string& text) {
        text = name + "\n";
        return exit_ok;
      });
  EXPECT_EQ(exit, exit_internal);
  EXPECT_EQ(out_.str(), "rebind\nkvm_guest_pat_ignored\nxen_pat_slots\n");
  EXPECT_EQ(err_.str(), files[1] + ": internal error: out of order\n");
}

TEST_P(EachFile, AnExceptionInAProofIsThatFilesTrouble) {
  CheckRequest wanted;
  wanted.options.jobs = GetParam();
  wanted.options.machines = [](const NumericFacts<Exactly>& choice) {
    if (choice.env == kernel::Environment::kvm) throw std::runtime_error("out of order");
    return true;
  };
  std::vector<std::string> came_to;
  const int exit = check_files(files, wanted, [&](FileResult&& result) {
    ASSERT_EQ(result.file, files[came_to.size()]);
    EXPECT_TRUE(result.loaded.parsed);
    EXPECT_NE(result.proved.has_value(), result.exit == exit_internal);
    came_to.push_back(result.trouble);
  });
  EXPECT_EQ(exit, exit_internal);
  EXPECT_EQ(came_to,
            (std::vector<std::string>{"", "", files[2] + ": internal error: out of order\n", ""}));
}

INSTANTIATE_TEST_SUITE_P(Jobs, EachFile, ::testing::Values(1U, 3U));

}  // namespace each_file_test
}  // namespace memtype::cli
