#include <gtest/gtest.h>

#include "memtype/linux/config.hpp"
#include "memtype/linux/releases.hpp"

namespace memtype::kernel {
namespace linux_config_test {

TEST(Version, ReadsReleases) {
  EXPECT_EQ(version_from("4.2"), (Version{4, 2, newest_patch}));
  EXPECT_EQ(version_from("v6.12.54"), (Version{6, 12, 54}));
  EXPECT_EQ(version_from("6.12.54-amd64"), (Version{6, 12, 54}));
  EXPECT_EQ(version_from("6.18-generic"), (Version{6, 18, newest_patch}));
  EXPECT_EQ(version_from("6.12.0"), (Version{6, 12, 0}));
}

TEST(Version, RefusesWhatIsNone) {
  for (const char* text : {"",
                           "6",
                           "6.",
                           "6.12.",
                           "6.12.1.2",
                           "6,12",
                           "6.12-",
                           "6.12-rc5",
                           "6.12.x",
                           " 6.12",
                           "6.-1",
                           "-6.1",
                           "+6.1",
                           "6.12 ",
                           "99999999999.1",
                           "6.12.99999999999",
                           "6.12.2147483647",
                           "06.5",
                           "6.05",
                           "6.5.01",
                           "6.00"})
    EXPECT_FALSE(version_from(text)) << text;
}

TEST(Version, TextIsReadBack) {
  for (const char* text : {"4.2", "6.12", "6.12.0", "6.12.54"})
    EXPECT_EQ(to_string(*version_from(text)), text);
  EXPECT_EQ(series_name(*version_from("6.12.54")), "6.12");
}

TEST(Version, WithoutAPatchLevelIsTheNewestOfItsSeries) {
  EXPECT_GE(*version_from("6.12"), (Version{6, 12, 54}));
  EXPECT_LT(*version_from("6.12.53"), (Version{6, 12, 54}));
  EXPECT_LT(*version_from("6.12"), (Version{6, 13}));
  EXPECT_GE(*version_from("6.13.0"), (Version{6, 13}));
}

TEST(Version, SeriesThatNeverWereAreNotKnown) {
  for (const char* text : {"4.2", "4.20", "5.0", "5.19", "6.0", "6.12.54", "6.19", "7.0", "7.3.4"})
    EXPECT_TRUE(is_known(*version_from(text))) << text;
  for (const char* text : {"3.19", "4.1", "4.21", "5.20", "6.20", "6.45", "7.4", "8.0"})
    EXPECT_FALSE(is_known(*version_from(text))) << text;
  EXPECT_FALSE(is_series(*version_from("6.45")));
  EXPECT_TRUE(is_series(*version_from("7.4")));
}

TEST(Version, ASeriesThatHasEndedHasALastRelease) {
  for (const char* text :
       {"4.2.8", "4.3.6", "5.18.19", "6.11.11", "6.14.0", "5.18", "6.12.999", "4.14.355", "7.3.4"})
    EXPECT_TRUE(may_exist(*version_from(text))) << text;
  for (const char* text : {"4.2.9", "4.3.99", "5.18.77", "6.11.12", "6.14.12", "5.20.1"})
    EXPECT_FALSE(may_exist(*version_from(text))) << text;
  for (int major = oldest_version.major; major <= newest_version.major; ++major)
    for (int minor = 0; minor <= 20; ++minor)
      if (const Version series{major, minor, 0}; last_patch(series)) {
        EXPECT_TRUE(is_known(series)) << to_string(series);
        EXPECT_GT(last_patch(series), 0) << to_string(series);
      }
}

TEST(Version, AStatedSeriesHoldsAllOfIts) {
  const Version kernel{6, 12, 54};
  EXPECT_TRUE(compare(kernel, *version_from("6.12")) == 0);
  EXPECT_TRUE(compare(kernel, *version_from("6.12.53")) > 0);
  EXPECT_TRUE(compare(kernel, *version_from("6.13")) < 0);
  EXPECT_TRUE(compare(kernel, *version_from("6.11")) > 0);
  EXPECT_TRUE(compare(*version_from("6.12"), *version_from("6.12.54")) > 0);
}

// A new environment that is not in the list has a name all the same.
TEST(Environments, AreAllInTheList) {
  std::size_t n = 0;
  for (; name(static_cast<Environment>(n)) != "?"; ++n) {
    ASSERT_LT(n, std::size(all_environments));
    EXPECT_EQ(all_environments[n], static_cast<Environment>(n));
  }
  EXPECT_EQ(n, std::size(all_environments));
}

}  // namespace linux_config_test
}  // namespace memtype::kernel
