// Expressions over a domain: arithmetic, and the conditions of checks.
#pragma once

#include <optional>
#include <vector>

#include "semantics/check_functions.hpp"
#include "semantics/pointers.hpp"
#include "semantics/scope.hpp"
#include "semantics/subjects.hpp"

namespace memtype::cases {

// How a comparison counts that has no answer, because no page of its region is mapped.
enum class Unanswered { is_false, is_true };

constexpr Unanswered opposite(Unanswered u) {
  return u == Unanswered::is_false ? Unanswered::is_true : Unanswered::is_false;
}

template <Domain D>
class Evaluator {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  using Value = Typed<D>;

 public:
  explicit Evaluator(const Scope<D>& scope) : s_(scope) {}

  Int number(const Expr& e) const { return value(e).number; }

  // With its C type.
  Value value(const Expr& e) const {
    switch (e.kind) {
      case Expr::Kind::number: return {Int(e.number), kind_of_number(e)};
      case Expr::Kind::name: return name(e);
      case Expr::Kind::call: return call(e);
      case Expr::Kind::unary:
      case Expr::Kind::binary: return operation(e);
      case Expr::Kind::cast:
        return {convert<D>(number(e.args[0]), *e.type), declared_kind(*e.type)};
      case Expr::Kind::types:
      case Expr::Kind::word:
      case Expr::Kind::in_set: return truth(plain(e));
    }
    return {Int(0), own_kind};
  }

  // Does a moment with this scope decide the check: for `exists` and `never` by the condition's
  // being true, else by its being false? A comparison of a region that is not mapped decides
  // nothing, in either direction (Kleene's three values).
  Bool decides(const Check& check) const {
    return decided_by_true(check.quantifier) ? condition(check.condition, Unanswered::is_false)
                                             : !condition(check.condition, Unanswered::is_true);
  }

  // True, or false, of conditions without regions for certain; else as `unanswered` says.
  Bool condition(const Expr& e, Unanswered unanswered = Unanswered::is_false) const {
    const bool operation = e.kind == Expr::Kind::unary || e.kind == Expr::Kind::binary;
    if (operation && e.op == Operator::logical_not)
      return !condition(e.args[0], opposite(unanswered));
    if (operation && e.op == Operator::logical_and)
      return condition(e.args[0], unanswered) && condition(e.args[1], unanswered);
    if (operation && e.op == Operator::logical_or)
      return condition(e.args[0], unanswered) || condition(e.args[1], unanswered);
    const Bool plainly = plain(e);
    if (known_false(plainly) && unanswered == Unanswered::is_false) return plainly;
    if (known_true(plainly) && unanswered == Unanswered::is_true) return plainly;
    // A comparison of a region is plainly true where the region is not mapped.
    if (unanswered == Unanswered::is_true && is_region_comparison(e)) return plainly;
    const Bool answer = answered(e);
    return unanswered == Unanswered::is_true ? plainly || !answer : plainly && answer;
  }

 private:
  static Value truth(const Bool& b) { return {ite(b, Int(1), Int(0)), truth_kind}; }
  static bool is_region(const Expr& e) {
    return e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::region;
  }
  static bool is_region_comparison(const Expr& e) {
    return e.kind == Expr::Kind::in_set ||
           (e.kind == Expr::Kind::binary && is_comparison(e.op) && is_region(e.args[0]));
  }
  const SubjectView<D>& view(int subject) const {
    return s_.subjects[static_cast<std::size_t>(subject)];
  }

  // Every region that is compared in it has a mapped page. Functions answer for themselves.
  Bool answered(const Expr& e) const {
    if (is_region_comparison(e)) {
      const Symbol& region = e.args[0].symbol;
      return questions(region).mapped(region.index);
    }
    Bool all(true);
    if (e.kind == Expr::Kind::call && e.function->check_function() != nullptr) return all;
    for (const Expr& part : e.args) all = all && answered(part);
    return all;
  }

  // With comparisons of regions that are not mapped true.
  Bool plain(const Expr& e) const {
    switch (e.kind) {
      case Expr::Kind::in_set: return within(e.args[0], e.types);
      case Expr::Kind::unary:
      case Expr::Kind::binary:
        if (is_logical(e.op)) return condition(e, Unanswered::is_true);
        if (is_comparison(e.op)) return compare_values(e);
        break;
      case Expr::Kind::call:
        if (const CheckFunction* f = e.function->check_function()) return ask(*f, e).as_condition();
        break;
      case Expr::Kind::number:
      case Expr::Kind::name:
      case Expr::Kind::types:
      case Expr::Kind::cast:
      case Expr::Kind::word: break;
    }
    return !(number(e) == Int(0));
  }

  Value name(const Expr& e) const {
    const auto index = static_cast<std::size_t>(e.symbol.index);
    const auto program = static_cast<std::size_t>(e.symbol.program);
    switch (e.symbol.kind) {
      case Symbol::Kind::param: return {s_.inputs->params[index], own_kind};
      case Symbol::Kind::constant: return value(s_.c->constants[index].value);
      case Symbol::Kind::local: return {(*s_.locals)[index], kind_of_local(*s_.program, index)};
      case Symbol::Kind::result:
        return {(*view(e.symbol.subject).locals)[program][index],
                kind_of_local(s_.c->programs[program], index)};
      case Symbol::Kind::fact: return {fact(e.symbol.fact), own_kind};
      case Symbol::Kind::region:
      case Symbol::Kind::subject:
      case Symbol::Kind::external:
      case Symbol::Kind::none: break;
    }
    return {Int(0), own_kind};
  }

  Int fact(Fact f) const {
    switch (f) {
      case Fact::pat_enabled: return Int(s_.choice->boot.pat.enabled ? 1 : 0);
      case Fact::mtrr_enabled: return Int(s_.choice->boot.mtrr_present ? 1 : 0);
      case Fact::start_mtrr_free: return Int(total()) - used();
      case Fact::start_mtrr_used: return used();
      case Fact::mtrr_variable: return Int(total());
      case Fact::phys_bits: return Int(static_cast<std::int64_t>(s_.choice->phys_bits));
      case Fact::mtrr_wc: return Int(s_.choice->mtrr_wc ? 1 : 0);
      case Fact::env:
      case Fact::cpu:
      case Fact::pat:
      case Fact::kernel: return Int(0);
    }
    return Int(0);
  }
  std::int64_t total() const { return static_cast<std::int64_t>(s_.inputs->registers.size()); }
  Int used() const {
    Int count(0);
    for (const VariableRange<D>& range : s_.inputs->registers)
      count = count + ite(range.valid, Int(1), Int(0));
    return count;
  }

  Bool compare_values(const Expr& e) const {
    const Expr& a = e.args[0];
    const Expr& b = e.args[1];
    if (is_region(a) && b.kind == Expr::Kind::types) return within(a, b.types);
    if (b.kind == Expr::Kind::word)
      return Bool(compare_fact(*s_.choice, a.symbol.fact, e.op, b.text));
    if (a.is_mapping && b.is_mapping)
      return compare_numbers<D>(e.op, c_long, address_of<D>(*system_of(a), number(a)),
                                address_of<D>(*system_of(b), number(b)));
    return compare<D>(e.op, value(a), value(b));
  }

  // The machine on which a mapping was made: the program's, or that of a result in a check. NULL
  // and errnos are the same on all; `e` holds one name at least that is a mapping.
  const System<D>* system_of(const Expr& e) const {
    if (s_.system != nullptr) return s_.system;
    if (e.symbol.kind == Symbol::Kind::result) return view(e.symbol.subject).system;
    for (const Expr& part : e.args)
      if (const System<D>* found = system_of(part)) return found;
    return nullptr;
  }

  RegionQuestions<D>& questions(const Symbol& s) const { return *view(s.subject).regions; }

  Bool within(const Expr& r, TypeSet types) const {
    return all_within<D>(questions(r.symbol), r.symbol.index, types);
  }

  Value operation(const Expr& e) const {
    switch (info(e.op).kind) {
      case OperatorKind::choice:
        return choose<D>(plain(e.args[0]), value(e.args[1]), value(e.args[2]));
      case OperatorKind::logical:
      case OperatorKind::comparison: return truth(plain(e));
      case OperatorKind::arithmetic: break;
    }
    if (e.kind == Expr::Kind::unary) return compute<D>(e.op, value(e.args[0]));
    return compute<D>(e.op, value(e.args[0]), value(e.args[1]));
  }

  // Kernel calls are statements and never get here.
  Value call(const Expr& e) const {
    if (const CheckFunction* f = e.function->check_function()) return ask(*f, e).typed();
    const Value x = value(e.args[0]);
    return compute<D>(*e.function->arithmetic(), x, e.args.size() > 1 ? value(e.args[1]) : x);
  }

  Answer<D> ask(CheckFunction f, const Expr& e) const {
    std::vector<Int> numbers;
    for (std::size_t i = 0; i < e.args.size(); ++i)
      numbers.push_back(e.function->arguments[i] == 'n' ? number(e.args[i]) : Int(0));
    return answer<D>(f, Asked<D>{e, s_, numbers});
  }

  const Scope<D>& s_;
};

template <Domain D>
RegionPages<D> region_pages(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs,
                            int region) {
  const Scope<D> scope{.c = &c, .choice = &choice, .inputs = &inputs};
  const Evaluator<D> evaluate(scope);
  const Region& r = c.regions[static_cast<std::size_t>(region)];
  using Word = typename D::Word;
  const Word start = to_word(evaluate.number(r.start));
  const Word length = to_word(evaluate.number(r.length));
  const Word begin = start & Word(page_mask);
  const typename D::Bool some = !(length == Word(0));
  return {begin, ite(some, kernel::page_up<D>(start + length), begin), some};
}

// Answers from the whole state of the region, worked out once.
template <Domain D>
class ExactRegions final : public RegionQuestions<D> {
  using Bool = typename D::Bool;

 public:
  ExactRegions(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs,
               const System<D>& system)
      : c_(c), choice_(choice), inputs_(inputs), system_(system), states_(c.regions.size()) {}

  Bool any_type_in(int region, TypeSet types) override {
    return intersects(state(region).types, types);
  }
  Bool mapped(int region) override { return state(region).mapped; }
  Bool aliased(int region) override { return state(region).aliased; }
  RegionPages<D> pages(int region) override {
    return region_pages<D>(c_, choice_, inputs_, region);
  }
  const System<D>& system() const override { return system_; }

  const RegionState<D>& state(int region) {
    auto& place = states_[static_cast<std::size_t>(region)];
    if (!place) {
      const RegionPages<D> area = pages(region);
      place = region_state<D>(system_, area.begin, area.end);
    }
    return *place;
  }

 private:
  const Case& c_;
  const MachineChoice& choice_;
  const Inputs<D>& inputs_;
  const System<D>& system_;
  std::vector<std::optional<RegionState<D>>> states_;
};

}  // namespace memtype::cases
