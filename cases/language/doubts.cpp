// Warnings about a case without errors: arithmetic that C does not mean so, sizes that are none,
// regions that want two types of one page.
#include <algorithm>
#include <limits>
#include <set>

#include "language/resolver.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/typed.hpp"

namespace memtype::cases {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

class Doubts {
 public:
  explicit Doubts(Names& names) : names_(names), c_(names.parsed) {}

  void run() {
    for (const Constant& constant : c_.constants) look_at(constant.value);
    for (const Region& r : c_.regions) {
      look_at(r.start);
      look_at(r.length);
    }
    for (const Program& program : c_.programs) {
      if (!program.parts.empty()) continue;  // its parts are programs of their own
      program_ = &program;
      statements(program.body);
    }
    program_ = nullptr;
    for (const Check& check : c_.checks) {
      look_at(check.condition);
      if (check.when) look_at(*check.when);
    }
    contrary_regions();
  }

 private:
  void statements(const std::vector<Stmt>& list) {
    for (const Stmt& s : list) {
      look_at(s.expr);
      statements(s.body);
      statements(s.otherwise);
    }
  }

  void look_at(const Expr& e) {
    for (const Expr& part : e.args) look_at(part);
    if (e.kind == Expr::Kind::call) negative_size(e);
    if (e.kind != Expr::Kind::binary || e.args.size() != 2) return;
    const Folded left = names_.value(e.args[0], program_);
    const Folded right = names_.value(e.args[1], program_);
    undefined(e, left, right);
    if (left.constant() && right.constant()) wrapped(e, *left.constant(), *right.constant());
  }

  // Where C leaves the result undefined and this language does not.
  void undefined(const Expr& e, const Folded& left, const Folded& right) {
    const auto by = right.constant();
    if (!by) return;
    if ((e.op == Operator::divide || e.op == Operator::remainder) && *by == 0)
      names_.report.warning("W009", e.at,
                            "this divides by zero, which C leaves undefined; here it gives 0");
    if (e.op != Operator::shift_left && e.op != Operator::shift_right) return;
    const unsigned bits = kind_of(e.op, left.kind, right.kind).type.bits;
    if (*by >= bits)
      names_.report.warning(
          "W009", e.at,
          "this shifts a number of " + std::to_string(bits) + " bits by " +
              (right.kind.type.is_signed ? std::to_string(to_int(*by)) : std::to_string(*by)) +
              ", which C leaves undefined; here by " + std::to_string(*by % bits));
  }

  // Is the number written as a negative one?
  bool is_negative(const Expr& e) const {
    if (e.kind == Expr::Kind::unary) return true;
    if (e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::constant)
      return is_negative(c_.constants[static_cast<std::size_t>(e.symbol.index)].value);
    return e.kind == Expr::Kind::binary && e.op == Operator::subtract;
  }

  void wrapped(const Expr& e, std::uint64_t a, std::uint64_t b) {
    if (is_negative(e.args[0]) || is_negative(e.args[1])) return;
    const bool wraps = (e.op == Operator::add && a > top - b) ||
                       (e.op == Operator::multiply && b != 0 && a > top / b) ||
                       (e.op == Operator::shift_left && b < 64 && a > top >> b);
    if (!wraps) return;
    names_.report.warning("W008", e.at,
                          "this does not fit into 64 bits; what is left of it is " +
                              print_number(*names_.value(e, program_).constant()));
  }

  void negative_size(const Expr& call) {
    if (call.function == nullptr || call.function->kernel_call() == nullptr) return;
    const KernelCall& kernel = *call.function->kernel_call();
    const bool ranged = (kernel.mode || kernel.adds_mtrr) && call.args.size() >= 2;
    if (!ranged || call.function->arguments[1] != 'n') return;
    const auto size = names_.value(call.args[1], program_).constant();
    if (!size || *size <= std::numeric_limits<std::int64_t>::max()) return;
    names_.report.warning(
        "W010", call.args[1].at,
        "the size of " + call.text + "() is negative: it is taken as " + print_address(*size));
  }

  // The subjects of which a region is asked.
  std::vector<std::set<int>> askers() const {
    std::vector<std::set<int>> list(c_.regions.size());
    for (const Check& check : c_.checks) note_askers(check.condition, list);
    return list;
  }
  static void note_askers(const Expr& e, std::vector<std::set<int>>& list) {
    if (e.symbol.kind == Symbol::Kind::region)
      list[static_cast<std::size_t>(e.symbol.index)].insert(e.symbol.subject);
    for (const Expr& part : e.args) note_askers(part, list);
  }

  // Bytes that two regions have in common on every machine, and of which the checks of one program
  // want two types; or one of the regions is in no check.
  void contrary_regions() {
    const std::vector<std::set<int>> asked = askers();
    const auto together = [&](std::size_t a, std::size_t b) {
      if (asked[a].empty() || asked[b].empty()) return true;
      return std::any_of(asked[a].begin(), asked[a].end(),
                         [&](int subject) { return asked[b].contains(subject); });
    };
    for (std::size_t b = 0; b < c_.regions.size(); ++b)
      for (std::size_t a = 0; a < b; ++a)
        if (c_.regions[a].wants && c_.regions[b].wants &&
            *c_.regions[a].wants != *c_.regions[b].wants && together(a, b) &&
            meet(c_.regions[a], c_.regions[b]))
          names_.report
              .warning("W011", c_.regions[b].at,
                       "region " + quoted(c_.regions[b].name) + " overlaps " +
                           quoted(c_.regions[a].name) + ", which wants another type")
              .notes.push_back({"the other one is here", c_.regions[a].at});
  }

  bool meet(const Region& a, const Region& b) const {
    const Folded a_start = names_.value(a.start), b_start = names_.value(b.start);
    const auto a_bytes = names_.value(a.length).constant(),
               b_bytes = names_.value(b.length).constant();
    if (!a_bytes || !b_bytes || !a_start.affine || !b_start.affine ||
        a_start.param != b_start.param)
      return false;
    const auto distance = static_cast<std::int64_t>(b_start.offset - a_start.offset);
    return distance >= 0 ? static_cast<std::uint64_t>(distance) < *a_bytes
                         : static_cast<std::uint64_t>(-distance) < *b_bytes;
  }

  Names& names_;
  const Case& c_;
  const Program* program_ = nullptr;  // whose expression is looked at
};

}  // namespace

void warn_doubts(Names& names) { Doubts(names).run(); }

}  // namespace memtype::cases
