#include "memtype/solver/layout.hpp"

#include <algorithm>
#include <chrono>

#include "memtype/solver/synthesis.hpp"
#include "questions/mapping_ways.hpp"
#include "semantics/wants.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

class Planner {
 public:
  Planner(const Case& c, const CheckOptions& options) : c_(c), options_(options) {
    options_.only.clear();
    c_.checks.clear();
  }

  DriverPlan plan() {
    const auto started = std::chrono::steady_clock::now();
    for (std::size_t r = 0; r < c_.regions.size(); ++r)
      if (c_.regions[r].wants) plan_.regions.push_back(try_ways(c_, static_cast<int>(r), options_));
    recommend();
    plan_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return std::move(plan_);
  }

 private:
  const Region& region(int r) const { return c_.regions[static_cast<std::size_t>(r)]; }

  // The classes in which some way has the region right, as demands on the whole program.
  std::vector<Check> demands_of(const Case& whole) const {
    std::vector<Check> demands;
    for (const RegionPlan& row : plan_.regions) {
      const MemoryType wants = *region(row.region).wants;
      for (std::size_t k = 0; k < row.classes.size(); ++k) {
        const bool some = std::any_of(row.ways.begin(), row.ways.end(), [&](const MappingWay& w) {
          return w.by_class[k] == HowOften::always;
        });
        if (!some) continue;
        demands.push_back(make_check(
            wanted_when(wants), region(row.region).name + " on " + row.classes[k].name,
            region(row.region).at, right_expr(whole, 0, row.region), row.classes[k].guard));
      }
      demands.push_back(
          make_check(Quantifier::never, region(row.region).name + " never with two types",
                     region(row.region).at,
                     call_expr(CheckFunction::aliased, {region_expr(whole, 0, row.region)})));
    }
    demands.push_back(
        make_check(Quantifier::always, "no MTRR write with PAT", {},
                   binary_expr(Operator::equal,
                               call_expr(CheckFunction::mtrr_writes, {subject_expr(whole, 0)}),
                               number_expr(0)),
                   fact_expr(Fact::pat_enabled)));
    return demands;
  }

  // The ways of a region that do no worse than any other, by the number of classes they serve: the
  // weaker call first.
  std::vector<std::size_t> best_ways(const RegionPlan& row) const {
    const auto served = [&](std::size_t w) {
      return std::count(row.ways[w].by_class.begin(), row.ways[w].by_class.end(), HowOften::always);
    };
    std::vector<std::size_t> order(row.ways.size());
    for (std::size_t w = 0; w < order.size(); ++w) order[w] = w;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return served(a) > served(b); });
    return order;
  }

  // Maps every region first, then takes the ranges, each once.
  Case whole_of(const std::vector<CallAndRange>& chosen) const {
    Case whole = c_;
    Program p;
    p.name = "after";
    std::vector<ParamRange> ranges;
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      const Region& r = region(plan_.regions[k].region);
      p.body.push_back(
          call_statement(p, r.name + "_va", call_expr(*chosen[k].call, {r.start, r.length})));
      const auto& range = chosen[k].range;
      if (range && std::find(ranges.begin(), ranges.end(), *range) == ranges.end())
        ranges.push_back(*range);
    }
    for (std::size_t n = 0; n < ranges.size(); ++n)
      p.body.push_back(call_statement(p, n == 0 ? "wc_cookie" : "wc_cookie" + std::to_string(n + 1),
                                      wc_add_expr(c_, ranges[n])));
    whole.programs = {std::move(p)};
    whole.subjects.clear();
    subject_of_program(whole, 0);
    return whole;
  }

  void recommend() {
    constexpr std::size_t most = 200;
    std::vector<std::vector<std::size_t>> orders;
    std::vector<std::vector<CallAndRange>> ways;
    for (const RegionPlan& row : plan_.regions) {
      orders.push_back(best_ways(row));
      ways.push_back(ways_to_map(c_, region(row.region)));
    }
    // All combinations, those with the best ways first.
    std::vector<std::vector<std::size_t>> combinations = {{}};
    for (const auto& order : orders) {
      std::vector<std::vector<std::size_t>> longer;
      for (const auto& head : combinations)
        for (std::size_t rank = 0; rank < order.size(); ++rank) {
          longer.push_back(head);
          longer.back().push_back(rank);
        }
      combinations = std::move(longer);
    }
    const auto sum = [](const std::vector<std::size_t>& ranks) {
      std::size_t total = 0;
      for (std::size_t rank : ranks) total += rank;
      return total;
    };
    std::stable_sort(combinations.begin(), combinations.end(),
                     [&](const auto& a, const auto& b) { return sum(a) < sum(b); });
    for (const auto& ranks : combinations) {
      if (plan_.tried >= most || ranks.empty()) return;
      std::vector<CallAndRange> chosen;
      for (std::size_t k = 0; k < ranks.size(); ++k) chosen.push_back(ways[k][orders[k][ranks[k]]]);
      if (try_whole(whole_of(chosen))) return;
    }
  }

  bool try_whole(Case whole) {
    ++plan_.tried;
    whole.checks = demands_of(whole);
    const CaseResult result = check_case(whole, options_);
    std::vector<std::string> failing;
    for (std::size_t i = 0; i < whole.checks.size(); ++i)
      if (result.checks[i].verdict != Verdict::holds) failing.push_back(whole.checks[i].name);
    if (failing.empty()) {
      plan_.proved = whole.checks;
      plan_.recommended = std::move(whole);
      plan_.given_up.clear();
      return true;
    }
    if (plan_.given_up.empty() || failing.size() < plan_.given_up.size())
      plan_.given_up = std::move(failing);
    return false;
  }

  Case c_;
  CheckOptions options_;
  DriverPlan plan_;
};

}  // namespace

DriverPlan plan_driver(const Case& c, const CheckOptions& options) {
  return Planner(c, options).plan();
}

}  // namespace memtype::solver
