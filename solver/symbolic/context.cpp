#include "symbolic/context.hpp"

#include "symbolic/ask.hpp"
#include "symbolic/watch.hpp"

namespace memtype::solver {
namespace {

thread_local z3::context* current = nullptr;
thread_local std::optional<z3::solver>* pruner = nullptr;

}  // namespace

z3::context& context() { return *current; }

ContextScope::ContextScope(z3::context& new_context)
    : previous_(current), previous_pruner_(pruner) {
  watch_context(&new_context);
  current = &new_context;
  pruner = &pruner_;
}
ContextScope::~ContextScope() {
  watch_context(previous_);
  current = previous_;
  pruner = previous_pruner_;
}
void ContextScope::prune_with(z3::solver solver) { pruner_ = std::move(solver); }

Bool prune(const Bool& b) {
  if (b.decided() || pruner == nullptr || !*pruner) return b;
  z3::expr_vector assumed((*pruner)->ctx());
  assumed.push_back(b.formula());
  const z3::check_result answer = ask(**pruner, assumed, Wanted::answer);
  if (answer == z3::unknown) cases::stop_if_asked();
  return answer == z3::unsat ? Bool(false) : b;
}

}  // namespace memtype::solver
