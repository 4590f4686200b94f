#include "prove/prover.hpp"

#include <chrono>

#include "prove/refinement.hpp"
#include "prove/vacuity.hpp"

namespace memtype::solver {

Prover::Prover(const cases::Case& c, const cases::MachineChoice& choice,
               const CheckOptions& options)
    : session_(c, choice, options), obligations_(session_) {}

ChoiceResult Prover::check(std::size_t index, bool vacuity, bool shown) {
  const auto started = std::chrono::steady_clock::now();
  ChoiceResult result = look_for_run(index, false, shown);
  if (result.violated == Possible::yes && result.needs_undefined) {
    ChoiceResult defined = look_for_run(index, true, shown);
    result.undefined_open = defined.violated == Possible::unknown;
    if (defined.violated == Possible::yes) result = std::move(defined);
  }
  if (result.violated == Possible::no) {
    result.unknown_because = gap_of(session_, obligations_, session_.the_case().checks[index]);
    if (!result.unknown_because.empty()) result.violated = Possible::unknown;
  }
  if (result.violated == Possible::no && vacuity) {
    Reach reach = reach_of(session_, obligations_, index);
    result.reached = reach.reached;
    result.mapped = reach.mapped;
    result.vacuity_open = reach.open;
    result.unmapped = std::move(reach.unmapped);
  }
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return result;
}

ChoiceResult Prover::look_for_run(std::size_t index, bool defined_only, bool shown) {
  RunSearch search(session_, session_.the_case().checks[index], obligations_.of_check(index),
                   obligations_.pages(index), defined_only);
  FoundRun found = search.find(shown);
  ChoiceResult result;
  result.violated = found.exists;
  result.needs_undefined = found.needs_undefined;
  result.unknown_because = std::move(found.unknown_because);
  result.witness = std::move(found.witness);
  return result;
}

}  // namespace memtype::solver
