#include "symbolic/ask.hpp"

#include <mutex>
#include <unordered_map>
#include <utility>

#include "symbolic/fingerprint.hpp"

namespace memtype::solver {
namespace {

// Yes and no, never "unknown": that hangs on the limits.
class KnownAnswers {
 public:
  static KnownAnswers& get() {
    static KnownAnswers known;
    return known;
  }
  z3::check_result find(const Fingerprint& question) {
    const std::lock_guard lock(mutex_);
    const auto place = answers_.find(question);
    return place == answers_.end() ? z3::unknown : place->second;
  }
  void add(const Fingerprint& question, z3::check_result answer) {
    const std::lock_guard lock(mutex_);
    if (answers_.size() >= most) answers_.clear();
    answers_.emplace(question, answer);
  }

 private:
  static constexpr std::size_t most = 1U << 20;  // some 50 MiB

  std::mutex mutex_;
  std::unordered_map<Fingerprint, z3::check_result> answers_;
};

thread_local bool afresh = false;

}  // namespace

AskAfresh::AskAfresh() : before_(std::exchange(afresh, true)) {}
AskAfresh::~AskAfresh() { afresh = before_; }

z3::check_result ask(z3::solver& solver, const z3::expr_vector& assumed, Wanted wanted) {
  if (afresh) return assumed.empty() ? solver.check() : solver.check(assumed);
  const auto question = fingerprint_of(solver.assertions(), assumed);
  if (question) {
    const z3::check_result known = KnownAnswers::get().find(*question);
    if (known == z3::unsat || (known == z3::sat && wanted == Wanted::answer)) return known;
  }
  const z3::check_result answer = assumed.empty() ? solver.check() : solver.check(assumed);
  if (question && answer != z3::unknown) KnownAnswers::get().add(*question, answer);
  return answer;
}

}  // namespace memtype::solver
