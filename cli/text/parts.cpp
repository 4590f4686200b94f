#include "text/parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "memtype/cases/print.hpp"
#include "memtype/linux/errno.hpp"
#include "semantics/subjects.hpp"
#include "settings/start.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

bool is_region_name(const Expr& e) {
  return e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::region;
}

// Steps as they are counted: "steps 2, 3".
std::string steps_text(const std::vector<std::size_t>& steps) {
  std::string text = steps.size() == 1 ? "step " : "steps ";
  for (std::size_t i = 0; i < steps.size(); ++i)
    text += (i > 0 ? ", " : "") + std::to_string(steps[i]);
  return text;
}

// What there is to say of a part, at the moment at which the check failed.
class PartWords {
 public:
  PartWords(const Case& c, ConcreteMoment& moment, const std::vector<Trace>& traces, int step)
      : c_(c), moment_(moment), traces_(traces), step_(step) {}

  std::string why(const Expr& part) const {
    const bool operation = part.kind == Expr::Kind::unary || part.kind == Expr::Kind::binary;
    if (operation && part.op == Operator::logical_not) return why(part.args[0]);
    if (part.kind == Expr::Kind::in_set) return types_of(part.args[0]);
    if (part.kind == Expr::Kind::binary && is_comparison(part.op)) return of_comparison(part);
    return of_value(part);
  }

 private:
  const Trace* trace_of(int subject) const {
    for (const Trace& trace : traces_)
      if (trace.subject == subject) return &trace;
    return nullptr;
  }
  // The steps of a trace up to the moment.
  std::size_t shown(const Trace& trace) const {
    const std::size_t all = trace.steps.size();
    return step_ > 0 ? std::min(static_cast<std::size_t>(step_), all) : all;
  }
  const RegionView& view(const Trace& trace, int region) const {
    const std::size_t steps = shown(trace);
    const auto& views = steps > 0 ? trace.steps[steps - 1].regions : trace.start;
    return views[static_cast<std::size_t>(region)];
  }

  std::string types_of(const Expr& region) const {
    const RegionState<Concrete>& state = moment_.state(region.symbol.subject, region.symbol.index);
    if (!state.mapped) return region.text + " is not mapped";
    return fmt::format("{} is {}", region.text, to_string(state.types));
  }

  std::string of_comparison(const Expr& part) const {
    if (is_region_name(part.args[0])) return types_of(part.args[0]);
    std::string text;
    for (const Expr& side : part.args) {
      const bool said = side.kind == Expr::Kind::number || side.kind == Expr::Kind::word ||
                        side.kind == Expr::Kind::types;
      if (said || is_constant(side)) continue;
      text += (text.empty() ? "" : ", ") + of_value(side);
    }
    return text;
  }
  static bool is_constant(const Expr& e) {
    return e.kind == Expr::Kind::name &&
           (e.symbol.kind == Symbol::Kind::none || e.symbol.kind == Symbol::Kind::subject);
  }

  // Of a number, or of a question that is a part by itself.
  std::string of_value(const Expr& e) const {
    if (e.kind == Expr::Kind::call && e.function->check_function() != nullptr)
      return of_question(e, *e.function->check_function());
    if (e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::result) return of_result(e);
    return print_expr(e) + " is " + number_text(number(e));
  }
  std::int64_t number(const Expr& e) const {
    return Evaluator<Concrete>(moment_.scope()).number(e);
  }
  static std::string number_text(std::int64_t value) {
    return value < 0 ? kernel::result_name(value) : print_number(to_word(value));
  }

  // A variable, and the last call that gave it this value.
  std::string of_result(const Expr& e) const {
    const std::int64_t value = number(e);
    const Trace* trace = trace_of(e.symbol.subject);
    for (std::size_t n = trace == nullptr ? 0 : shown(*trace); n-- > 0;) {
      const Step<Concrete>& step = trace->steps[n].step;
      if (step.program != e.symbol.program || step.result != value) continue;
      if (assigned_by(c_, step) != e.symbol.index) continue;
      return fmt::format("{} is {} of step {}", e.text, result_text(step), n + 1);
    }
    return e.text + " is " + number_text(value);
  }

  std::string of_question(const Expr& e, CheckFunction f) const {
    const Trace* trace = e.args.empty() ? nullptr : trace_of(e.args[0].symbol.subject);
    if (f == CheckFunction::mtrr_used || f == CheckFunction::mtrr_writes) {
      trace = trace_of(e.args[0].symbol.index);
      const std::string value = print_expr(e) + " is " + number_text(number(e));
      if (trace == nullptr) return value;
      return value + (f == CheckFunction::mtrr_used ? used_text(*trace) : writes_text(*trace));
    }
    if (f == CheckFunction::firmware_covers) return "";
    if (!is_region_name(e.args[0])) return "";
    if (trace == nullptr) return types_of(e.args[0]);
    if (f == CheckFunction::mapped) return mapped_text(*trace, e.args[0]);
    if (f == CheckFunction::covered) return covered_text(*trace, e.args[0]);
    if (e.args.size() > 1 && is_region_name(e.args[1])) {
      const std::string both = types_of(e.args[0]) + ", " + types_of(e.args[1]);
      const bool about_pages = f != CheckFunction::same;
      return both + (about_pages ? "; " + covered_text(*trace, e.args[0]) : "");
    }
    return types_of(e.args[0]);
  }

  std::string used_text(const Trace& trace) const {
    std::string text;
    const std::size_t steps = shown(trace);
    if (steps == 0) return text;
    const kernel::MtrrTable<Concrete>& mtrr = trace.steps[steps - 1].system.mtrr;
    for (std::size_t i = 0; i < mtrr.added.size(); ++i)
      if (mtrr.added[i])
        text += fmt::format("{} reg {} {} of step {}", text.empty() ? ":" : ",", i,
                            register_text(mtrr.hardware.variable[i], trace.choice.phys_bits),
                            register_set_by(trace, steps + 1, i));
    return text;
  }

  std::string writes_text(const Trace& trace) const {
    std::vector<std::size_t> steps;
    std::int64_t before = 0;
    for (std::size_t n = 0; n < shown(trace); ++n) {
      const std::int64_t writes = trace.steps[n].system.mtrr.writes;
      if (writes != before) steps.push_back(n + 1);
      before = writes;
    }
    return steps.empty() ? "" : ": " + steps_text(steps);
  }

  // Which calls mapped the region, or why nothing of it is mapped.
  std::string mapped_text(const Trace& trace, const Expr& region) const {
    const RegionView& now = view(trace, region.symbol.index);
    std::vector<std::size_t> by, gone, failed;
    bool direct = false;
    for (std::size_t n = 0; n < shown(trace); ++n) {
      const Step<Concrete>& step = trace.steps[n].step;
      const std::uint64_t before =
          (n == 0 ? trace.start
                  : trace.steps[n - 1].regions)[static_cast<std::size_t>(region.symbol.index)]
              .mapped_bytes;
      const std::uint64_t after =
          trace.steps[n].regions[static_cast<std::size_t>(region.symbol.index)].mapped_bytes;
      if (after > before) by.push_back(n + 1);
      if (after < before) gone.push_back(n + 1);
      if (step.function->returns_mapping() && is_refused(step)) failed.push_back(n + 1);
    }
    for (const PageView& page : now.pages)
      for (const MappingView& m : page.mappings) {
        const auto& mappings = trace.end.mappings;
        direct = direct || (m.mapping < mappings.size() &&
                            mappings[m.mapping].kind == kernel::MappingKind::direct);
      }
    const std::string& who = region.text;
    if (now.mapped_bytes > 0 && by.empty())
      return fmt::format("{} is {}", who, direct ? "in the kernel's direct map" : "mapped");
    if (now.mapped_bytes > 0) return fmt::format("{} is mapped by {}", who, steps_text(by));
    if (!gone.empty()) return fmt::format("{} is unmapped by {}", who, steps_text(gone));
    if (!failed.empty()) return fmt::format("{} gave no mapping", steps_text(failed));
    return fmt::format("no call maps {}", who);
  }

  std::string covered_text(const Trace& trace, const Expr& region) const {
    const RegionView& now = view(trace, region.symbol.index);
    const std::uint64_t bytes = now.end - now.begin;
    return fmt::format("{} of {} of {} mapped", print_number(now.mapped_bytes), print_number(bytes),
                       region.text);
  }

  const Case& c_;
  ConcreteMoment& moment_;
  const std::vector<Trace>& traces_;
  int step_;
};

}  // namespace

std::vector<Trace> traces_of(const Case& c, const Check& check, const solver::Witness& w,
                             int unroll) {
  std::vector<Trace> traces;
  for (const int subject : subjects_of(check))
    traces.push_back(trace_run(c, w.start->choice, w.start->inputs, subject,
                               w.orders[static_cast<std::size_t>(subject)], unroll));
  return traces;
}

std::vector<PartText> decisive_parts(const Case& c, const Check& check, const solver::Witness& w,
                                     const std::vector<Trace>& traces, int unroll) {
  std::vector<PartText> texts;
  if (check.quantifier == Quantifier::exists) return texts;
  const bool wanted = !decided_by_true(check.quantifier);
  ConcreteMoment moment(c, check, w.start->choice, w.start->inputs, w.orders, w.step, unroll);
  const PartWords words(c, moment, traces, w.step);
  for (const ConditionPart& part : deciding_parts(moment.scope(), check.condition, wanted))
    texts.push_back({print_expr(*part.expr), !part.wanted, words.why(*part.expr),
                     complaints(c, *part.expr, part.wanted)});
  return texts;
}

std::vector<Complaint> demands_of(const std::vector<PartText>& parts) {
  std::vector<Complaint> demands;
  for (const PartText& part : parts)
    demands.insert(demands.end(), part.demands.begin(), part.demands.end());
  return demands;
}

}  // namespace memtype::cli
