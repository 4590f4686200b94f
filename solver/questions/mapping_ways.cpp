#include "questions/mapping_ways.hpp"

#include <algorithm>

#include "memtype/cases/print.hpp"
#include "memtype/solver/synthesis.hpp"
#include "questions/clean_machine.hpp"
#include "semantics/wants.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

const FunctionInfo& mapping_call(MemoryType mode) { return plain_call(KernelRule::ioremap, mode); }

std::vector<MachineClass> classes_of(const Case& c, const Region& region) {
  std::vector<kernel::Environment> environments = c.machine.env;
  if (environments.empty()) environments.push_back(kernel::Environment::bare_metal);
  const std::vector<Expr> clean = is_clean(c, region);
  std::vector<MachineClass> classes;
  for (kernel::Environment e : environments) {
    const std::string name(kernel::name(e));
    const Expr env = fact_is(Fact::env, name), pat = fact_expr(Fact::pat_enabled);
    const Expr off = binary_expr(Operator::logical_and, env, not_expr(pat));
    classes.push_back({name + " PAT", binary_expr(Operator::logical_and, env, pat)});
    std::vector<Expr> best = clean;
    best.insert(best.begin(), off);
    classes.push_back({name + " no PAT, clean", all_of(std::move(best))});
    classes.push_back({name + " no PAT, any", off});
  }
  return classes;
}

Program mapping_of(const Case& c, const Region& region, const CallAndRange& way) {
  Program p;
  p.name = "alone";
  p.body.push_back(
      call_statement(p, region.name + "_va", call_expr(*way.call, {region.start, region.length})));
  if (way.range)
    p.body.push_back(call_statement(p, region.name + "_wc", wc_add_expr(c, *way.range)));
  return p;
}
std::string text_of(const Case& c, const CallAndRange& way) {
  return std::string(way.call->name) +
         (way.range ? " + " + print_expr(wc_add_expr(c, *way.range)) : "");
}

HowOften how_often(const CheckResult& always, const CheckResult& never) {
  if (always.verdict == Verdict::holds) return always.vacuous ? HowOften::none : HowOften::always;
  if (never.verdict == Verdict::holds) return HowOften::never;
  if (always.verdict == Verdict::fails && never.verdict == Verdict::fails)
    return HowOften::sometimes;
  return HowOften::open;
}

}  // namespace

Stmt call_statement(Program& program, const std::string& variable, Expr call) {
  Stmt s;
  s.kind = Stmt::Kind::assign;
  s.target = static_cast<int>(program.locals.size());
  s.expr = std::move(call);
  program.locals.push_back(variable);
  return s;
}

std::vector<CallAndRange> ways_to_map(const Case& c, const Region& region) {
  std::vector<CallAndRange> ways;
  for (MemoryType mode :
       {MemoryType::UC_minus, MemoryType::UC, MemoryType::WC, MemoryType::WT, MemoryType::WB})
    if (const auto& call = mapping_call(mode); !missing_in(c, call))
      ways.push_back({&call, std::nullopt});
  const auto span = span_of(c, region);
  if (region.wants != MemoryType::WC || !span) return ways;
  std::vector<ParamRange> ranges;
  for (const auto& block : {block_around(c, *span), bar_around(c, *span)})
    if (block && std::find(ranges.begin(), ranges.end(), *block) == ranges.end())
      ranges.push_back(*block);
  for (const ParamRange& range : ranges)
    for (MemoryType mode : {MemoryType::UC_minus, MemoryType::WC})
      ways.push_back({&mapping_call(mode), range});
  return ways;
}

Expr wc_add_expr(const Case& c, const ParamRange& range) {
  return call_expr(plain_call(KernelRule::phys_wc_add),
                   {place_expr(c, range.start), number_expr(range.length)});
}

RegionPlan try_ways(const Case& c, int r, const CheckOptions& options) {
  const Region& region = c.regions[static_cast<std::size_t>(r)];
  RegionPlan row{r, classes_of(c, region), {}};
  for (const CallAndRange& option : ways_to_map(c, region)) {
    Case one = c;
    one.programs = {mapping_of(c, region, option)};
    one.subjects.clear();
    subject_of_program(one, 0);
    const Expr right = right_expr(one, 0, r);
    const Expr there = call_expr(CheckFunction::mapped, {region_expr(one, 0, r)});
    const Quantifier q = wanted_when(*region.wants);
    for (const MachineClass& m : row.classes) {
      const Expr good = binary_expr(Operator::logical_and, there, right);
      one.checks.push_back(make_check(q, "always", region.at, good, m.guard));
      one.checks.push_back(
          make_check(Quantifier::finally_, "never", region.at, not_expr(good), m.guard));
    }
    const CaseResult result = check_case(one, options);
    MappingWay way{text_of(c, option), {}};
    for (std::size_t k = 0; k < row.classes.size(); ++k)
      way.by_class.push_back(how_often(result.checks[2 * k], result.checks[2 * k + 1]));
    row.ways.push_back(std::move(way));
  }
  return row;
}

}  // namespace memtype::solver
