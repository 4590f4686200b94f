// What "no such run" leaves open: moments that were not looked at, and whether there are any.
#pragma once

#include <string>

#include "prove/obligations.hpp"

namespace memtype::solver {

// Why "no such run" is not the whole truth: a loop that can pass its bound, orders that were not
// walked. Empty: it is.
std::string gap_of(Session& session, const Obligations& obligations, const cases::Check& check);

struct Reach {
  bool reached = false;  // some moment satisfies assumptions and guard
  // And every region of the check is mapped at some such moment; all of one that wants_all().
  bool mapped = false;
  bool open = false;     // the solver gave up on one of these two
  std::string unmapped;  // if not: "'after.fb' is never mapped"
};

// Is there a moment, on some allowed machine, at which the check with this index says something?
Reach reach_of(Session& session, const Obligations& obligations, std::size_t check);

}  // namespace memtype::solver
