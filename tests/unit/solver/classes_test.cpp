// Classes of machines, and words for sets of them.
#include "questions/classes.hpp"

#include <gtest/gtest.h>

#include "parsed.hpp"

namespace memtype::solver::testing {
namespace classes_test {

// Thresholds imply each other, values of one parameter exclude each other, and a machine has one of
// the choices of the case.
TEST(Classes, ContradictionsAreNoMachines) {
  const auto c = parsed(
      "machine { cpu intel; pat any of (linux, nopat); kernel \"4.2\"; } param way range 0..2; "
      "const bar = 0xc0000000; region fb (bar, 16M) wants WC; "
      "after { use = way; r = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1); }");
  const Atoms atoms = atoms_of(c, 2);
  std::vector<std::string> names;
  for (const Atom& atom : atoms.list) names.push_back(atom.yes);
  ASSERT_EQ(names, (std::vector<std::string>{"PAT", "way=1", "way=2", "free", "2 free"}));
  std::size_t possible = 0;
  for (std::uint32_t m = 0; m < 32; ++m) {
    const bool both_ways = (m & 6) == 6, two_of_none = (m & 24) == 16;
    EXPECT_EQ(is_possible(atoms, m), !both_ways && !two_of_none) << m;
    possible += is_possible(atoms, m) ? 1 : 0;
  }
  EXPECT_EQ(possible, 2U * 3 * 3);
}

TEST(Classes, ACoverHasAllThatItMustAndNothingThatItMustNot) {
  constexpr std::size_t atoms = 3;
  for (std::uint32_t yes = 0; yes < 256; ++yes)
    for (std::uint32_t either : {0U, 0x0fU, 0xa5U}) {
      std::vector<InCover> wanted;
      for (std::uint32_t m = 0; m < 1U << atoms; ++m)
        wanted.push_back((either >> m & 1) != 0 ? InCover::either
                         : (yes >> m & 1) != 0  ? InCover::yes
                                                : InCover::no);
      const std::vector<Cube> cubes = cover(7, wanted);
      for (std::uint32_t m = 0; m < 1U << atoms; ++m) {
        bool in = false;
        for (const Cube& cube : cubes) in = in || cube.contains(m);
        if (wanted[m] != InCover::either) {
          EXPECT_EQ(in, wanted[m] == InCover::yes) << yes << ' ' << m;
        }
      }
    }
}

std::vector<std::string> names_of(const Atoms& atoms) {
  std::vector<std::string> names;
  for (const Atom& atom : atoms.list) names.push_back(atom.yes);
  return names;
}

// Bare metal is where it is none of the others.
TEST(Classes, EachEnvironmentIsToldApart) {
  std::vector<std::string> words;
  for (const kernel::Environment env : kernel::all_environments) {
    if (env == kernel::Environment::bare_metal) continue;
    const Atoms atoms = atoms_of(
        parsed("machine { cpu " + std::string(env == kernel::Environment::snp ? "amd64" : "intel") +
               "; pat nopat; guest_pat "
               "ignored; host_type UC; env any of "
               "(bare_metal, " +
               std::string(kernel::name(env)) + "); }"),
        0);
    const std::vector<std::string> names = names_of(atoms);
    ASSERT_FALSE(names.empty()) << kernel::name(env);
    EXPECT_EQ(std::count(words.begin(), words.end(), names.back()), 0);
    words.push_back(names.back());
    EXPECT_NE(words.back(), "MTRRs") << kernel::name(env);
  }
}

TEST(Classes, WhatIsOneTooMuchIsNamed) {
  const Atoms atoms = atoms_of(
      parsed("machine { cpu intel; pat any of (linux, nopat); kernel any of (\"4.2\", \"5.4\", "
             "\"6.1\", \"6.12\", \"6.18\", \"7.3\"); } param a range 0..2; param b range 0..2;"),
      0);
  EXPECT_EQ(names_of(atoms),
            (std::vector<std::string>{"PAT", "a=1", "a=2", "b=1", "b=2", "kernel>=5.4",
                                      "kernel>=6.1", "kernel>=6.12"}));
  EXPECT_EQ(atoms.left_out, (std::vector<std::string>{"kernel>=6.18", "kernel>=7.3"}));
}

}  // namespace classes_test
}  // namespace memtype::solver::testing
