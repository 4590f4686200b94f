#include <gtest/gtest.h>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace mapping_values_test {

std::string errors(const std::string& statement) {
  return ids(
      parse_body("p = ioremap(bar, 8M); q = memremap(bar, 4K, MEMREMAP_WB); n = 3;" + statement));
}

TEST(MappingValues, AMappingIsKeptAndComparedWithNullErrnosAndMappings) {
  for (const char* good : {"x = p;",
                           "x = NULL; x = p;",
                           "x = p ? p : q;",
                           "if (p) n = 1;",
                           "while (!p) n = 1;",
                           "n = !p || (q && n);",
                           "n = p == NULL;",
                           "n = 0 != p;",
                           "n = p < 0;",
                           "n = p == -EBUSY;",
                           "n = p == q;",
                           "n = p ? 1 : 2;",
                           "iounmap(p);",
                           "iounmap(NULL);",
                           "memunmap(n ? p : q);",
                           "n = set_memory_uc(p, 1);",
                           "n = set_memory_uc(bar, 1);",
                           "return p;",
                           "x = NULL; iounmap(x);",
                           "x = -ENODEV; x = fb_mmap(bar, 4K); munmap(x);",
                           "x = ERR_PTR(-ENODEV); x = p;",
                           "n = IS_ERR(p) || IS_ERR_OR_NULL(q);",
                           "n = PTR_ERR_OR_ZERO(p);",
                           "n = PTR_ERR(n);",
                           "n = IS_ERR(p) ? PTR_ERR(p) : 0;",
                           "if (!n && IS_ERR(p)) { q = NULL; n = PTR_ERR(p); }",
                           "if (!IS_ERR_OR_NULL(p)) n = 1; else n = PTR_ERR(p);",
                           "if (IS_ERR(p) && PTR_ERR(p) == -EBUSY) n = 1;",
                           "if (IS_ERR(p)) { if (n) { n = PTR_ERR(p); goto out; } } out: return;"})
    EXPECT_EQ(errors(good), "") << good;
}

TEST(MappingValues, TheErrnoOfAMappingIsAskedWhereThereIsOne) {
  for (const char* bad :
       {"n = PTR_ERR(p);", "if (!IS_ERR(p)) n = PTR_ERR(p);", "n = IS_ERR(q) ? PTR_ERR(p) : 0;",
        "if (IS_ERR(p)) { p = q; n = PTR_ERR(p); }", "if (IS_ERR(p)) n = 1; n = PTR_ERR(p);",
        "if (IS_ERR(p) || n) n = PTR_ERR(p);", "n = IS_ERR(p) || PTR_ERR(p);",
        "if (IS_ERR(p)) { goto in; in: n = PTR_ERR(p); }",
        "if (IS_ERR(p)) while (n) { n = PTR_ERR(p); p = q; }",
        "if (IS_ERR(p)) { if (n) p = q; n = PTR_ERR(p); }"})
    EXPECT_EQ(errors(bad), "E052") << bad;
  EXPECT_EQ(errors("x = p; x = ERR_PTR(n);"), "E044");
  EXPECT_EQ(errors("x = p; x = ERR_PTR(ENODEV);"), "E044");
}

TEST(MappingValues, NobodyCalculatesWithAMapping) {
  for (const char* bad :
       {"n = p + 1;", "p += 4K;", "n = -p;", "n = p == 2;", "n = 2 != p;", "n = p < q;",
        "n = p == n;", "n = p & 1;", "n = max(p, q);", "if (p - 1) n = 1;", "n = p > 1;",
        "n = (n ? p : q) + 1;", "m = mtrr_add(p, 8M, MTRR_TYPE_WRCOMB, 1);", "v = ioremap(p, 4K);",
        "n = n ? p + 1 : 0;", "x = p; n = x + 1;"})
    EXPECT_TRUE(errors(bad) == "E044" || errors(bad) == "E044 E044") << bad << errors(bad);
}

TEST(MappingValues, AVariableHoldsAMappingOrANumber) {
  EXPECT_EQ(errors("p = 5;"), "E044");
  EXPECT_EQ(errors("p = n;"), "E044");
  EXPECT_EQ(errors("p = n ? q : 7;"), "E044");
  EXPECT_EQ(errors("iounmap(n);"), "E044");
  EXPECT_EQ(errors("iounmap(2);"), "E044");
  EXPECT_EQ(errors("iounmap(p ? p : n);"), "E044");
}

TEST(MappingValues, ChecksReadNoNumberOfAMappingEither) {
  const auto check = [](const std::string& condition) {
    return ids(parse("after { p = ioremap(bar, 16M); n = 2; } check finally c (" + condition +
                     ") expect Holds;"));
  };
  EXPECT_EQ(check("after.p != NULL && after.fb == UC"), "");
  EXPECT_EQ(check("after.p && !(after.p < 0)"), "");
  EXPECT_EQ(check("after.p == 1"), "E044");
  EXPECT_EQ(check("after.p == after.n"), "E044");
  EXPECT_EQ(check("after.fb == UC && (after.n + after.p)"), "E044");
}

}  // namespace mapping_values_test
}  // namespace memtype::cases::testing
