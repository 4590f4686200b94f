// What concrete runs say about the checks of a case, without the solver.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "semantics/interpreter.hpp"
#include "semantics/legal.hpp"
#include "semantics/subjects.hpp"

namespace memtype::solver::testing {

// What runs have shown of one check on one machine choice.
struct Seen {
  bool decided = false;          // some run decides it: a violation, or an example for `exists`
  bool decided_defined = false;  // and no type in it hangs on an undefined overlap
  bool reached = false;          // some moment satisfies the guard
  bool cut = false;              // a loop of one of its programs ran to its bound
  std::vector<bool> mapped;      // regions_of() the check, at some moment with its guard; in whole
                                 // where the region wants a type everywhere
};

// Runs all programs of a case in every order on one machine and looks at every check.
class Emulation {
 public:
  // `every_choice`: try every type for each undefined overlap, not only those in `inputs`.
  Emulation(const cases::Case& c, const cases::MachineChoice& choice,
            const cases::Inputs<Concrete>& inputs, int unroll, bool every_choice)
      : c_(c), choice_(choice), inputs_(inputs), unroll_(unroll), every_choice_(every_choice) {}

  // Adds what happens to `seen`, one element for each check. False: too much to look at.
  bool run(std::vector<Seen>& seen) {
    seen_ = &seen;
    seen.resize(c_.checks.size());
    for (std::size_t i = 0; i < seen.size(); ++i)
      seen[i].mapped.resize(cases::regions_of(c_.checks[i]).size());
    ends_.assign(c_.subjects.size(), {});
    for (std::size_t s = 0; s < c_.subjects.size() && complete_; ++s) explore(s);
    for (std::size_t i = 0; i < c_.checks.size() && complete_; ++i) joint(i);
    return complete_;
  }

 private:
  static bool all_mapped(const System<Concrete>& system, cases::RegionPages<Concrete> pages) {
    return mapped_bytes(system, pages.begin, pages.end) == pages.end - pages.begin;
  }

  // A subject at one moment.
  struct View {
    int subject = -1;
    System<Concrete> system;
    std::vector<std::vector<std::int64_t>> locals;
  };

  // Every order of the calls of a subject, one by one, with nothing left out.
  void explore(std::size_t s) {
    moments_ = 0;
    walk(s, {c_, choice_, inputs_, cases::make_system<Concrete>(choice_, inputs_), unroll_});
  }
  void walk(std::size_t s, const cases::Run<Concrete>& run) {
    bool ended = true;
    for (int program : c_.subjects[s].programs) {
      cases::Run<Concrete> next = run;
      cases::Step<Concrete> step;
      if (!next.step(program, step)) continue;
      ended = false;
      complete_ = complete_ && ++moments_ < 5000;
      if (!complete_) return;
      visit(s, next, false);
      walk(s, next);
    }
    if (!ended) return;
    cases::Run<Concrete> last = run;
    cases::Step<Concrete> none;
    for (int program : c_.subjects[s].programs) last.step(program, none);
    visit(s, last, true);
  }

  void visit(std::size_t s, const cases::Run<Concrete>& run, bool at_end) {
    const int subject = static_cast<int>(s);
    const View view{subject, run.system, run.locals};
    for (std::size_t i = 0; i < c_.checks.size(); ++i) {
      const auto subjects = cases::subjects_of(c_.checks[i]);
      const bool end = c_.checks[i].quantifier == cases::Quantifier::finally_;
      if (run.cut && std::count(subjects.begin(), subjects.end(), subject) != 0)
        (*seen_)[i].cut = true;
      if (!run.cut && at_end == end && subjects == std::vector<int>{subject}) judge(i, {view});
    }
    if (at_end && !run.cut) ends_[s].push_back(view);
  }

  void joint(std::size_t i) {
    const auto subjects = cases::subjects_of(c_.checks[i]);
    if (subjects.size() < 2) return;
    std::vector<std::vector<View>> all{{}};
    for (int s : subjects) {
      std::vector<std::vector<View>> longer;
      for (const auto& views : all)
        for (const View& end : ends_[static_cast<std::size_t>(s)]) {
          longer.push_back(views);
          longer.back().push_back(end);
        }
      all = std::move(longer);
    }
    for (const auto& views : all) judge(i, views);
  }

  void judge(std::size_t i, std::vector<View> views) {
    const cases::Check& check = c_.checks[i];
    Seen& seen = (*seen_)[i];
    const auto guard = [&](const cases::Evaluator<Concrete>& e) {
      return e.condition(*check.when);
    };
    if (check.when && !evaluate(views, guard)) return;
    seen.reached = true;
    bool undefined = false;
    const auto uses = cases::regions_of(check);
    for (std::size_t u = 0; u < uses.size(); ++u)
      for (const View& view : views) {
        if (view.subject != uses[u].subject) continue;
        cases::ExactRegions<Concrete> regions(c_, choice_, inputs_, view.system);
        const auto& state = regions.state(uses[u].region);
        complete_ = complete_ && state.complete;
        undefined = undefined || state.undefined;
        const cases::Region& region = c_.regions[static_cast<std::size_t>(uses[u].region)];
        const bool part = region.where_mapped || !region.wants;
        if (state.mapped && (part || all_mapped(view.system, regions.pages(uses[u].region))))
          seen.mapped[u] = true;
      }
    if (undefined && every_choice_) return judge_choices(i, views);
    decide(i, views, undefined);
  }

  // Every answer to the undefined overlaps that these machines can come to.
  void judge_choices(std::size_t i, std::vector<View>& views) {
    TypeSet types;
    for (const View& view : views)
      for (const auto& range : view.system.mtrr.hardware.variable)
        if (range.valid && !range.elsewhere) types |= range.type;
    std::vector<TypeSet> sets;
    for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets())
      if (set.subset_of(types)) sets.push_back(set);
    std::size_t count = 1;
    for (std::size_t k = 0; k < sets.size(); ++k) count *= 5;
    if (count > 625) complete_ = false;
    for (std::size_t n = 0; n < count && complete_; ++n) {
      std::size_t rest = n;
      for (TypeSet set : sets) {
        for (View& view : views)
          view.system.mtrr.hardware.choice[set] = TypeSet(mtrr_memory_types[rest % 5]);
        rest /= 5;
      }
      decide(i, views, true);
    }
  }

  void decide(std::size_t i, const std::vector<View>& views, bool undefined) {
    const cases::Check& check = c_.checks[i];
    const auto decides = [&](const cases::Evaluator<Concrete>& e) { return e.decides(check); };
    if (!evaluate(views, decides)) return;
    (*seen_)[i].decided = true;
    if (!undefined) (*seen_)[i].decided_defined = true;
  }

  template <class Ask>
  bool evaluate(const std::vector<View>& views, const Ask& ask) const {
    cases::Scope<Concrete> scope{.c = &c_, .choice = &choice_, .inputs = &inputs_};
    scope.subjects.resize(c_.subjects.size());
    std::vector<std::unique_ptr<cases::ExactRegions<Concrete>>> regions;
    for (const View& view : views) {
      regions.push_back(
          std::make_unique<cases::ExactRegions<Concrete>>(c_, choice_, inputs_, view.system));
      scope.subjects[static_cast<std::size_t>(view.subject)] = {&view.system, &view.locals,
                                                                regions.back().get()};
    }
    return ask(cases::Evaluator<Concrete>(scope));
  }

  const cases::Case& c_;
  const cases::MachineChoice& choice_;
  const cases::Inputs<Concrete>& inputs_;
  int unroll_;
  bool every_choice_;
  bool complete_ = true;
  int moments_ = 0;  // visited of one subject
  std::vector<Seen>* seen_ = nullptr;
  std::vector<std::vector<View>> ends_;
};

}  // namespace memtype::solver::testing
