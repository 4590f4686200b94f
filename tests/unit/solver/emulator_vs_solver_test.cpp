// The prover against plain runs, on random cases: what is claimed for every machine must be so on
// every machine that can be run, and where all machines can be run, nothing else may be claimed.
#include <gtest/gtest.h>

#include "concrete_inputs.hpp"
#include "emulation.hpp"
#include "memtype/cases/parse.hpp"
#include "memtype/solver/check.hpp"
#include "prove/replay.hpp"
#include "random_case.hpp"
#include "settings/start.hpp"

namespace memtype::solver::testing {
namespace emulator_vs_solver_test {

using cases::Quantifier;
using cases::Verdict;

constexpr int unroll = 6;

CheckOptions options() {
  CheckOptions o;
  o.unroll = unroll;
  // Any witness will do: none is looked for again.
  o.shows = [](const cases::Check&, const CheckResult&) { return false; };
  return o;
}

// A random case with the prover's answers.
struct Proved {
  cases::Case c;
  CaseResult result;
};
std::optional<Proved> prove(const std::string& text) {
  auto parsed = cases::parse_case("t.case", text);
  if (!parsed.parsed) {
    for (const auto& d : parsed.diagnostics)
      if (d.severity == cases::Severity::error) ADD_FAILURE() << render(d, "t.case", text);
    return std::nullopt;
  }
  Proved proved{std::move(*parsed.parsed), {}};
  try {
    proved.result = check_case(proved.c, options());
  } catch (const InternalError& error) {
    ADD_FAILURE() << error.what();
    return std::nullopt;
  }
  return proved;
}

bool is_vacuous(const std::vector<std::vector<Seen>>& choices, std::size_t i) {
  return std::none_of(choices.begin(), choices.end(), [&](const std::vector<Seen>& seen) {
    const auto& mapped = seen[i].mapped;
    return seen[i].reached &&
           std::all_of(mapped.begin(), mapped.end(), [](bool there) { return there; });
  });
}

// What the runs of all machine choices together show of check i.
struct Sum {
  bool decided = false, decided_defined = false, cut = false;
};
Sum sum_of(const std::vector<std::vector<Seen>>& choices, std::size_t i) {
  Sum sum;
  for (const auto& seen : choices) {
    sum.decided = sum.decided || seen[i].decided;
    sum.decided_defined = sum.decided_defined || seen[i].decided_defined;
    sum.cut = sum.cut || seen[i].cut;
  }
  return sum;
}

bool is_decided(const cases::Check& check, const CheckResult& r) {
  return r.verdict == (check.quantifier == Quantifier::exists ? Verdict::holds : Verdict::fails);
}

// What must be true of a result whatever the runs: a decision is borne out by its witness.
void expect_witness(const cases::Case& c, const cases::Check& check, const CheckResult& r) {
  EXPECT_EQ(r.witness.has_value(), is_decided(check, r));
  if (!r.witness) return;
  const ReplayResult replay = replay_witness(c, check, *r.witness, unroll);
  EXPECT_TRUE(replay.confirmed);
  EXPECT_EQ(replay.undefined, r.needs_undefined);
}

class EmulatorAndSolver : public ::testing::Test {
 protected:
  // Draws cases until `count` checks were compared.
  template <class Compare>
  void compare(bool finite, std::uint64_t count, const Compare& compare_case) {
    const std::uint64_t seed = base_seed();
    std::uint64_t compared = 0, unknown = 0;
    for (std::uint64_t k = 0; compared < count * rounds(); ++k) {
      Random random(seed * 1'000'003 + k);
      const std::string text = RandomCase(random, finite).text();
      SCOPED_TRACE("MEMTYPE_SEED " + std::to_string(seed) + ", case " + std::to_string(k) + "\n" +
                   text);
      const auto proved = prove(text);
      if (!proved) return;
      compared += compare_case(*proved, random, unknown);
      if (HasFailure()) return;
    }
    RecordProperty("compared", static_cast<int>(compared));
    EXPECT_LT(unknown, compared / 4) << "too many answers are Unknown";
  }
};

// The answers about addresses that are used again: never, always, and those of the witnesses, as
// all of them would be too many.
std::vector<cases::AddressReuse<Concrete>> all_reuses(const Proved& p) {
  std::vector<cases::AddressReuse<Concrete>> list(1);
  const std::size_t sites = cases::mapping_sites(p.c);
  if (sites == 0) return list;
  list.push_back({sites, std::vector<bool>(sites * sites, true)});
  for (const CheckResult& r : p.result.checks)
    if (r.witness) list.push_back(r.witness->start->inputs.reuse);
  return list;
}

// Runs the case with every answer to its calls that may fail. Those that a run does not give are 0
// in it, and each of them is given in a later one. False: too much to look at.
bool emulate_all_answers(const Proved& p, const cases::MachineChoice& choice, ConcreteInputs inputs,
                         std::vector<Seen>& seen, int& budget) {
  std::vector<std::pair<cases::CallMoment, int>> asked;
  inputs.answers.others = [&](const cases::CallMoment& moment, int count) {
    const bool known = std::any_of(asked.begin(), asked.end(),
                                   [&](const auto& other) { return other.first == moment; });
    if (!known) asked.emplace_back(moment, count);
    return std::int64_t{0};
  };
  if (--budget < 0 || !Emulation(p.c, choice, inputs, unroll, true).run(seen)) return false;
  for (const auto& [moment, count] : asked) {
    ConcreteInputs next = inputs;
    for (std::int64_t answer = 1; answer < count; ++answer) {
      next.answers.given[moment] = answer;
      if (!emulate_all_answers(p, choice, next, seen, budget)) return false;
    }
    inputs.answers.given[moment] = 0;
  }
  return true;
}

// All machines are run: the prover must say the same, in both directions.
std::uint64_t compare_exactly(const Proved& p, Random&, std::uint64_t& unknown) {
  std::vector<std::vector<Seen>> choices;
  bool complete = true;
  for (const cases::MachineChoice& choice : cases::machine_choices(p.c)) {
    choices.emplace_back(p.c.checks.size());
    for (ConcreteInputs inputs : all_inputs(p.c, choice))
      for (const auto& reuse : all_reuses(p)) {
        inputs.reuse = reuse;
        int budget = 200;
        complete = complete && emulate_all_answers(p, choice, inputs, choices.back(), budget);
      }
  }
  if (!complete) return 0;
  std::uint64_t compared = 0;
  for (std::size_t i = 0; i < p.c.checks.size(); ++i) {
    const cases::Check& check = p.c.checks[i];
    const CheckResult& r = p.result.checks[i];
    SCOPED_TRACE("check " + check.name);
    expect_witness(p.c, check, r);
    const Sum sum = sum_of(choices, i);
    EXPECT_EQ(r.verdict == Verdict::unknown, !sum.decided && sum.cut) << r.unknown_because;
    if (r.verdict == Verdict::unknown) {
      ++unknown;
      continue;
    }
    ++compared;
    EXPECT_EQ(is_decided(check, r), sum.decided);
    EXPECT_EQ(r.needs_undefined, sum.decided && !sum.decided_defined);
    const bool may_be_vacuous = check.quantifier != Quantifier::exists && !sum.decided;
    EXPECT_EQ(r.vacuous, may_be_vacuous && is_vacuous(choices, i)) << r.vacuous_because;
  }
  return compared;
}

TEST_F(EmulatorAndSolver, AgreeWhereAllMachinesCanBeRun) { compare(true, 700, compare_exactly); }

// Some machines are run: none may contradict.
std::uint64_t compare_by_attack(const Proved& p, Random& random, std::uint64_t& unknown) {
  std::vector<std::vector<Seen>> choices;
  for (const cases::MachineChoice& choice : cases::machine_choices(p.c)) {
    choices.emplace_back(p.c.checks.size());
    for (auto& seen : choices.back()) seen.mapped.assign(8, false);
    for (int n = 0; n < 60; ++n)
      if (auto inputs = RandomInputs(p.c, choice, random).draw()) {
        inputs->reuse.sites = cases::mapping_sites(p.c);
        for (std::size_t i = 0; i < inputs->reuse.sites * inputs->reuse.sites; ++i)
          inputs->reuse.answers.push_back(random.one_in(2));
        inputs->answers.others = [answers = std::map<cases::CallMoment, std::int64_t>(), &random](
                                     const cases::CallMoment& moment, int count) mutable {
          const auto drawn =
              static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(count)));
          return answers.emplace(moment, drawn).first->second;
        };
        Emulation(p.c, choice, *inputs, unroll, false).run(choices.back());
      }
  }
  std::uint64_t compared = 0;
  for (std::size_t i = 0; i < p.c.checks.size(); ++i) {
    const cases::Check& check = p.c.checks[i];
    const CheckResult& r = p.result.checks[i];
    SCOPED_TRACE("check " + check.name);
    expect_witness(p.c, check, r);
    const Sum sum = sum_of(choices, i);
    if (r.verdict == Verdict::unknown) {
      EXPECT_NE(r.unknown_because, "");
      ++unknown;
      continue;
    }
    ++compared;
    if (!is_decided(check, r)) {
      EXPECT_FALSE(sum.decided) << "a run contradicts the proof";
      EXPECT_FALSE(sum.cut) << "a loop was cut";
    }
    EXPECT_FALSE(r.needs_undefined && sum.decided_defined);
    EXPECT_TRUE(!r.vacuous || is_vacuous(choices, i)) << r.vacuous_because;
  }
  return compared;
}

TEST_F(EmulatorAndSolver, RandomRunsNeverContradict) { compare(false, 350, compare_by_attack); }

}  // namespace emulator_vs_solver_test
}  // namespace memtype::solver::testing
