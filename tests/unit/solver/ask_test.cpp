// Which questions to the solver count as the same one, and that an answer is remembered.
#include "symbolic/ask.hpp"

#include <gtest/gtest.h>

#include "symbolic/fingerprint.hpp"

namespace memtype::solver {
namespace ask_test {

class Ask : public ::testing::Test {
 protected:
  z3::expr word(const char* name, unsigned bits = 16) { return c_.bv_const(name, bits); }
  z3::expr number(unsigned value) { return c_.bv_val(value, 16); }
  z3::expr_vector list(std::initializer_list<z3::expr> formulas) {
    z3::expr_vector all(c_);
    for (const z3::expr& e : formulas) all.push_back(e);
    return all;
  }
  Fingerprint print(std::initializer_list<z3::expr> formulas) {
    return fingerprint_of(list(formulas), list({})).value();
  }
  // Gives up at once, whatever it is asked.
  z3::solver tired(const z3::expr& formula) {
    z3::solver solver(c_, "QF_BV");
    z3::params p(c_);
    p.set("rlimit", 1U);
    solver.set(p);
    solver.add(formula);
    return solver;
  }
  z3::check_result answer_of(const z3::expr& formula, Wanted wanted = Wanted::answer) {
    z3::solver solver(c_, "QF_BV");
    solver.add(formula);
    return ask(solver, list({}), wanted);
  }
  // No square is 2 more than a multiple of `n`; for 4 and 8 that is so.
  z3::expr no_square(const char* name, unsigned n) {
    return z3::urem(word(name) * word(name), number(n)) == number(2);
  }

  z3::context c_;
};

TEST_F(Ask, namesOfUnknownsDoNotMatter) {
  const z3::expr x = word("x"), y = word("y");
  EXPECT_EQ(print({z3::ult(x, number(3))}), print({z3::ult(y, number(3))}));
  EXPECT_EQ(print({z3::ult(x, y), x == number(1)}), print({z3::ult(y, x), y == number(1)}));
}

TEST_F(Ask, whichUnknownIsWhichDoes) {
  const z3::expr x = word("x"), y = word("y");
  EXPECT_NE(print({z3::ult(x, y)}), print({z3::ult(x, x)}));
  EXPECT_NE(print({z3::ult(x, y), x == number(1)}), print({z3::ult(x, y), y == number(1)}));
}

TEST_F(Ask, numbersOperatorsWidthsAndOrderDo) {
  const z3::expr x = word("x"), y = word("y");
  EXPECT_NE(print({x == number(1)}), print({x == number(2)}));
  EXPECT_NE(print({z3::ult(x, number(9))}), print({z3::ule(x, number(9))}));
  EXPECT_NE(print({z3::ult(x, y)}), print({z3::slt(x, y)}));
  EXPECT_NE(print({x - number(9) == y}), print({number(9) - x == y}));
  EXPECT_NE(print({x.extract(7, 0) == y.extract(7, 0)}),
            print({x.extract(8, 1) == y.extract(8, 1)}));
  EXPECT_NE(print({z3::zext(x, 8) == z3::zext(y, 8)}), print({z3::zext(x, 9) == z3::zext(y, 9)}));
  EXPECT_NE(print({x == y}), print({word("v", 32) == word("w", 32)}));
  EXPECT_NE(print({c_.bool_const("p")}), print({!c_.bool_const("p")}));
}

TEST_F(Ask, quantifiersAreNotRead) {
  const z3::expr x = word("x");
  EXPECT_FALSE(fingerprint_of(list({z3::exists(x, x == number(1))}), list({})).has_value());
}

TEST_F(Ask, noIsRememberedUnderAnyName) {
  z3::solver stranger = tired(no_square("c", 4));
  EXPECT_EQ(answer_of(no_square("a", 4)), z3::unsat);
  EXPECT_EQ(ask(stranger, list({}), Wanted::model), z3::unsat);
  z3::solver other = tired(no_square("c", 8));
  EXPECT_EQ(ask(other, list({}), Wanted::model), z3::unknown);
}

TEST_F(Ask, yesIsRememberedWhereNoSolutionIsWanted) {
  const auto product = [&](const char* a, const char* b) {
    return word(a) * word(b) == number(6557) && z3::ult(word(a), word(b)) &&
           z3::ult(number(1), word(a)) && z3::ult(word(b), number(99));
  };
  EXPECT_EQ(answer_of(product("a", "b")), z3::sat);
  z3::solver solver = tired(product("c", "d"));
  EXPECT_EQ(ask(solver, list({}), Wanted::answer), z3::sat);
  EXPECT_EQ(ask(solver, list({}), Wanted::model), z3::unknown);
}

TEST_F(Ask, afreshNothingIsTakenFromMemory) {
  EXPECT_EQ(answer_of(no_square("a", 4)), z3::unsat);
  z3::solver solver = tired(no_square("b", 4));
  {
    const AskAfresh afresh;
    EXPECT_EQ(ask(solver, list({}), Wanted::answer), z3::unknown);
  }
  EXPECT_EQ(ask(solver, list({}), Wanted::answer), z3::unsat);
}

TEST_F(Ask, whatIsAssumedIsPartOfTheQuestion) {
  const z3::expr x = word("x");
  z3::solver solver(c_, "QF_BV");
  solver.add(z3::ult(x, number(5)));
  EXPECT_EQ(ask(solver, list({x == number(7)}), Wanted::answer), z3::unsat);
  EXPECT_EQ(ask(solver, list({x == number(3)}), Wanted::answer), z3::sat);
  EXPECT_EQ(ask(solver, list({}), Wanted::answer), z3::sat);
  solver.add(x == number(7));
  EXPECT_EQ(ask(solver, list({}), Wanted::answer), z3::unsat);
}

}  // namespace ask_test
}  // namespace memtype::solver
