// Small cases in tests: parsed, one machine picked, run with plain numbers.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../parsed.hpp"
#include "semantics/explore.hpp"
#include "semantics/legal.hpp"

namespace memtype::cases::testing {

// A case on its first machine choice, with the parameters given.
class SmallCase {
 public:
  explicit SmallCase(const std::string& text, std::vector<std::int64_t> params = {},
                     std::int64_t taken = 0)
      : c(parsed(text)), choices(machine_choices(c)) {
    if (choices.empty()) {
      ADD_FAILURE() << "no machine";
      return;
    }
    inputs.params = std::move(params);
    inputs.registers = listed_registers<Concrete>(c, choices.front(), inputs, taken);
  }
  SmallCase(const SmallCase&) = delete;
  SmallCase& operator=(const SmallCase&) = delete;

  Case c;
  std::vector<MachineChoice> choices;
  Inputs<Concrete> inputs;

  Run<Concrete> start(int unroll = default_unroll) const {
    return {c, choices.front(), inputs, make_system<Concrete>(choices.front(), inputs), unroll};
  }

  // Runs one program to its end; the calls it made.
  static std::vector<Step<Concrete>> finish(Run<Concrete>& run, int program = 0) {
    std::vector<Step<Concrete>> steps;
    Step<Concrete> step;
    while (run.step(program, step)) steps.push_back(step);
    return steps;
  }

  std::int64_t local(const Run<Concrete>& run, const std::string& name, int program = 0) const {
    const auto p = static_cast<std::size_t>(program);
    const auto& names = c.programs[p].locals;
    const auto at = std::find(names.begin(), names.end(), name);
    EXPECT_NE(at, names.end()) << name;
    return run.locals[p][static_cast<std::size_t>(at - names.begin())];
  }

  // The condition of a check after each program of the case ran alone to its end; where it has no
  // answer, what does not decide the check.
  bool truth_at_end(std::size_t check) const {
    std::vector<Run<Concrete>> runs;
    for (std::size_t s = 0; s < c.subjects.size(); ++s) {
      runs.push_back(start());
      for (int program : c.subjects[s].programs) finish(runs.back(), program);
    }
    std::vector<ExactRegions<Concrete>> regions;
    for (const auto& run : runs) regions.emplace_back(c, choices.front(), inputs, run.system);
    Scope<Concrete> scope{.c = &c, .choice = &choices.front(), .inputs = &inputs};
    for (std::size_t s = 0; s < runs.size(); ++s)
      scope.subjects.push_back({&runs[s].system, &runs[s].locals, &regions[s]});
    const Evaluator<Concrete> evaluate(scope);
    return evaluate.decides(c.checks[check]) == decided_by_true(c.checks[check].quantifier);
  }
};

// A program p on a machine whose kernel has no PAT, so that MTRRs decide; `bar` is 0xd0000000.
inline std::string program(const std::string& body, const std::string& facts = "pat nopat;") {
  return "machine { cpu intel; " + facts + " } const bar = 0xd0000000; program p {" + body + "}";
}

}  // namespace memtype::cases::testing
