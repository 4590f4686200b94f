#include <gtest/gtest.h>

#include <set>

#include "memtype/linux/command_line.hpp"

namespace memtype::kernel {
namespace linux_command_line_test {

using enum OptionEffect;

TEST(CommandLine, NopatIsReadAsTheKernelReadsIt) {
  for (const char* text : {"nopat", "quiet nopat", "nopat=0", "nopat quiet", "a=b nopat -- single"})
    EXPECT_TRUE(has_effect(text, pat_off)) << text;
  for (const char* text :
       {"", "nopats", "no_pat", "pat", "quiet -- nopat", "init=nopat", "x.nopat"})
    EXPECT_FALSE(has_effect(text, pat_off)) << text;
}

TEST(CommandLine, DashesAreUnderscores) {
  EXPECT_TRUE(has_effect("enable-mtrr-cleanup", before_drivers));
  EXPECT_TRUE(has_effect("mtrr_gran-size=64K", before_drivers));
  EXPECT_TRUE(has_effect("mtrr=debug", messages));
}

TEST(CommandLine, ClearcpuidCountsForPatAndMtrrs) {
  for (const char* text :
       {"clearcpuid=pat", "clearcpuid=514,16", "quiet clearcpuid=12,1", "clearcpuid=mtrr"})
    EXPECT_TRUE(has_effect(text, hides_feature)) << text;
  for (const char* text :
       {"clearcpuid", "clearcpuid=", "clearcpuid=160", "clearcpuid=umip", "pat=clearcpuid"})
    EXPECT_FALSE(has_effect(text, hides_feature)) << text;
}

TEST(CommandLine, EachOptionOnce) {
  std::set<std::string_view> names;
  for (const KernelOption& option : kernel_options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_FALSE(option.meaning.empty());
    const std::string text = std::string(option.name) + "=pat";
    EXPECT_TRUE(has_effect(text, option.effect)) << text;
  }
}

}  // namespace linux_command_line_test
}  // namespace memtype::kernel
