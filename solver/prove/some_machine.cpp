#include "prove/some_machine.hpp"

#include <algorithm>
#include <bit>

#include "memtype/solver/assumptions.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

// The place in the file of what the rule is about.
Location place_of(const Case& c, const LegalRule& rule) {
  using Kind = LegalRule::Kind;
  if (rule.kind == Kind::assumed) return c.assumptions[rule.index].at;
  if (rule.kind == Kind::bars_apart) return c.params[rule.other].at;
  if (rule.kind == Kind::parameter || rule.kind == Kind::bar_ram) return c.params[rule.index].at;
  if (rule.kind == Kind::region_width || rule.kind == Kind::region_ram)
    return c.regions[rule.index].at;
  return c.machine.at;
}

}  // namespace

std::optional<LegalRule> first_impossible(Session& session, const Bool& also) {
  z3::solver solver = session.bare_solver();
  solver.add(also.formula());
  for (const OpenRule& rule : session.unknowns().rules) {
    solver.add(rule.holds.formula());
    if (decide(solver, Wanted::answer) == Possible::no) return rule.rule;
  }
  return std::nullopt;
}

std::uint64_t fix_to_lowest(z3::solver& solver, const Word& word) {
  if (word.is_constant()) return word.low();
  std::uint64_t value = 0;
  const z3::expr bits = word.formula();
  for (auto n = static_cast<unsigned>(std::bit_width(word.high())); n-- > 0;) {
    const z3::expr zero = bits.extract(n, n) == solver.ctx().bv_val(0, 1);
    const bool can_be = decide(solver, Wanted::answer, {zero}) == Possible::yes;
    solver.add(can_be ? zero : !zero);
    if (!can_be) value |= std::uint64_t{1} << n;
  }
  return value;
}

bool assumes(const Case& c) {
  return !c.assumptions.empty() ||
         std::any_of(c.params.begin(), c.params.end(),
                     [](const Param& p) { return keeps_apart(p) || p.size_param >= 0; });
}

std::optional<NoMachine> no_machine(const Case& c, bool always) {
  if (!always && !assumes(c)) return std::nullopt;
  const std::vector<MachineChoice> choices = machine_choices(c);
  std::vector<std::size_t> first;  // there is nearly always a machine of the first choice
  const CheckOptions options;
  std::optional<NoMachine> why;
  for (std::size_t k = 0; k < choices.size(); ++k) {
    if (k == 1) first = equivalent_choices(c, choices);
    if (k > 0 && first[k] != k) continue;
    Session session(c, choices[k], options);
    if (session.possible(Bool(true)) != Possible::no) return std::nullopt;
    if (why) continue;
    const auto rule = first_impossible(session);
    if (!rule) return std::nullopt;
    why = {broken(c, choices[k], *rule), place_of(c, *rule)};
  }
  return why;
}

namespace {

Bool are_given(const Session& session, const std::vector<std::optional<std::uint64_t>>& given) {
  Bool all(true);
  for (std::size_t p = 0; p < given.size(); ++p)
    if (given[p]) all = all && session.inputs().params[p].word() == Word(*given[p]);
  return all;
}

}  // namespace

std::string in_the_way(const Case& c, const MachineChoice& choice,
                       const std::vector<std::optional<std::uint64_t>>& given) {
  const CheckOptions options;
  Session session(c, choice, options);
  const auto rule = first_impossible(session, are_given(session, given));
  return rule ? broken(c, choice, *rule) : "";
}

std::optional<std::vector<std::uint64_t>> lowest_params(
    const Case& c, const MachineChoice& choice,
    const std::vector<std::optional<std::uint64_t>>& given) {
  const CheckOptions options;
  Session session(c, choice, options);
  z3::solver solver = session.new_solver();
  const auto& params = session.inputs().params;
  solver.add(are_given(session, given).formula());
  if (decide(solver, Wanted::answer) != Possible::yes) return std::nullopt;
  std::vector<std::uint64_t> values;
  for (const Int& param : params) values.push_back(fix_to_lowest(solver, param.word()));
  if (decide(solver, Wanted::answer) != Possible::yes) return std::nullopt;
  return values;
}

}  // namespace memtype::solver
