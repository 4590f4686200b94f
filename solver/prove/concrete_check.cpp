#include "prove/concrete_check.hpp"

#include "prove/budget.hpp"
#include "semantics/explore.hpp"
#include "semantics/subjects.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

class OneMachine {
 public:
  OneMachine(const Case& c, const Check& check, const MachineChoice& choice,
             const Inputs<Concrete>& inputs, const CheckOptions& options)
      : c_(c), check_(check), choice_(choice), inputs_(inputs), options_(options) {}

  bool fails() {
    const std::vector<int> subjects = subjects_of(check_);
    if (check_.quantifier == Quantifier::exists) return false;
    if (check_.quantifier != Quantifier::finally_) return fails_on_the_way(subjects.front());
    std::vector<std::vector<Run<Concrete>>> ends;
    for (int s : subjects) ends.push_back(ends_of(s));
    std::vector<const Run<Concrete>*> chosen(subjects.size());
    return fails_at(subjects, ends, chosen, 0);
  }

 private:
  Run<Concrete> start() const {
    return {c_, choice_, inputs_, make_system<Concrete>(choice_, inputs_), options_.unroll};
  }
  template <class Visit>
  void explore(int subject, Visit visit) const {
    Explorer<Concrete>(c_.subjects[static_cast<std::size_t>(subject)], options_.max_moments, visit)
        .walk(start());
  }

  bool fails_on_the_way(int subject) const {
    bool failed = false;
    explore(subject, [&](const Moment<Concrete>& m) {
      if (!m.end && !failed && !m.run->cut) failed = against({subject}, {m.run});
    });
    return failed;
  }

  std::vector<Run<Concrete>> ends_of(int subject) const {
    std::vector<Run<Concrete>> ends;
    explore(subject, [&](const Moment<Concrete>& m) {
      if (m.end && !m.run->cut) ends.push_back(*m.run);
    });
    return ends;
  }

  bool fails_at(const std::vector<int>& subjects,
                const std::vector<std::vector<Run<Concrete>>>& ends,
                std::vector<const Run<Concrete>*>& chosen, std::size_t k) const {
    if (k == subjects.size()) return against(subjects, chosen);
    for (const Run<Concrete>& end : ends[k]) {
      chosen[k] = &end;
      if (fails_at(subjects, ends, chosen, k + 1)) return true;
    }
    return false;
  }

  // These runs decide the check against it.
  bool against(const std::vector<int>& subjects,
               const std::vector<const Run<Concrete>*>& runs) const {
    std::vector<ExactRegions<Concrete>> regions;
    regions.reserve(runs.size());
    Scope<Concrete> scope{.c = &c_, .choice = &choice_, .inputs = &inputs_};
    scope.subjects.resize(c_.subjects.size());
    for (std::size_t k = 0; k < runs.size(); ++k) {
      regions.emplace_back(c_, choice_, inputs_, runs[k]->system);
      scope.subjects[static_cast<std::size_t>(subjects[k])] = {&runs[k]->system, &runs[k]->locals,
                                                               &regions[k]};
    }
    const Evaluator<Concrete> evaluate(scope);
    if (check_.when && !evaluate.condition(*check_.when)) return false;
    return evaluate.decides(check_);
  }

  const Case& c_;
  const Check& check_;
  const MachineChoice& choice_;
  const Inputs<Concrete>& inputs_;
  const CheckOptions& options_;
};

}  // namespace

bool fails_on(const Case& c, const Check& check, const MachineChoice& choice,
              const Inputs<Concrete>& inputs, const CheckOptions& options) {
  const Budget budget(c, options);
  const Watch watch(budget.of_all(), budget.memory());
  try {
    return OneMachine(c, check, choice, inputs, options).fails();
  } catch (const Stopped&) {
    return false;  // not that anybody knows
  }
}

}  // namespace memtype::solver
