// The arithmetic of cases against the compiler's own: C++ converts integers as C does.
#include "semantics/typed.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "semantics/fold.hpp"
#include "small_case.hpp"

namespace memtype::cases::testing {
namespace typed_test {

// A constant expression has no overflow: these lines would not compile.
static_assert(compute<Concrete>(Operator::add, c_long, INT64_MAX, 1) == INT64_MIN);
static_assert(compute<Concrete>(Operator::subtract, c_long, INT64_MIN, 1) == INT64_MAX);
static_assert(compute<Concrete>(Operator::multiply, c_long, INT64_MAX, INT64_MAX) == 1);
static_assert(compute<Concrete>(Operator::negate, c_long, 0, INT64_MIN) == INT64_MIN);
static_assert(compute<Concrete>(Operator::divide, c_long, INT64_MIN, -1) == INT64_MIN);
static_assert(compute<Concrete>(Operator::remainder, c_long, INT64_MIN, -1) == 0);
static_assert(compute<Concrete>(Operator::shift_left, c_long, INT64_MIN, 65) == 0);
static_assert(compute<Concrete>(Operator::complement, c_long, 0, INT64_MIN) == INT64_MAX);

template <class T>
constexpr CType type_of() {
  if constexpr (std::is_same_v<T, bool>)
    return c_bool;
  else
    return {static_cast<std::uint8_t>(sizeof(T) * 8), std::is_signed_v<T>};
}

template <class T>
std::vector<T> values() {
  using limits = std::numeric_limits<T>;
  std::vector<T> list{T(0), T(1), T(2), T(7), limits::max(), limits::min()};
  for (const int n : {-1, -22, 300}) list.push_back(static_cast<T>(n));
  list.push_back(static_cast<T>(limits::max() / 2 + 1));
  return list;
}

template <class T>
Typed<Concrete> typed(T value) {
  return {static_cast<std::int64_t>(value), declared_kind(type_of<T>())};
}

// Wrapping, as the kernel is compiled.
template <class C, class F>
C wrapped(C x, C y, F f) {
  using U = std::make_unsigned_t<C>;
  return static_cast<C>(f(static_cast<U>(x), static_cast<U>(y)));
}

template <class T, class U>
void pair(T x, U y) {
  using C = decltype(x + y);
  const C a = static_cast<C>(x), b = static_cast<C>(y);
  const auto expect = [&](Operator op, C result) {
    const Typed<Concrete> got = compute<Concrete>(op, typed(x), typed(y));
    EXPECT_EQ(got.number, static_cast<std::int64_t>(result))
        << +x << " " << info(op).spelling << " " << +y << " of " << name(type_of<T>()) << " and "
        << name(type_of<U>());
    EXPECT_EQ(got.kind, declared_kind(type_of<C>()));
  };
  expect(Operator::add, wrapped(a, b, [](auto p, auto q) { return p + q; }));
  expect(Operator::subtract, wrapped(a, b, [](auto p, auto q) { return p - q; }));
  expect(Operator::multiply, wrapped(a, b, [](auto p, auto q) { return p * q; }));
  expect(Operator::bit_and, a & b);
  expect(Operator::bit_or, a | b);
  expect(Operator::bit_xor, a ^ b);
  const bool overflows = std::is_signed_v<C> && a == std::numeric_limits<C>::min() && b == C(-1);
  if (b != 0 && !overflows) {
    expect(Operator::divide, a / b);
    expect(Operator::remainder, a % b);
  }
  const auto truth = [&](Operator op, bool result) {
    EXPECT_EQ(compare<Concrete>(op, typed(x), typed(y)), result)
        << +x << " " << info(op).spelling << " " << +y << " of " << name(type_of<T>()) << " and "
        << name(type_of<U>());
  };
  truth(Operator::less, a < b);
  truth(Operator::less_equal, a <= b);
  truth(Operator::greater, a > b);
  truth(Operator::greater_equal, a >= b);
  truth(Operator::equal, a == b);
  truth(Operator::not_equal, a != b);
  EXPECT_EQ(convert<Concrete>(typed(x).number, type_of<U>()),
            static_cast<std::int64_t>(static_cast<U>(x)))
      << +x << " as " << name(type_of<U>());
}

template <class T>
void shifts(T x) {
  using C = decltype(+x);
  for (unsigned n = 0; n < sizeof(C) * 8; ++n) {
    const Typed<Concrete> count{static_cast<std::int64_t>(n), literal_kind(n)};
    const auto left = compute<Concrete>(Operator::shift_left, typed(x), count);
    EXPECT_EQ(left.number, static_cast<std::int64_t>(static_cast<C>(+x << n))) << +x << " << " << n;
    const auto right = compute<Concrete>(Operator::shift_right, typed(x), count);
    EXPECT_EQ(right.number, static_cast<std::int64_t>(+x >> n)) << +x << " >> " << n;
    EXPECT_EQ(right.kind, declared_kind(type_of<C>()));
  }
}

template <class T, class... Us>
void with_each() {
  for (const T x : values<T>()) {
    shifts(x);
    (
        [&] {
          for (const Us y : values<Us>()) pair(x, y);
        }(),
        ...);
  }
}

template <class... Ts>
void each_pair() {
  (with_each<Ts, Ts...>(), ...);
}

TEST(Typed, EveryPairOfTypesAsTheCompilerHasIt) {
  each_pair<bool, std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t,
            std::uint32_t, std::int64_t, std::uint64_t>();
}

// x in a program with these declarations before it.
std::int64_t value(const std::string& declarations, const std::string& expression) {
  const SmallCase small(program(declarations + " x = " + expression + ";"));
  auto run = small.start();
  SmallCase::finish(run);
  return small.local(run, "x");
}

TEST(Typed, AVariableHasItsDeclaredType) {
  EXPECT_EQ(value("u8 a = 300;", "a"), 44);
  EXPECT_EQ(value("u8 a = 300;", "a == 300"), 0);
  EXPECT_EQ(value("signed char a = 200;", "a"), -56);
  EXPECT_EQ(value("unsigned int a = -28;", "a"), 0xffffffe4);
  EXPECT_EQ(value("unsigned int a = -28;", "a < 0"), 0);
  EXPECT_EQ(value("int a = -28;", "a < 0"), 1);
  EXPECT_EQ(value("unsigned long a = 0; a = a - 1;", "a > 5"), 1);
  EXPECT_EQ(value("bool a = 256;", "a"), 1);
  EXPECT_EQ(value("u8 a = 255; a++;", "a"), 0);
  EXPECT_EQ(value("u16 a = 1; a <<= 15; a *= 2;", "a"), 0);
  EXPECT_EQ(value("int a, b = 3; a = b << 31;", "a"), INT32_MIN);
  EXPECT_EQ(value("const unsigned a = 0; resource_size_t b = a - 1;", "b"), 0xffffffff);
  EXPECT_EQ(value("u64 *a = 0, b = 0; b--;", "b < 0"), 0) << "the star belongs to one variable";
  EXPECT_EQ(value("unsigned long long int a = 1;", "-a > 0"), 1);
}

TEST(Typed, CastsMeanWhatCSays) {
  EXPECT_EQ(value("", "(u32)0x4000000000"), 0);
  EXPECT_EQ(value("", "(u64)(u32)-1"), 0xffffffff);
  EXPECT_EQ(value("", "(int)(u32)-1"), -1);
  EXPECT_EQ(value("", "(u8)~0 + 1"), 256);
  EXPECT_EQ(value("", "-(u32)1 > 0"), 1);
  EXPECT_EQ(value("a = 0x123456789;", "(unsigned short)a"), 0x6789);
  EXPECT_EQ(value("a = 0x123456789;", "(u32)(a >> 4) == (u32)a >> 4"), 0);
  EXPECT_EQ(value("int a = (u8)mtrr_add(bar, 3, 1, 1);", "a"), 234) << "a call is cast, too";
}

// A number without suffix has the type that C gives its value, where it meets a type.
TEST(Typed, LiteralsTakeTheTypeOfTheirValue) {
  EXPECT_EQ(value("u32 a = 0;", "a - 1"), 0xffffffff);
  EXPECT_EQ(value("u32 a = 0;", "a - 1L"), -1);
  EXPECT_EQ(value("int a = -1;", "a < 0x80000000"), 0) << "hexadecimal: unsigned int";
  EXPECT_EQ(value("int a = -1;", "a < 2147483648"), 1) << "decimal: long";
  EXPECT_EQ(value("", "~0U"), 0xffffffff);
  EXPECT_EQ(value("", "0x100000000 & ~(4096U - 1)"), 0) << "the mask is cut";
  EXPECT_EQ(value("", "0x100000000 & ~(4096 - 1)"), 0x100000000);
  EXPECT_EQ(value("", "-1 > ULONG_MAX - 5"), 1);
  EXPECT_EQ(value("", "0 - PAGE_SIZE > 0"), 1);
  EXPECT_EQ(value("int n = 31;", "1 << n"), INT32_MIN);
  EXPECT_EQ(value("n = 31;", "1 << n"), 0x80000000) << "n has no type: 64 bits";
  EXPECT_EQ(value("", "1 << 40"), std::int64_t{1} << 40) << "literals among themselves";
  EXPECT_EQ(value("u32 a = 3;", "min(a, 0 - 1)"), 3);
  EXPECT_EQ(value("u32 a = 0xfffff001;", "PAGE_ALIGN(a)"), 0);
}

// What folds is what runs, in any mixture of types.
TEST(Typed, FoldingAndRunningAgree) {
  for (const std::string text : {"(u32)0 - 1",
                                 "(u8)300 * 2",
                                 "~0U + 1",
                                 "(u32)-1 / 2",
                                 "(u32)-1 >> 4",
                                 "(s64)(u32)-1",
                                 "(int)0x80000000 / 2",
                                 "ULONG_MAX / 2",
                                 "(u64)-1 % 10",
                                 "(u32)-1 < 0",
                                 "0U - 1 < 1",
                                 "-(u32)1",
                                 "~(u8)1",
                                 "(bool)256 + 1",
                                 "ALIGN((u32)5, 4K)",
                                 "PAGE_MASK & 0x12345",
                                 "1 ? (u32)-1 : 0",
                                 "min((u32)5, 3)",
                                 "roundup_pow_of_two((u32)5)",
                                 "!(u8)256"}) {
    const SmallCase small("machine { cpu intel; } const k = " + text +
                          "; region r (0xd0000000, 4K); program p { x = " + text +
                          "; y = k; } check finally c (p.x == p.y) expect Holds;");
    const auto folded = fold(small.c.constants[0].value, small.c).constant();
    auto run = small.start();
    SmallCase::finish(run);
    EXPECT_EQ(folded, to_word(small.local(run, "x"))) << text;
    EXPECT_EQ(small.local(run, "y"), small.local(run, "x")) << text;
  }
}

// mtrr_add(unsigned long, unsigned long, unsigned int, bool); mtrr_del(int, ...).
TEST(Typed, ParametersOfCallsAreCut) {
  const SmallCase small(
      program("r = mtrr_add(bar, 64K, 0x100000001, 256);"
              "d = mtrr_del(r + 0x300000000, bar, 64K);"
              "s = set_memory_uc(bar, 0x100000001);"));
  auto run = small.start();
  const auto steps = SmallCase::finish(run);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].arguments, (std::vector<std::int64_t>{0xd0000000, 0x10000, 1, 1}));
  EXPECT_EQ(steps[1].arguments[0], 0);
  EXPECT_EQ(steps[2].arguments[1], 1);
  EXPECT_EQ(small.local(run, "r"), 0);
  EXPECT_EQ(small.local(run, "d"), 0);
}

}  // namespace typed_test
}  // namespace memtype::cases::testing
