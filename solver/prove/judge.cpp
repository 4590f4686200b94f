#include "prove/judge.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

void judge_without_run(const Check& check, const std::vector<const ChoiceResult*>& column,
                       bool vacuity, CheckResult& result) {
  const bool exists = check.quantifier == Quantifier::exists;
  result.verdict = exists ? Verdict::fails : Verdict::holds;
  if (exists || !vacuity) return;
  result.vacuous = true;
  bool reached = false, open = false;
  std::string unmapped;
  for (const ChoiceResult* r : column) {
    open = open || r->vacuity_open;
    if (r->reached && r->mapped) result.vacuous = false;
    if (r->reached && !r->mapped && unmapped.empty()) unmapped = r->unmapped;
    reached = reached || r->reached;
  }
  if (!result.vacuous) return;
  if (open) {
    result.vacuous = false;
    result.verdict = Verdict::unknown;
    result.unknown_because = "the solver gave up on whether any run gets there";
    return;
  }
  result.vacuous_because = !reached ? "no allowed machine and run gets there" : unmapped;
}

}  // namespace

void fail_over(const std::string& defect, CheckResult& result) {
  result.verdict = Verdict::unknown;
  result.as_expected = false;
  result.unknown_because = "internal error: " + defect;
  result.defect = defect;
  result.witness.reset();
}

CheckResult judge(const Check& check, const std::vector<const ChoiceResult*>& column,
                  bool vacuity) {
  CheckResult result;
  for (const ChoiceResult* r : column)
    if (!r->defect.empty()) {
      fail_over(r->defect, result);
      return result;
    }
  const ChoiceResult* run = nullptr;
  const ChoiceResult* gap = nullptr;
  bool open = false;
  for (const ChoiceResult* r : column) {
    result.seconds += r->seconds;
    if (r->violated == Possible::yes &&
        (run == nullptr || (run->needs_undefined && !r->needs_undefined)))
      run = r;
    if (r->violated == Possible::unknown && gap == nullptr) gap = r;
    open = open || r->undefined_open || r->violated == Possible::unknown;
  }
  if (run != nullptr) {
    const bool exists = check.quantifier == Quantifier::exists;
    result.verdict = exists ? Verdict::holds : Verdict::fails;
    result.needs_undefined = run->needs_undefined;
    result.undefined_open = run->needs_undefined && open;
    result.witness = run->witness;
  } else if (gap != nullptr) {
    result.verdict = Verdict::unknown;
    result.unknown_because = gap->unknown_because;
    result.stopped = gap->stopped;
  } else {
    judge_without_run(check, column, vacuity, result);
  }
  result.as_expected = result.verdict == check.expect && !result.vacuous;
  return result;
}

}  // namespace memtype::solver
