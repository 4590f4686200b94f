// Expressions over a domain: arithmetic, and the conditions of checks.
#pragma once

#include <optional>
#include <stdexcept>
#include <vector>

#include "semantics/arithmetic.hpp"
#include "semantics/scope.hpp"

namespace memtype::cases {

// Some valid register at the start matches a byte of [begin, begin + length).
template <Domain D>
typename D::Bool firmware_covers(const MachineChoice& choice, const Inputs<D>& inputs,
                                 const typename D::Word& begin, const typename D::Word& length) {
  using Bool = typename D::Bool;
  using Word = typename D::Word;
  const unsigned phys_bits = choice.phys_bits;
  const auto size = known_value(length);
  // A block of the same kind as a register's: the two nest or are disjoint, and need no sums.
  const bool block = size && page_bytes <= *size && known_true(is_aligned_block<D>(begin, length));
  const auto meets = [&](const VariableRange<D>& range) {
    if (!range.natural) return matches_within<D>(range.base, range.mask, begin, length, phys_bits);
    const AddressSpan<D> span = matched_span<D>(range.base, range.mask, phys_bits);
    if (block) return blocks_meet<D>(begin, ~Word(*size - 1), span.first, range.mask);
    return !(length == Word(0)) && span.first < begin + length && begin <= span.last;
  };
  Bool covers(false);
  for (const VariableRange<D>& range : inputs.registers)
    covers = covers || (range.valid && !range.elsewhere && meets(range));
  return covers;
}

template <Domain D>
class Evaluator {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  using Word = typename D::Word;
  using Set = typename D::Set;

 public:
  explicit Evaluator(const Scope<D>& scope) : s_(scope) {}

  Int number(const Expr& e) const {
    switch (e.kind) {
      case Expr::Kind::number: return Int(e.number);
      case Expr::Kind::name: return name(e);
      case Expr::Kind::call: return call(e);
      case Expr::Kind::unary:
      case Expr::Kind::binary: return operation(e);
      case Expr::Kind::types:
      case Expr::Kind::word:
      case Expr::Kind::in_set: return as_int(condition(e));
    }
    return Int(0);
  }

  Bool condition(const Expr& e) const {
    switch (e.kind) {
      case Expr::Kind::in_set: return within(e.args[0], e.types);
      case Expr::Kind::unary:
      case Expr::Kind::binary:
        if (e.op == Operator::logical_not) return !condition(e.args[0]);
        if (e.op == Operator::logical_and) return condition(e.args[0]) && condition(e.args[1]);
        if (e.op == Operator::logical_or) return condition(e.args[0]) || condition(e.args[1]);
        if (is_comparison(e.op)) return compare(e);
        break;
      case Expr::Kind::call:
        if (const CheckFunction* f = e.function->check_function()) {
          const std::optional<Int> count = counted(*f, e);
          return count ? !(*count == Int(0)) : asked(*f, e);
        }
        break;
      case Expr::Kind::number:
      case Expr::Kind::name:
      case Expr::Kind::types:
      case Expr::Kind::word: break;
    }
    return !(number(e) == Int(0));
  }

 private:
  static Int as_int(const Bool& b) { return ite(b, Int(1), Int(0)); }
  static bool is_region(const Expr& e) {
    return e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::region;
  }
  const SubjectView<D>& view(int subject) const {
    return s_.subjects[static_cast<std::size_t>(subject)];
  }

  Int name(const Expr& e) const {
    const auto index = static_cast<std::size_t>(e.symbol.index);
    switch (e.symbol.kind) {
      case Symbol::Kind::param: return s_.inputs->params[index];
      case Symbol::Kind::constant: return number(s_.c->constants[index].value);
      case Symbol::Kind::local: return (*s_.locals)[index];
      case Symbol::Kind::result:
        return (*view(e.symbol.subject).locals)[static_cast<std::size_t>(e.symbol.program)][index];
      case Symbol::Kind::fact: return fact(e.symbol.fact);
      case Symbol::Kind::region:
      case Symbol::Kind::subject:
      case Symbol::Kind::none: return Int(0);
    }
    return Int(0);
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
    for (const VariableRange<D>& range : s_.inputs->registers) count = count + as_int(range.valid);
    return count;
  }

  Bool compare(const Expr& e) const {
    const Expr& a = e.args[0];
    const Expr& b = e.args[1];
    if (is_region(a) && b.kind == Expr::Kind::types) return within(a, b.types);
    if (is_region(b) && a.kind == Expr::Kind::types) return within(b, a.types);
    if (b.kind == Expr::Kind::word)
      return Bool(compare_fact(*s_.choice, a.symbol.fact, e.op, b.text));
    return compare_numbers<D>(e.op, number(a), number(b));
  }

  RegionQuestions<D>& questions(const Symbol& s) const { return *view(s.subject).regions; }

  Bool within(const Expr& r, TypeSet types) const {
    const TypeSet refused = all_types - accepted_types(types);
    return !questions(r.symbol).any_type_in(r.symbol.index, refused);
  }

  Int operation(const Expr& e) const {
    switch (info(e.op).kind) {
      case OperatorKind::choice:
        return ite(condition(e.args[0]), number(e.args[1]), number(e.args[2]));
      case OperatorKind::logical:
      case OperatorKind::comparison: return as_int(condition(e));
      case OperatorKind::arithmetic: break;
    }
    return e.kind == Expr::Kind::unary ? compute<D>(e.op, Int(0), number(e.args[0]))
                                       : compute<D>(e.op, number(e.args[0]), number(e.args[1]));
  }

  // Kernel calls are statements and never get here.
  Int call(const Expr& e) const {
    if (const CheckFunction* f = e.function->check_function()) {
      const std::optional<Int> count = counted(*f, e);
      return count ? *count : as_int(asked(*f, e));
    }
    const Int y = e.args.size() > 1 ? number(e.args[1]) : Int(0);
    return compute<D>(*e.function->arithmetic(), number(e.args[0]), y);
  }

  // Functions whose value is a number; nothing for those that are true or false.
  std::optional<Int> counted(CheckFunction f, const Expr& e) const {
    switch (f) {
      case CheckFunction::mtrr_writes: return system_of(e).mtrr.writes;
      case CheckFunction::mtrr_used: {
        Int used(0);
        for (const Bool& added : system_of(e).mtrr.added) used = used + as_int(added);
        return used;
      }
      case CheckFunction::mapped:
      case CheckFunction::aliased:
      case CheckFunction::has:
      case CheckFunction::same:
      case CheckFunction::no_worse:
      case CheckFunction::firmware_covers: break;
    }
    return std::nullopt;
  }
  // Of the program or group that the function asks about.
  const System<D>& system_of(const Expr& e) const { return *view(e.args[0].symbol.subject).system; }

  Bool asked(CheckFunction p, const Expr& e) const {
    const Expr& first = e.args[0];
    switch (p) {
      case CheckFunction::mapped: return questions(first.symbol).mapped(first.symbol.index);
      case CheckFunction::aliased: return questions(first.symbol).aliased(first.symbol.index);
      case CheckFunction::has:
        return questions(first.symbol).any_type_in(first.symbol.index, e.args[1].types);
      case CheckFunction::same: return same_types(first.symbol, e.args[1].symbol);
      case CheckFunction::no_worse: return no_worse(first, e.args[1]);
      case CheckFunction::firmware_covers:
        return firmware_covers<D>(*s_.choice, *s_.inputs, to_word(number(first)),
                                  to_word(number(e.args[1])));
      case CheckFunction::mtrr_writes:
      case CheckFunction::mtrr_used: break;
    }
    throw std::logic_error("not a question of true or false");
  }

  Bool no_worse(const Expr& r, const Expr& other) const {
    const auto wants = s_.c->regions[static_cast<std::size_t>(other.symbol.index)].wants;
    return !satisfied(other, *wants) || satisfied(r, *wants);
  }
  Bool same_types(const Symbol& a, const Symbol& b) const {
    Bool same(true);
    for (MemoryType t : all_memory_types)
      same = same && questions(a).any_type_in(a.index, t) == questions(b).any_type_in(b.index, t);
    return same;
  }
  Bool satisfied(const Expr& r, MemoryType wants) const {
    return questions(r.symbol).mapped(r.symbol.index) && within(r, wants);
  }

  const Scope<D>& s_;
};

// The pages of a region, from its start rounded down to its end rounded up. A region of length 0
// has none.
template <class D>
struct RegionPages {
  typename D::Word begin, end;
  typename D::Bool some;  // it has pages
};
template <Domain D>
RegionPages<D> region_pages(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs,
                            int region) {
  const Scope<D> scope{&c, &choice, &inputs, nullptr, {}};
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

  const RegionState<D>& state(int region) {
    auto& place = states_[static_cast<std::size_t>(region)];
    if (!place) {
      const RegionPages<D> pages = region_pages<D>(c_, choice_, inputs_, region);
      place = region_state<D>(system_, pages.begin, pages.end);
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
