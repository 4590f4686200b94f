#include "questions/region_answers.hpp"

namespace memtype::solver {
namespace {

using cases::Verdict;

// Wrong on no run, on some that hang on an undefined overlap, on some that do not.
enum class Wrong { nowhere, undefined, somewhere, open };
Wrong wrong(const CheckResult& r) {
  if (r.verdict == Verdict::holds) return Wrong::nowhere;
  if (r.verdict == Verdict::unknown || r.undefined_open) return Wrong::open;
  return r.needs_undefined ? Wrong::undefined : Wrong::somewhere;
}

}  // namespace

bool RegionAnswers::nothing_seen() const {
  return wrong(right) == Wrong::nowhere && wrong(at_end) == Wrong::nowhere &&
         wrong(never) != Wrong::somewhere;
}

HowRight RegionAnswers::how() const {
  const Wrong moments = wrong(right), end = wrong(at_end), good = wrong(never);
  if (moments == Wrong::nowhere && end == Wrong::nowhere) return HowRight::always;
  if (good == Wrong::nowhere && (end == Wrong::somewhere || end == Wrong::undefined))
    return HowRight::never;
  if (moments == Wrong::open || end == Wrong::open || good == Wrong::open) return HowRight::unknown;
  if (moments == Wrong::undefined)
    return good == Wrong::undefined ? HowRight::undefined : HowRight::right_or_undefined;
  if (end == Wrong::nowhere) return HowRight::at_end;
  return good == Wrong::undefined ? HowRight::wrong_or_undefined : HowRight::sometimes;
}

std::string RegionAnswers::reason() const {
  for (const CheckResult* r : {&right, &at_end, &never}) {
    if (!r->unknown_because.empty()) return r->unknown_because;
    if (r->undefined_open) return "whether it depends on an undefined overlap was not answered";
  }
  return {};
}

bool is_mixed(HowRight how) {
  return how != HowRight::always && how != HowRight::never && how != HowRight::undefined &&
         how != HowRight::not_mapped && how != HowRight::unknown;
}

}  // namespace memtype::solver
