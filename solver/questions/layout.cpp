#include "memtype/solver/layout.hpp"

#include <algorithm>
#include <chrono>

#include "memtype/cases/print.hpp"
#include "memtype/solver/synthesis.hpp"
#include "questions/clean_machine.hpp"
#include "questions/ranges.hpp"
#include "semantics/wants.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// One way to map a region: a call, and perhaps a range for machines without PAT.
struct CallAndRange {
  const FunctionInfo* call;
  std::optional<Span> range;
};

const FunctionInfo& mapping_call(MemoryType mode) { return plain_call(KernelRule::ioremap, mode); }

Stmt call_statement(Program& program, const std::string& variable, Expr call) {
  Stmt s;
  s.kind = Stmt::Kind::assign;
  s.target = static_cast<int>(program.locals.size());
  s.expr = std::move(call);
  program.locals.push_back(variable);
  return s;
}

class Planner {
 public:
  Planner(const Case& c, const CheckOptions& options) : c_(c), options_(options) {
    options_.only.clear();
    c_.checks.clear();
  }

  DriverPlan plan() {
    const auto started = std::chrono::steady_clock::now();
    for (std::size_t r = 0; r < c_.regions.size(); ++r)
      if (c_.regions[r].wants) row(static_cast<int>(r));
    recommend();
    plan_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return std::move(plan_);
  }

 private:
  const Region& region(int r) const { return c_.regions[static_cast<std::size_t>(r)]; }

  // --- Ways and classes ---

  std::vector<CallAndRange> ways_of(int r) const {
    std::vector<CallAndRange> ways;
    for (MemoryType mode :
         {MemoryType::UC_minus, MemoryType::UC, MemoryType::WC, MemoryType::WT, MemoryType::WB})
      if (const auto& call = mapping_call(mode); !missing_in(c_, call))
        ways.push_back({&call, std::nullopt});
    const auto span = span_of(c_, region(r));
    if (region(r).wants != MemoryType::WC || !span) return ways;
    std::vector<Span> ranges;
    for (const auto& block : {block_around(c_, *span), bar_around(c_, *span)})
      if (block && std::find(ranges.begin(), ranges.end(), *block) == ranges.end())
        ranges.push_back(*block);
    for (const Span& range : ranges)
      for (MemoryType mode : {MemoryType::UC_minus, MemoryType::WC})
        ways.push_back({&mapping_call(mode), range});
    return ways;
  }

  std::vector<MachineClass> classes_of(int r) const {
    std::vector<kernel::Environment> environments = c_.machine.env;
    if (environments.empty()) environments.push_back(kernel::Environment::bare_metal);
    const std::vector<Expr> clean = is_clean(c_, region(r));
    std::vector<MachineClass> classes;
    for (kernel::Environment e : environments) {
      const std::string name(kernel::name(e));
      const Expr env = fact_is(Fact::env, name), pat = fact_expr(Fact::pat_enabled);
      const Expr off = binary_expr(Operator::logical_and, env, not_expr(pat));
      classes.push_back({name + " PAT", binary_expr(Operator::logical_and, env, pat)});
      classes.push_back({name + " no PAT, clean", all_of({off, clean[0], clean[1]})});
      classes.push_back({name + " no PAT, any", off});
    }
    return classes;
  }

  Program mapping_of(int r, const CallAndRange& way) const {
    Program p;
    p.name = "alone";
    p.body.push_back(call_statement(p, region(r).name + "_va",
                                    call_expr(*way.call, {region(r).start, region(r).length})));
    if (way.range) p.body.push_back(call_statement(p, region(r).name + "_wc", wc_add(*way.range)));
    return p;
  }
  Expr wc_add(const Span& range) const {
    return call_expr(plain_call(KernelRule::phys_wc_add),
                     {place_expr(c_, range.start), number_expr(range.length)});
  }
  std::string text_of(const CallAndRange& way) const {
    return std::string(way.call->name) + (way.range ? " + " + print_expr(wc_add(*way.range)) : "");
  }

  void row(int r) {
    RegionPlan row{r, classes_of(r), {}};
    for (const CallAndRange& option : ways_of(r)) {
      Case one = c_;
      one.programs = {mapping_of(r, option)};
      one.subjects.clear();
      subject_of_program(one, 0);
      const Expr right = right_expr(one, 0, r);
      const Expr there = call_expr(CheckFunction::mapped, {region_expr(one, 0, r)});
      const Quantifier q = wanted_when(*region(r).wants);
      for (const MachineClass& m : row.classes) {
        const Expr good = binary_expr(Operator::logical_and, there, right);
        one.checks.push_back(make_check(q, "always", region(r).at, good, m.guard));
        one.checks.push_back(
            make_check(Quantifier::finally_, "never", region(r).at, not_expr(good), m.guard));
      }
      const CaseResult result = check_case(one, options_);
      MappingWay way{text_of(option), {}};
      for (std::size_t k = 0; k < row.classes.size(); ++k)
        way.by_class.push_back(how_often(result.checks[2 * k], result.checks[2 * k + 1]));
      row.ways.push_back(std::move(way));
    }
    plan_.regions.push_back(std::move(row));
  }

  static HowOften how_often(const CheckResult& always, const CheckResult& never) {
    if (always.verdict == Verdict::holds) return always.vacuous ? HowOften::none : HowOften::always;
    if (never.verdict == Verdict::holds) return HowOften::never;
    if (always.verdict == Verdict::fails && never.verdict == Verdict::fails)
      return HowOften::sometimes;
    return HowOften::open;
  }

  // --- The whole ---

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
    std::vector<Span> ranges;
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
                                      wc_add(ranges[n])));
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
      ways.push_back(ways_of(row.region));
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
