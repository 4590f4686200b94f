#include "symbolic/context.hpp"

namespace memtype::solver {
namespace {

thread_local z3::context* current = nullptr;
thread_local std::optional<z3::solver>* pruner = nullptr;

}  // namespace

z3::context& context() { return *current; }

ContextScope::ContextScope(z3::context& new_context)
    : previous_(current), previous_pruner_(pruner) {
  current = &new_context;
  pruner = &pruner_;
}
ContextScope::~ContextScope() {
  current = previous_;
  pruner = previous_pruner_;
}
void ContextScope::prune_with(z3::solver solver) { pruner_ = std::move(solver); }

Bool prune(const Bool& b) {
  if (b.decided() || pruner == nullptr || !*pruner) return b;
  z3::expr_vector assumed((*pruner)->ctx());
  assumed.push_back(b.formula());
  return (*pruner)->check(assumed) == z3::unsat ? Bool(false) : b;
}

}  // namespace memtype::solver
