// A model of the solver, read back as a machine and an order of calls.
#pragma once

#include "memtype/solver/check.hpp"
#include "prove/obligations.hpp"

namespace memtype::solver {

// The machine and the order for which the model stands, at the moment of this obligation.
Witness read_witness(const Session& session, const z3::model& model, const Obligation& obligation);

// A model that is easier to read, of a solver that just said yes: with these wishes, as few
// registers in use as possible, none of them WT or WP, parameters at their lowest value. Each wish
// is granted if what was asked survives it.
z3::model plainest_model(Session& session, z3::solver& solver,
                         const std::vector<z3::expr>& first = {});

}  // namespace memtype::solver
