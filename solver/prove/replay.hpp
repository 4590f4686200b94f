// Running a witness on the concrete model.
#pragma once

#include "memtype/solver/check.hpp"

namespace memtype::solver {

struct ReplayResult {
  // The check comes out false (for `exists` and `never`: its condition true).
  bool confirmed = false;
  bool undefined = false;   // a type of a region in it hangs on an undefined overlap
  bool incomplete = false;  // a mask had too many pieces to look at every page
};
ReplayResult replay_witness(const cases::Case& c, const cases::Check& check, const Witness& witness,
                            int unroll);

}  // namespace memtype::solver
