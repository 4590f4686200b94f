// What is said of calls that fail, and of checks, on random cases.
#include <gtest/gtest.h>

#include <set>

#include "concrete_inputs.hpp"
#include "memtype/cases/parse.hpp"
#include "random_case.hpp"
#include "semantics/concrete_moment.hpp"
#include "semantics/ordered_run.hpp"
#include "semantics/subjects.hpp"
#include "semantics/trace.hpp"

namespace memtype::solver::testing {
namespace refusals_test {

using cases::Case;

// A random case on a random machine.
struct OneRun {
  Case c;
  cases::MachineChoice choice;
  ConcreteInputs inputs;
};
std::optional<OneRun> draw(Random& random) {
  auto parsed = cases::parse_case("t.case", RandomCase(random, false).text());
  if (!parsed.parsed) return std::nullopt;
  OneRun run{std::move(*parsed.parsed), {}, {}};
  const auto choices = cases::machine_choices(run.c);
  run.choice = choices[random.below(choices.size())];
  auto inputs = RandomInputs(run.c, run.choice, random).draw();
  if (!inputs) return std::nullopt;
  run.inputs = std::move(*inputs);
  run.inputs.reuse.sites = cases::mapping_sites(run.c);
  run.inputs.reuse.answers.assign(run.inputs.reuse.sites * run.inputs.reuse.sites, false);
  return run;
}

TEST(Refusals, EachCallThatFailsNamesItsGuard) {
  Random random(41);
  std::set<kernel::Guard> seen;
  for (int n = 0; n < 150; ++n) {
    const auto run = draw(random);
    if (!run) continue;
    const auto look = [&](const cases::Step<Concrete>& step, const cases::Run<Concrete>&) {
      if (!cases::is_refused(step)) return;
      seen.insert(step.why.last.guard);
      EXPECT_TRUE(refuses(step.why.last.guard)) << step.function->name;
    };
    for (std::size_t s = 0; s < run->c.subjects.size(); ++s)
      cases::run_in_order(run->c, run->choice, run->inputs, static_cast<int>(s), {},
                          cases::RunUntil::end, 6, look);
  }
  EXPECT_GT(seen.size(), 8u);
}

// A condition is not as it ought to be if and only if some part of it is the reason, and no reason
// is named that is as it ought to be.
TEST(Refusals, TheDecidingPartsDecide) {
  Random random(42);
  int failing = 0;
  for (int n = 0; n < 80; ++n) {
    const auto run = draw(random);
    if (!run) continue;
    for (const cases::Check& check : run->c.checks) {
      if (check.quantifier == cases::Quantifier::exists) continue;
      std::vector<std::vector<int>> orders(run->c.subjects.size());
      cases::ConcreteMoment moment(run->c, check, run->choice, run->inputs, orders, 0, 6);
      const bool wanted = !cases::decided_by_true(check.quantifier);
      const auto parts = cases::deciding_parts(moment.scope(), check.condition, wanted);
      EXPECT_EQ(parts.empty(), !moment.decides()) << check.name;
      failing += parts.empty() ? 0 : 1;
      const cases::Evaluator<Concrete> evaluate(moment.scope());
      for (const cases::ConditionPart& part : parts)
        EXPECT_NE(part.wanted, evaluate.condition(*part.expr)) << check.name;
    }
  }
  EXPECT_GT(failing, 20);
}

}  // namespace refusals_test
}  // namespace memtype::solver::testing
