// Shapes of lines: fields, blanks, lines that are cut.
#include "memtype/readers/shape.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace memtype::readers::testing {
namespace shape_test {

std::optional<FieldValues> match(std::string_view shape, std::string_view line,
                                 bool whole = false) {
  bool cut = false;
  return Shape(shape).match(line, whole, cut);
}

TEST(Shape, FieldsHaveValues) {
  const auto values =
      match("{who} had {begin}-{end} as {type}, {mode}, {error} of {n:of}, {amount}B",
            "CPU 0/KVM:12 had f0-0x100 as write-back, 0x1, -16 of 3, 64KB");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->who, "CPU 0/KVM");
  EXPECT_EQ((*values)[Field::begin], 0xf0U);
  EXPECT_EQ((*values)[Field::end], 0x100U);
  EXPECT_EQ(values->type(Field::type), MemoryType::WB);
  EXPECT_EQ(values->type(Field::mode), MemoryType::WC);
  EXPECT_EQ((*values)[Field::error], 16U);
  EXPECT_EQ((*values)[Field::n], 3U);
  EXPECT_EQ((*values)[Field::amount], 64_KiB);
  EXPECT_FALSE((*values)[Field::size]);
}

TEST(Shape, ABlankIsAnyNumberOfBlanks) {
  EXPECT_TRUE(match("a b", "a   b"));
  EXPECT_TRUE(match("a b", "ab"));
  EXPECT_FALSE(match("ab", "a b"));
}

TEST(Shape, PartsOfALineUnlessWhole) {
  EXPECT_TRUE(match("reg {n} free", "kernel says: reg 3 free, it says"));
  EXPECT_FALSE(match("reg {n} free", "kernel says: reg 3 free", true));
  EXPECT_FALSE(match("reg {n} free", "reg 3 free, it says", true));
  EXPECT_TRUE(match("reg {n} free", "reg 3 free ", true));
}

TEST(Shape, AnythingIsAsLittleAsWillDo) {
  EXPECT_EQ(match("{*}: no {*}", "pmd_set: huge: no x")->anything, "pmd_set: huge");
  EXPECT_FALSE(match("{*}: no", ": no"));
}

TEST(Shape, CutLinesAreKnown) {
  const Shape shape("{who} conflicting memory types {begin}-{end}");
  bool cut = false;
  EXPECT_FALSE(shape.match("Xorg:12 conflicting memory types", false, cut));
  EXPECT_TRUE(cut);
  cut = false;
  EXPECT_FALSE(shape.match("Xorg:12 conflicting opinions", false, cut));
  EXPECT_FALSE(cut);
}

TEST(Shape, NumbersOfModes) {
  EXPECT_EQ(mode_numbered(0), MemoryType::WB);
  EXPECT_EQ(mode_numbered(2), MemoryType::UC_minus);
  EXPECT_EQ(mode_numbered(5), MemoryType::WP);
  EXPECT_FALSE(mode_numbered(6));
}

TEST(Shape, ItsOwnMistakesAreThrown) {
  EXPECT_THROW(Shape("{nothing}"), std::invalid_argument);
  EXPECT_THROW(Shape("{n"), std::invalid_argument);
  EXPECT_EQ(Shape("{who} is {n:x} of {n2}").skeleton(), "*:* is * of *");
}

// Long lines cost no more than their first part.
TEST(Shape, LongLinesAreBounded) {
  const std::string line(16384, ':');
  bool cut = false;
  EXPECT_FALSE(Shape("{who} conflicting {*} {*} types {begin}").match(line, false, cut));
}

}  // namespace shape_test
}  // namespace memtype::readers::testing
