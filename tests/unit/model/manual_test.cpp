#include "memtype/cpu/manual.hpp"

#include <gtest/gtest.h>

namespace memtype {
namespace manual_test {

static_assert(cited<"Intel SDM vol. 3A, table 11-7, note 3"> ==
              "Intel SDM vol. 3A, table 11-7 (now 13-7), note 3");

TEST(Manual, ACitationGivesBothNumbersOfTheChapter) {
  EXPECT_EQ(cited<"SDM, table 11-7">, "SDM, table 11-7 (now 13-7)");
  EXPECT_EQ(cited<"SDM, 11.11.1 to 11.12.2; APM, 7.7">,
            "SDM, 11.11.1 to 11.12.2 (now 13.11.1 to 13.12.2); APM, 7.7");
  EXPECT_EQ(cited<"SDM, tables 11-10 and 11-11">,
            "SDM, tables 11-10 and 11-11 (now 13-10 and 13-11)");
  EXPECT_EQ(cited<"mtrr.c; SDM, 11.5.2.1, table 11-6 (grey)">,
            "mtrr.c; SDM, 11.5.2.1, table 11-6 (now 13.5.2.1, table 13-6) (grey)");
}

TEST(Manual, OtherNumbersStay) {
  EXPECT_EQ(cited<"SDM, table 11-11, 4.9.2">, "SDM, table 11-11 (now 13-11), 4.9.2");
  EXPECT_EQ(cited<"APM, table 7-11; SDM, 11.11, and vol. 4, table 2-2">,
            "APM, table 7-11; SDM, 11.11 (now 13.11), and vol. 4, table 2-2");
}

}  // namespace manual_test
}  // namespace memtype
