// What can be known about a value before anything runs: the one folding of the house. The
// arithmetic is that of the programs (arithmetic.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memtype/cases/case.hpp"
#include "semantics/typed.hpp"

namespace memtype::cases {

// The low `bits` bits of the value are those of `low`; 64 of them make a constant. If `affine`,
// the value is also Case::params[param] + offset (param -1: just offset).
struct Folded {
  unsigned bits = 0;
  std::uint64_t low = 0;
  bool affine = false;
  int param = -1;
  std::uint64_t offset = 0;
  NumberKind kind{};    // the C type of the value
  bool faulty = false;  // depends on something that was reported already

  std::optional<std::uint64_t> constant() const {
    return bits == 64 ? std::optional(low) : std::nullopt;
  }
  // The value modulo `modulus`, a power of two, if it is known.
  std::optional<std::uint64_t> modulo(std::uint64_t modulus) const;
};

Folded number(std::uint64_t value);
Folded fold_sum(const Folded& a, const Folded& b);

// `constants` are the values of Case::constants so far; locals, of `program`, and facts are unknown
// but for their types. Symbols must be resolved. Unknown is also what C leaves undefined and, of
// numbers that nobody gave a C type, what would be another if the operands were unsigned.
Folded fold(const Expr& e, const std::vector<Param>& params, const std::vector<Folded>& constants,
            const Program* program = nullptr);
// The same in a case whose names are resolved. Cost: linear in all its constants.
Folded fold(const Expr& e, const Case& c);

// The places where the folded arithmetic divides by a constant zero or shifts by 64 or more.
std::optional<Location> undefined_arithmetic(const Expr& e, const std::vector<Param>& params,
                                             const std::vector<Folded>& constants);

}  // namespace memtype::cases
