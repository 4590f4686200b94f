#include "memtype/solver/diff.hpp"

#include <chrono>

#include "memtype/solver/synthesis.hpp"
#include "semantics/wants.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

Expr pair_call(const Case& c, CheckFunction function, int a, int b, int region) {
  return call_expr(function, {region_expr(c, a, region), region_expr(c, b, region)});
}
Expr one_call(const Case& c, CheckFunction function, int subject, int region) {
  return call_expr(function, {region_expr(c, subject, region)});
}

// The checks of one comparison, asked together so that each machine is explored once.
class Questions {
 public:
  Questions(const Case& c, int old_subject, int new_subject)
      : c_(c), old_(old_subject), new_(new_subject) {
    c_.checks.clear();
    for (std::size_t r = 0; r < c_.regions.size(); ++r) region(static_cast<int>(r));
    for (CheckFunction count : {CheckFunction::mtrr_writes, CheckFunction::mtrr_used})
      counter(count);
  }

  const Case& asked() const { return c_; }
  void answer(const CheckOptions& options) { answers_ = check_case(c_, options); }

  struct Answered {
    const Check* check;
    const CheckResult* result;
  };
  Answered operator()(const std::string& name) const {
    for (std::size_t i = 0; i < c_.checks.size(); ++i)
      if (c_.checks[i].name == name) return {&c_.checks[i], &answers_.checks[i]};
    throw InternalError("no question " + name);
  }

 private:
  Location place() const { return c_.subjects[static_cast<std::size_t>(new_)].at; }

  void add(Quantifier quantifier, const std::string& name, Expr condition) {
    c_.checks.push_back(make_check(quantifier, name, place(), std::move(condition)));
  }

  void region(int r) {
    const Region& region = c_.regions[static_cast<std::size_t>(r)];
    const std::string& name = region.name;
    const Expr keeps = pair_call(c_, CheckFunction::keeps_mapped, new_, old_, r);
    add(Quantifier::finally_, name + "_same",
        all_of({pair_call(c_, CheckFunction::same, new_, old_, r), keeps,
                pair_call(c_, CheckFunction::keeps_mapped, old_, new_, r)}));
    add(Quantifier::finally_, name + "_mapped_no_less", keeps);
    add(Quantifier::finally_, name + "_two_types",
        any_of({not_expr(one_call(c_, CheckFunction::aliased, new_, r)),
                one_call(c_, CheckFunction::aliased, old_, r)}));
    if (!region.wants) return;
    add(Quantifier::finally_, name + "_no_worse",
        pair_call(c_, CheckFunction::no_worse, new_, old_, r));
    add(Quantifier::finally_, name + "_no_better",
        pair_call(c_, CheckFunction::no_worse, old_, new_, r));
    if (wanted_when(*region.wants) != Quantifier::always) return;
    add(Quantifier::always, name + "_new_always", right_expr(c_, new_, r));
    add(Quantifier::always, name + "_old_always", right_expr(c_, old_, r));
  }

  void counter(CheckFunction count) {
    const std::string name(function_of(count).name);
    const auto of = [&](int s) { return call_expr(count, {subject_expr(c_, s)}); };
    add(Quantifier::finally_, name + "_no_more",
        binary_expr(Operator::less_equal, of(new_), of(old_)));
    add(Quantifier::finally_, name + "_no_fewer",
        binary_expr(Operator::greater_equal, of(new_), of(old_)));
  }

  Case c_;
  int old_, new_;
  CaseResult answers_;
};

Comparison from(Questions::Answered a, Change change) {
  return {change, a.result->unknown_because, *a.check, *a.result};
}

// What a question says when it holds, and when it fails.
Comparison judged(Questions::Answered a, Change holds, Change fails) {
  const Verdict v = a.result->verdict;
  return from(a, v == Verdict::holds ? holds : v == Verdict::fails ? fails : Change::open);
}

// Pages that lose their mapping. A region that wants its type everywhere is the worse for it.
Comparison compare_mapped(const Questions& q, const Region& region) {
  return judged(q(region.name + "_mapped_no_less"), Change::same,
                wants_all(region) ? Change::worse : Change::changed);
}

Comparison compare_end(const Questions& q, const Region& region, Change mapped) {
  const auto same = q(region.name + "_same");
  if (same.result->verdict == Verdict::holds) return from(same, Change::same);
  if (!region.wants) return judged(same, Change::same, Change::changed);
  Comparison worse = judged(q(region.name + "_no_worse"), Change::same, Change::worse);
  if (worse.change != Change::same) return worse;
  // What maps less is not better for it.
  Comparison better = judged(q(region.name + "_no_better"), Change::same,
                             mapped == Change::same ? Change::better : Change::changed);
  if (better.change != Change::same) return better;
  return judged(same, Change::same, Change::changed);
}

Comparison compare_count(const Questions& q, const std::string& name) {
  Comparison more = judged(q(name + "_no_more"), Change::same, Change::worse);
  if (more.change != Change::same) return more;
  return judged(q(name + "_no_fewer"), Change::same, Change::better);
}

// Machine by machine, for two programs without loops: each is cut off after each of its calls, and
// the pieces are compared at their ends.
class MomentComparison {
 public:
  MomentComparison(const Case& c, int old_subject, int new_subject, int region)
      : c_(c),
        new_(new_subject),
        region_(region),
        whole_(static_cast<int>(program_of(c, new_subject))) {
    c_.checks.clear();
    c_.subjects.clear();
    const std::size_t first = c_.programs.size();
    const auto cut_off = [&](int subject) {
      const Program program = c.programs[program_of(c, subject)];
      const std::size_t calls = kernel_calls(program).size();
      for (std::size_t n = 0; n < calls; ++n) c_.programs.push_back(stopped_after(program, n));
      return calls;
    };
    const std::size_t before = cut_off(old_subject), after = cut_off(new_subject);
    for (std::size_t p = first; p < c_.programs.size(); ++p)
      subject_of_program(c_, static_cast<int>(p));
    std::vector<Expr> wrong;  // the old program after some call
    for (std::size_t n = 0; n < before; ++n) wrong.push_back(not_expr(right(n)));
    for (std::size_t n = 0; n < after; ++n) {
      std::vector<Expr> either = wrong;
      either.push_back(right(before + n));
      c_.checks.push_back(make_check(Quantifier::finally_, "moment_" + std::to_string(n),
                                     c.subjects[static_cast<std::size_t>(new_subject)].at,
                                     any_of(std::move(either))));
    }
    first_new_ = before;
  }

  static bool possible(const Case& c, int subject) {
    const Subject& s = c.subjects[static_cast<std::size_t>(subject)];
    const Program& program = c.programs[program_of(c, subject)];
    return s.programs.size() == 1 && program.parts.empty() && !has_loop(program.body);
  }

  // `always`: the question about the new program alone, for which a run is told.
  Comparison compare(const Check& always, const CheckOptions& options) const {
    const CaseResult result = check_case(c_, options);
    Comparison comparison{Change::same, {}, always, {}};
    for (std::size_t n = 0; n < result.checks.size(); ++n) {
      const CheckResult& r = result.checks[n];
      if (r.verdict == Verdict::fails) return found(always, r, first_new_ + n);
      if (r.verdict == Verdict::unknown) {
        comparison.change = Change::open;
        comparison.because = r.unknown_because;
      }
    }
    return comparison;
  }

 private:
  static std::size_t program_of(const Case& c, int subject) {
    return static_cast<std::size_t>(c.subjects[static_cast<std::size_t>(subject)].programs[0]);
  }
  Expr right(std::size_t subject) const {
    return right_expr(c_, static_cast<int>(subject), region_);
  }

  // The same machine, told as a run of the whole new program up to that call.
  Comparison found(const Check& always, const CheckResult& r, std::size_t piece) const {
    Comparison worse{Change::worse, {}, always, r};
    Witness& w = *worse.result.witness;
    const std::size_t calls = w.orders[piece].size();
    w.orders.assign(static_cast<std::size_t>(new_) + 1, {});
    w.orders[static_cast<std::size_t>(new_)].assign(calls, whole_);
    w.step = static_cast<int>(calls);
    return worse;
  }

  Case c_;
  int new_, region_;
  int whole_;  // the new program
  std::size_t first_new_ = 0;
};

Comparison compare_moments(const Questions& q, int r, int old_subject, int new_subject,
                           const CheckOptions& options) {
  const Case& c = q.asked();
  const std::string& name = c.regions[static_cast<std::size_t>(r)].name;
  const auto now = q(name + "_new_always"), before = q(name + "_old_always");
  if (now.result->verdict == Verdict::holds) return from(now, Change::same);
  if (now.result->verdict == Verdict::unknown) return from(now, Change::open);
  if (before.result->verdict == Verdict::holds) return from(now, Change::worse);
  if (before.result->verdict == Verdict::unknown) return from(before, Change::open);
  if (!MomentComparison::possible(c, old_subject) || !MomentComparison::possible(c, new_subject)) {
    Comparison open = from(now, Change::open);
    open.because =
        "both are wrong after some call on some machine; programs with loops and groups "
        "are not compared machine by machine";
    return open;
  }
  return MomentComparison(c, old_subject, new_subject, r).compare(*now.check, options);
}

}  // namespace

Diff diff_subjects(const Case& c, int old_subject, int new_subject, const CheckOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  Questions q(c, old_subject, new_subject);
  CheckOptions all = options;
  all.only.clear();
  q.answer(all);
  Diff diff;
  diff.c = c;
  diff.c.checks.clear();
  diff.old_subject = old_subject;
  diff.new_subject = new_subject;
  for (std::size_t r = 0; r < c.regions.size(); ++r) {
    const Region& region = c.regions[r];
    RegionDiff d;
    d.region = static_cast<int>(r);
    d.mapped = compare_mapped(q, region);
    d.end = compare_end(q, region, d.mapped.change);
    d.aliased = judged(q(region.name + "_two_types"), Change::same, Change::worse);
    if (region.wants && wanted_when(*region.wants) == Quantifier::always)
      d.moments = compare_moments(q, d.region, old_subject, new_subject, all);
    diff.regions.push_back(std::move(d));
  }
  for (CheckFunction count : {CheckFunction::mtrr_writes, CheckFunction::mtrr_used}) {
    const std::string name(function_of(count).name);
    diff.counts.push_back({name, compare_count(q, name)});
  }
  diff.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return diff;
}

}  // namespace memtype::solver
