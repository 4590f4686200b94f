#include "prove/also_on.hpp"

#include <algorithm>

#include "semantics/left_out.hpp"
#include "semantics/subjects.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

// Each costs a walk through all orders of a group.
constexpr std::size_t most_machines = 8, most_for_groups = 2;
constexpr std::uint64_t most_resources = 20'000'000;

class MachineSurvey {
 public:
  MachineSurvey(const Case& c, std::size_t check, const ChoiceTable& table,
                const CheckOptions& options, Budget& budget)
      : c_(c), check_(check), table_(table), options_(options), budget_(budget) {
    for (const int subject : subjects_of(c.checks[check]))
      if (c.subjects[static_cast<std::size_t>(subject)].async) most_ = most_for_groups;
    options_.only = c.checks[check].name;
    options_.smt2 = {};
    options_.vacuity = false;
    options_.resources = std::min(options.resources, most_resources);
  }

  std::vector<Possible> answers() {
    std::vector<Possible> all(table_.size(), Possible::unknown);
    for (std::size_t k = 0; k < all.size(); ++k) {
      const std::size_t first = table_.first_for(check_, k);
      all[k] = first == k ? answer(k) : all[first];
    }
    return all;
  }

 private:
  Possible answer(std::size_t k) {
    if (const ChoiceResult* known = table_.answer(check_, k)) return known->violated;
    if (options_.machines && !options_.machines(table_.choices[k])) return Possible::unknown;
    if (asked_ == most_) return Possible::unknown;
    ++asked_;
    return Prover(c_, table_.choices[k], options_, budget_).check(check_, false, false).violated;
  }

  const Case& c_;
  std::size_t check_;
  const ChoiceTable& table_;
  CheckOptions options_;
  Budget& budget_;
  std::size_t most_ = most_machines, asked_ = 0;
};

}  // namespace

AlsoOn also_on(const Case& c, std::size_t check, const ChoiceTable& table,
               const std::vector<std::pair<std::string_view, Possible>>& shapes,
               const CheckOptions& options, Budget& budget) {
  AlsoOn also;
  const std::vector<Possible> answers = MachineSurvey(c, check, table, options, budget).answers();
  const auto where = [&](Possible answer) {
    std::vector<bool> chosen;
    for (const Possible a : answers) chosen.push_back(a == answer);
    return describe(c.machine, table.choices, chosen);
  };
  if (answers.size() > 1) {
    also.fails = where(Possible::yes);
    also.holds = where(Possible::no);
    also.open = where(Possible::unknown);
  }
  for (const auto& [name, possible] : shapes)
    if (possible != Possible::unknown) also.firmware.emplace_back(name, possible == Possible::yes);
  return also;
}

}  // namespace memtype::solver
