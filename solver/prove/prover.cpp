#include "prove/prover.hpp"

#include "prove/refinement.hpp"
#include "prove/vacuity.hpp"

namespace memtype::solver {

using cases::Stop;

Prover::Prover(const cases::Case& c, const cases::MachineChoice& choice,
               const CheckOptions& options, Budget& budget)
    : budget_(budget), session_(c, choice, options), obligations_(session_, budget) {}

ChoiceResult Prover::check(std::size_t index, bool vacuity, bool shown) {
  const auto started = Clock::now();
  ChoiceResult result;
  result.violated = Possible::unknown;
  const Stop stopped = ask_in_time(index, vacuity, shown, result);
  if (stopped != Stop::none && result.violated == Possible::unknown) {
    result.stopped = stopped;
    result.unknown_because = budget_.words(stopped);
  }
  const Clock::duration time = Clock::now() - started;
  budget_.spend_on_check(index, time);
  result.seconds = std::chrono::duration<double>(time).count();
  return result;
}

Stop Prover::ask_in_time(std::size_t index, bool vacuity, bool shown, ChoiceResult& result) {
  if (const Stop before = obligations_.stopped(index); before != Stop::none) return before;
  const Watch watch(budget_.of_check(index), budget_.memory());
  try {
    ask(index, vacuity, shown, result);
  } catch (...) {
    const Stop stopped = stop_of(std::current_exception(), watch);
    if (stopped == Stop::none) throw;
    return stopped;
  }
  return Stop::none;
}

// What `result` is set to stands, whatever happens to the questions behind it.
void Prover::ask(std::size_t index, bool vacuity, bool shown, ChoiceResult& result) {
  cases::stop_if_asked();
  ChoiceResult found = look_for_run(index, false, shown);
  if (found.violated == Possible::no) {
    found.unknown_because = gap_of(session_, obligations_, session_.the_case().checks[index]);
    if (!found.unknown_because.empty()) found.violated = Possible::unknown;
  }
  result = std::move(found);
  if (result.violated == Possible::yes && result.needs_undefined) {
    result.undefined_open = true;
    ChoiceResult defined = look_for_run(index, true, shown);
    result.undefined_open = defined.violated == Possible::unknown;
    if (defined.violated == Possible::yes) result = std::move(defined);
  }
  if (result.violated == Possible::no && vacuity) {
    result.vacuity_open = true;
    Reach reach = reach_of(session_, obligations_, index);
    result.reached = reach.reached;
    result.mapped = reach.mapped;
    result.vacuity_open = reach.open;
    result.unmapped = std::move(reach.unmapped);
  }
}

ChoiceResult Prover::look_for_run(std::size_t index, bool defined_only, bool shown) {
  RunSearch search(session_, session_.the_case().checks[index], obligations_.of_check(index),
                   obligations_.pages(index), defined_only);
  FoundRun found = search.find(shown);
  ChoiceResult result;
  result.violated = found.exists;
  result.unreached = obligations_.of_check(index).empty();
  result.needs_undefined = found.needs_undefined;
  result.unknown_because = std::move(found.unknown_because);
  result.witness = std::move(found.witness);
  result.shapes = std::move(found.shapes);
  return result;
}

}  // namespace memtype::solver
