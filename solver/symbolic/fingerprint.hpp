// Which questions to the solver are the same question.
#pragma once

#include <z3++.h>

#include <cstdint>
#include <functional>
#include <optional>

namespace memtype::solver {

// Of a conjunction of formulas, up to the names of its unknowns: these count by the order in which
// they are met. Two conjunctions with one fingerprint are the same but for names, so that both have
// a solution or neither: 128 bits, in two halves that are mixed differently, are far more than the
// questions of one run need.
struct Fingerprint {
  std::uint64_t a = 0x243f6a8885a308d3;
  std::uint64_t b = 0x13198a2e03707344;

  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

// Nothing for formulas of a kind that is never made here (quantifiers). Cost: linear in the parts
// of the formulas, those in common counted once.
std::optional<Fingerprint> fingerprint_of(const z3::expr_vector& asserted,
                                          const z3::expr_vector& assumed);

}  // namespace memtype::solver

template <>
struct std::hash<memtype::solver::Fingerprint> {
  std::size_t operator()(const memtype::solver::Fingerprint& print) const { return print.a; }
};
