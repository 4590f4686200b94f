// What a case without errors is warned of.
#include <gtest/gtest.h>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace doubts_test {

// Regions with bytes in common that want two types: in the checks of one program, or in none.
ParseResult declared(const std::string& text) {
  return parse_case("t.case", "case t machine { cpu intel; } " + text);
}

TEST(ContraryRegions, AlsoWhereOneIsInNoCheck) {
  const auto warnings = [](const std::string& check) {
    return ids(declared("const b = 0xd0000000; region fb (b, 16M) wants WC;"
                        "region regs (b + 8M, 64K) wants UC; program p { v = ioremap(b, 16M); }"
                        "program q { v = ioremap(b, 16M); } check always c (" +
                        check + ") expect Holds;"),
               true);
  };
  EXPECT_EQ(warnings("p.fb == WC"), "W001 W011");
  EXPECT_EQ(warnings("p.fb == WC && p.regs == UC"), "W011");
  EXPECT_EQ(ids(declared("const b = 0xd0000000; region fb (b, 16M) wants WC;"
                         "region regs (b + 8M, 64K) wants UC; program p { v = ioremap(b, 16M); }"
                         "program q { v = ioremap(b, 16M); }"
                         "check always c (p.fb == WC) expect Holds;"
                         "check always d (q.regs == UC) expect Holds;"),
                true),
            "");
}

}  // namespace doubts_test
}  // namespace memtype::cases::testing
