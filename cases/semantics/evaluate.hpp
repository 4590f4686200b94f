// Expressions: C arithmetic (64-bit, two's complement) and the conditions of checks, over a domain.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/domain.hpp"
#include "semantics/machines.hpp"
#include "semantics/wants.hpp"

namespace memtype::cases {

// Questions about a region at one moment: is there a page of it, mapped, that ...? A type is over
// all live mappings of the page.
template <class D>
class RegionQuestions {
 public:
  virtual ~RegionQuestions() = default;
  virtual typename D::Bool any_type_in(int region, TypeSet types) = 0;
  virtual typename D::Bool mapped(int region) = 0;
  virtual typename D::Bool aliased(int region) = 0;
};

// What a subject looks like at one moment, to a check.
template <class D>
struct SubjectView {
  const System<D>* system = nullptr;
  // Locals of each program of the case that ran as part of the subject (others stay empty).
  const std::vector<std::vector<typename D::Int>>* locals = nullptr;
  RegionQuestions<D>* regions = nullptr;
};

// Everything an expression may read.
template <class D>
struct Scope {
  const Case* c = nullptr;
  const MachineChoice* choice = nullptr;
  const Inputs<D>* inputs = nullptr;
  // In a program: its locals. In a check: null.
  const std::vector<typename D::Int>* locals = nullptr;
  // In a check: one view for each subject; those the check does not speak of may be empty.
  std::vector<SubjectView<D>> subjects;
};

inline constexpr TypeSet all_types =
    any_mtrr_type | TypeSet::of(MemoryType::UC_minus, MemoryType::CD, MemoryType::WC_plus);

// A fact of kind word: does the machine's cpu, env, pat or kernel compare so with `word`?
bool compare_fact(const MachineChoice& choice, Fact fact, std::string_view op,
                  std::string_view word);

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
        if (e.text == "-") return Int(0) - number(e.args[0]);
        if (e.text == "~") return Int(-1) - number(e.args[0]);
        return as_int(condition(e));
      case Expr::Kind::binary: return binary(e);
      case Expr::Kind::types:
      case Expr::Kind::word:
      case Expr::Kind::in_set: return as_int(condition(e));
    }
    return Int(0);
  }

  Bool condition(const Expr& e) const {
    if (e.kind == Expr::Kind::unary && e.text == "!") return !condition(e.args[0]);
    if (e.kind == Expr::Kind::in_set) return within(e.args[0], e.types);
    if (e.kind == Expr::Kind::binary) {
      if (e.text == "&&") return condition(e.args[0]) && condition(e.args[1]);
      if (e.text == "||") return condition(e.args[0]) || condition(e.args[1]);
      if (is_comparison(e.text)) return compare(e);
    }
    if (e.kind == Expr::Kind::call) {
      const FunctionInfo* f = find_function(e.text);
      if (f != nullptr && f->group == FunctionGroup::property && !is_number(f->function))
        return property(f->function, e);
    }
    return !(number(e) == Int(0));
  }

 private:
  static Int as_int(const Bool& b) { return ite(b, Int(1), Int(0)); }
  static bool is_comparison(std::string_view op) {
    return op == "==" || op == "!=" || op == "<" || op == "<=" || op == ">" || op == ">=";
  }
  static bool is_number(Function f) {
    return f == Function::mtrr_writes || f == Function::mtrr_used;
  }
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
      case Symbol::Kind::fact: return fact(static_cast<Fact>(e.symbol.index));
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
      return Bool(compare_fact(*s_.choice, static_cast<Fact>(a.symbol.index), e.text, b.text));
    const Int x = number(a), y = number(b);
    if (e.text == "==") return x == y;
    if (e.text == "!=") return !(x == y);
    if (e.text == "<") return x < y;
    if (e.text == "<=") return x <= y;
    if (e.text == ">") return y < x;
    return y <= x;
  }

  RegionQuestions<D>& questions(const Symbol& s) const { return *view(s.subject).regions; }

  Bool within(const Expr& r, TypeSet types) const {
    const TypeSet refused = all_types - accepted_types(types);
    return !questions(r.symbol).any_type_in(r.symbol.index, refused);
  }

  Int binary(const Expr& e) const {
    if (e.text == "?:") return ite(condition(e.args[0]), number(e.args[1]), number(e.args[2]));
    if (e.text == "&&" || e.text == "||" || is_comparison(e.text)) return as_int(condition(e));
    const Int x = number(e.args[0]), y = number(e.args[1]);
    const Word a = to_word(x), b = to_word(y);
    if (e.text == "+") return x + y;
    if (e.text == "-") return x - y;
    if (e.text == "*") return x * y;
    if (e.text == "/") return divide(x, y);
    if (e.text == "%") return remainder(x, y);
    if (e.text == "&") return to_int(a & b);
    if (e.text == "|") return to_int(a | b);
    if (e.text == "^") return to_int(a ^ b);
    if (e.text == "<<") return to_int(shift_left(a, b));
    return shift_right(x, y);
  }

  Int call(const Expr& e) const {
    const FunctionInfo* f = find_function(e.text);
    if (f == nullptr) return Int(0);
    if (f->group == FunctionGroup::property) {
      if (is_number(f->function)) return counter(f->function, e);
      return as_int(property(f->function, e));
    }
    return arithmetic(f->function, number(e.args[0]), e);
  }

  // Kernel calls are statements and never get here.
  Int arithmetic(Function f, const Int& x, const Expr& e) const {
    const Word a = to_word(x);
    if (f == Function::page_align) return to_int(kernel::page_up<D>(a));
    if (f == Function::roundup_pow_of_two) return to_int(round_up_pow2(a));
    if (f == Function::rounddown_pow_of_two) return to_int(round_down_pow2(a));
    const Int y = number(e.args[1]);
    const Word low = to_word(y) - Word(1);
    if (f == Function::min) return ite(y < x, y, x);
    if (f == Function::max) return ite(x < y, y, x);
    if (f == Function::align_up) return to_int((a + low) & ~low);
    return to_int(a & ~low);  // align_down
  }

  Int counter(Function f, const Expr& e) const {
    const System<D>& system = *view(e.args[0].symbol.subject).system;
    if (f == Function::mtrr_writes) return system.mtrr.writes;
    Int used(0);
    for (const Bool& added : system.mtrr.added) used = used + as_int(added);
    return used;
  }

  Bool property(Function f, const Expr& e) const {
    if (f == Function::firmware_covers)
      return firmware_covers(to_word(number(e.args[0])), to_word(number(e.args[1])));
    const Symbol& a = e.args[0].symbol;
    if (f == Function::mapped) return questions(a).mapped(a.index);
    if (f == Function::aliased) return questions(a).aliased(a.index);
    if (f == Function::has) return questions(a).any_type_in(a.index, e.args[1].types);
    const Symbol& b = e.args[1].symbol;
    if (f == Function::same) return same_types(a, b);
    const auto wants = s_.c->regions[static_cast<std::size_t>(b.index)].wants;
    return !satisfied(e.args[1], *wants) || satisfied(e.args[0], *wants);
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

  // Some valid register at the start intersects [begin, begin + length). Masks with holes count
  // with all they span.
  Bool firmware_covers(const Word& begin, const Word& length) const {
    const unsigned phys_bits = s_.choice->phys_bits;
    const auto size = known_value(length);
    // A block of the same kind as a register's: the two nest or are disjoint, and need no sums.
    const bool block =
        size && page_bytes <= *size && known_true(is_aligned_block<D>(begin, length));
    Bool covers(false);
    for (const VariableRange<D>& range : s_.inputs->registers) {
      const AddressSpan<D> span = matched_span<D>(range.base, range.mask, phys_bits);
      const Bool meets = block && range.natural
                             ? blocks_meet<D>(begin, ~Word(*size - 1), span.first, range.mask)
                             : span.first < begin + length && begin <= span.last;
      covers = covers || (range.valid && !range.elsewhere && meets);
    }
    return covers;
  }

  const Scope<D>& s_;
};

// The pages of a region, from its start rounded down to its end rounded up.
template <class D>
struct RegionPages {
  typename D::Word begin, end;
};
template <Domain D>
RegionPages<D> region_pages(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs,
                            int region) {
  const Scope<D> scope{&c, &choice, &inputs, nullptr, {}};
  const Evaluator<D> evaluate(scope);
  const Region& r = c.regions[static_cast<std::size_t>(region)];
  const typename D::Word begin = to_word(evaluate.number(r.start));
  const typename D::Word end = begin + to_word(evaluate.number(r.length));
  return {begin & typename D::Word(page_mask), kernel::page_up<D>(end)};
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
