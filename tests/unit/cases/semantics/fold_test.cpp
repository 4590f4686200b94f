#include "semantics/fold.hpp"

#include <random>

#include "semantics/operators.hpp"
#include "small_case.hpp"

namespace memtype::cases::testing {
namespace fold_test {

const std::string head =
    "machine { cpu intel; } param bar align 16M range 0xd0000000..0xdf000000; param n range 1..9; ";

// A constant that is written so.
Folded folded(const std::string& text) {
  const Case c = parsed(head + "const LEN = " + text + "; program p { x = bar + n + LEN; }");
  return c.constants.empty() ? Folded{} : fold(c.constants[0].value, c);
}

TEST(Fold, EveryWayToWrite16M) {
  for (const std::string text : {"16M",
                                 "0x1000000",
                                 "16777216",
                                 "SZ_16M",
                                 "1 << 24",
                                 "16M | 0",
                                 "16M ^ 0",
                                 "16M & ~0xfff",
                                 "4096 * 4096",
                                 "32M / 2",
                                 "16M % 32M",
                                 "64M >> 2",
                                 "8M + 8M",
                                 "24M - 8M",
                                 "-(0 - 16M)",
                                 "~~16M",
                                 "ALIGN(16M, 4K)",
                                 "ALIGN(16M - 1, 4K)",
                                 "ALIGN_DOWN(16M + 1, 4K)",
                                 "PAGE_ALIGN(16M - 5)",
                                 "roundup_pow_of_two(9M)",
                                 "rounddown_pow_of_two(17M)",
                                 "min(16M, 1G)",
                                 "max(16M, 4K)",
                                 "1 ? 16M : 0",
                                 "16M * !0",
                                 "16M * (1 < 2)",
                                 "16M * (3 && 4)",
                                 "16M * (0 || 7)"}) {
    EXPECT_EQ(folded(text).constant(), 0x1000000U) << text;
    const SmallCase small(program("x = " + text + ";"));
    auto run = small.start();
    SmallCase::finish(run);
    EXPECT_EQ(small.local(run, "x"), 0x1000000) << text << " in a program";
  }
}

TEST(Fold, WhatHangsOnAParameterIsNoConstant) {
  for (const std::string text : {"n * 4K", "n << 12", "ALIGN(n, 4K)", "n ? 16M : 8M", "16M + n",
                                 "max(16M, n)", "16M >> n", "n / 2"})
    EXPECT_FALSE(folded(text).constant()) << text;
  EXPECT_EQ(folded("n * 4K").modulo(4096), 0U);
  EXPECT_EQ(folded("n << 12").modulo(4096), 0U);
  EXPECT_EQ(folded("bar | 0x1234").modulo(64 * 1024), 0x1234U);
}

TEST(Fold, AParameterPlusANumber) {
  const Folded place = folded("bar + 8M - (1 << 12)");
  EXPECT_TRUE(place.affine);
  EXPECT_EQ(place.param, 0);
  EXPECT_EQ(place.offset, 0x7ff000U);
  EXPECT_EQ(folded("bar + 16M - bar").constant(), 0x1000000U);
  EXPECT_FALSE(folded("bar + n").affine);
  EXPECT_FALSE(folded("bar * 2").affine);
}

// Undefined in C, or another number if it were unsigned: not known, never a guess.
TEST(Fold, WhatCDoesNotSayIsUnknown) {
  for (const std::string text : {"(0 - 16M) / 2", "(0 - 16M) >> 4", "(0 - 1) < 1", "min(0 - 1, 4)",
                                 "ALIGN(5, 3)", "roundup_pow_of_two(0)"})
    EXPECT_FALSE(folded(text).constant()) << text;
}

// Where something folds, a program computes the same.
TEST(Fold, AgreesWithRunningIt) {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t count) { return random() % count; };
  std::vector<std::string> texts;
  for (int k = 0; k < 300; ++k) {
    const auto operand = [&]() -> std::string {
      if (texts.empty() || pick(2) == 0) return std::to_string(random() >> pick(32));
      return texts[pick(texts.size())];
    };
    const OperatorInfo& op = operators[pick(std::size(operators))];
    const std::string spelling(op.spelling);
    std::string text = "(" + operand() + " ? " + operand() + " : " + operand() + ")";
    if (op.arity == 1) text = "(" + spelling + operand() + ")";
    if (op.arity == 2) text = "(" + operand() + " " + spelling + " " + operand() + ")";
    if (text.size() < 200) texts.push_back(text);
  }
  int known = 0;
  for (const std::string& text : texts) {
    const SmallCase small(program("x = " + text + ";"));
    const auto value = fold(small.c.programs[0].body[0].expr, small.c).constant();
    if (!value) continue;
    ++known;
    auto run = small.start();
    SmallCase::finish(run);
    EXPECT_EQ(static_cast<std::uint64_t>(small.local(run, "x")), *value) << text;
  }
  EXPECT_GT(known, 100);
}

}  // namespace fold_test
}  // namespace memtype::cases::testing
