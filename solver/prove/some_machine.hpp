// Is there a machine that the case allows, and which parameters does the plainest one have?
#pragma once

#include <cstdint>
#include <optional>

#include "prove/session.hpp"

namespace memtype::solver {

// The first rule with which nothing is left of what the rules before it allow; none if something is
// left by all of them, or the solver gave up.
// `also` holds whatever the rules say.
std::optional<cases::LegalRule> first_impossible(Session& session, const Bool& also = Bool(true));

// The lowest value that the word can have under what the solver holds, and holds it to that from
// now on. Some 50 short questions; where one is not answered, higher values are tried.
std::uint64_t fix_to_lowest(z3::solver& solver, const Word& word);

}  // namespace memtype::solver
