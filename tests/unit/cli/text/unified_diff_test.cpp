#include "text/unified_diff.hpp"

#include <gtest/gtest.h>

namespace memtype::cli {
namespace unified_diff_test {

TEST(UnifiedDiff, NothingWhereNothingChanged) { EXPECT_EQ(unified_diff("f", "a\n", "a\n"), ""); }

TEST(UnifiedDiff, AChangeHasThreeLinesAround) {
  EXPECT_EQ(unified_diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, ChangesFarApartAreHunksOfTheirOwn) {
  EXPECT_EQ(unified_diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "2\n3\n4\n5\n6\n7\n8\n9\nten\n"),
            "--- f\n+++ f\n@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -7,3 +6,4 @@\n 7\n 8\n 9\n+ten\n");
}

TEST(UnifiedDiff, LastLinesWithoutAnEnd) {
  EXPECT_EQ(unified_diff("f", "1\n2", "1\n3\n"),
            "--- f\n+++ f\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+3\n");
}

TEST(UnifiedDiff, NamesWithSpacesEndInATab) {
  EXPECT_EQ(unified_diff("a b", "", "1\n"), "--- a b\t\n+++ a b\t\n@@ -0,0 +1 @@\n+1\n");
}

}  // namespace unified_diff_test
}  // namespace memtype::cli
