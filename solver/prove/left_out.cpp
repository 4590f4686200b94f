#include "prove/left_out.hpp"

#include <algorithm>
#include <map>

#include "memtype/cases/print.hpp"
#include "prove/some_machine.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

class GapSearch {
 public:
  explicit GapSearch(Session& session) : session_(session), c_(session.the_case()) {}

  std::vector<ChoiceGap> run() {
    if (rules().empty()) return {};
    if (session_.possible(Bool(true)) == Possible::no) return {{"", why_none()}};
    std::vector<ChoiceGap> gaps;
    for (const OpenRule& rule : rules())
      if (!rule.definition) add_gap(rule, gaps);
    return gaps;
  }

 private:
  const std::vector<OpenRule>& rules() const { return session_.unknowns().rules; }

  std::string why_none() {
    const auto rule = first_impossible(session_);
    return rule ? broken(c_, session_.choice(), *rule) : "the rules together allow none";
  }

  void add_gap(const OpenRule& rule, std::vector<ChoiceGap>& gaps) {
    z3::solver solver = session_.bare_solver();
    for (const OpenRule& other : rules())
      if (other.definition) solver.add(other.holds.formula());
    solver.add((!rule.holds).formula());
    if (decide(solver, Wanted::answer) != Possible::yes) return;
    const std::string because = broken(c_, session_.choice(), rule.rule);
    const bool told = std::any_of(gaps.begin(), gaps.end(),
                                  [&](const ChoiceGap& gap) { return gap.because == because; });
    if (!told) gaps.push_back({values(rule.rule, solver), because});
  }

  // The lowest values of the parameters on which the rule hangs.
  std::string values(LegalRule rule, z3::solver& solver) {
    std::string text;
    z3::expr same = session_.context().bool_val(true);
    solver.push();
    for (std::size_t i = 0; i < c_.params.size(); ++i) {
      const Word& word = session_.inputs().params[i].word();
      if (word.is_constant() || !hangs_on(rule, static_cast<int>(i))) continue;
      const std::uint64_t low = fix_to_lowest(solver, word);
      text += (text.empty() ? "" : " ") + c_.params[i].name + "=" + print_param(c_.params[i], low);
      same = same && word.formula() == session_.context().bv_val(low, 64);
    }
    solver.pop();
    solver.add(!same);
    if (!text.empty() && decide(solver, Wanted::answer) != Possible::no) text += " and others";
    return text.empty() ? "some registers" : text;
  }

  bool hangs_on(LegalRule rule, int param) const {
    const FirmwareRegisters<Expr>& firmware = session_.choice().firmware;
    switch (rule.kind) {
      case LegalRule::Kind::writable:
      case LegalRule::Kind::one_type:
      case LegalRule::Kind::allowed:
      case LegalRule::Kind::one_block:
        return rule.index < firmware.ranges.size() &&
               (reads_param(c_, firmware.ranges[rule.index].start, param) ||
                reads_param(c_, firmware.ranges[rule.index].length, param));
      case LegalRule::Kind::region_width:
      case LegalRule::Kind::region_ram:
        return reads_param(c_, c_.regions[rule.index].start, param) ||
               reads_param(c_, c_.regions[rule.index].length, param);
      case LegalRule::Kind::parameter:
      case LegalRule::Kind::assumed:
      case LegalRule::Kind::bars_apart:
      case LegalRule::Kind::bar_ram:
      case LegalRule::Kind::listed:
      case LegalRule::Kind::listed_alone:
      case LegalRule::Kind::free_count: return false;
    }
    return false;
  }

  Session& session_;
  const Case& c_;
};

}  // namespace

std::vector<ChoiceGap> gaps_of(Session& session) { return GapSearch(session).run(); }

std::vector<LeftOut> left_out(const Case& c, const std::vector<MachineChoice>& choices,
                              const std::vector<std::size_t>& first,
                              const std::vector<std::vector<ChoiceGap>>& gaps) {
  using Key = std::pair<std::string, std::string>;  // values, because
  std::vector<Key> order;
  std::map<Key, std::vector<bool>> where;
  for (std::size_t k = 0; k < choices.size(); ++k)
    for (const ChoiceGap& gap : gaps[first[k]]) {
      const Key key{gap.values, gap.because};
      const auto [place, fresh] = where.try_emplace(key, choices.size(), false);
      if (fresh) order.push_back(key);
      place->second[k] = true;
    }
  std::vector<std::vector<bool>> chosen;
  for (const Key& key : order) chosen.push_back(where[key]);
  const auto machines = describe_each(c.machine, choices, chosen);
  std::vector<LeftOut> list;
  for (std::size_t n = 0; n < order.size(); ++n)
    for (const std::string& some : machines[n])
      list.push_back({with_values(some, order[n].first), order[n].second});
  return list;
}

}  // namespace memtype::solver
