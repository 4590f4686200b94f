// Two case files as one case: the machine of the new one, the program of the old one beside it.
#include <algorithm>

#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/solver/diff.hpp"
#include "memtype/solver/synthesis.hpp"
#include "semantics/legal.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// The same value, written the same way, whatever constants on the way are called.
bool same_expr(const Case& a, const Expr& x, const Case& b, const Expr& y) {
  const auto constant = [](const Case& c, const Expr& e) -> const Expr* {
    return e.symbol.kind == Symbol::Kind::constant
               ? &c.constants[static_cast<std::size_t>(e.symbol.index)].value
               : nullptr;
  };
  if (const Expr* value = constant(a, x)) return same_expr(a, *value, b, y);
  if (const Expr* value = constant(b, y)) return same_expr(a, x, b, *value);
  if (x.kind != y.kind || x.args.size() != y.args.size()) return false;
  if (x.kind == Expr::Kind::number ? x.number != y.number : x.text != y.text || x.op != y.op)
    return false;
  for (std::size_t i = 0; i < x.args.size(); ++i)
    if (!same_expr(a, x.args[i], b, y.args[i])) return false;
  return true;
}

bool same_value(const Case& a, const FactValue& x, const Case& b, const FactValue& y) {
  const auto same = [&](const Expr& e, const Expr& f) { return same_expr(a, e, b, f); };
  return x.up_to.has_value() == y.up_to.has_value() && (!x.up_to || same(*x.up_to, *y.up_to)) &&
         std::equal(x.items.begin(), x.items.end(), y.items.begin(), y.items.end(), same);
}

bool same_machines(const Case& a, const Case& b) {
  const auto same = [&](const MachineChoice& x, const MachineChoice& y) {
    return std::all_of(machine_facts().begin(), machine_facts().end(), [&](const auto* fact) {
      return same_value(a, fact->value(x), b, fact->value(y));
    });
  };
  const std::vector<MachineChoice> x = machine_choices(a), y = machine_choices(b);
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), same);
}

class CaseJoiner {
 public:
  CaseJoiner(const Case& old_case, const Case& new_case, Joined& joined)
      : old_(old_case), new_(new_case), joined_(joined), c_(joined.c) {}

  JoinError join(int old_subject, const std::string& old_name) {
    c_.checks.clear();
    params();
    for (const Constant& constant : old_.constants) {
      c_.constants.push_back(constant);
      remap(c_.constants.back().value);
    }
    c_.externals.insert(c_.externals.end(), old_.externals.begin(), old_.externals.end());
    assumptions();
    regions();
    if (error_.empty()) programs(old_subject, old_name);
    joined_.other_machines = others_ || !same_machines(old_, new_);
    return error_;
  }

 private:
  void fail(const std::string& what) {
    if (error_.empty()) error_ = what;
  }

  static std::string size_of(const Param& p, const Case& c) {
    const Param* size = size_param_of(p, c.params);
    return size != nullptr ? size->name : "";
  }

  void params() {
    for (const Param& p : old_.params) {
      const auto there = std::find_if(c_.params.begin(), c_.params.end(),
                                      [&](const Param& q) { return q.name == p.name; });
      param_.push_back(static_cast<int>(there - c_.params.begin()));
      if (there == c_.params.end())
        c_.params.push_back(p);
      else if (there->align != p.align || there->has_range != p.has_range || there->low != p.low ||
               there->high != p.high || there->bar_size != p.bar_size ||
               there->may_overlap != p.may_overlap || size_of(p, old_) != size_of(*there, new_))
        fail("parameter " + quoted(p.name) + " has other values in the two files");
    }
    for (std::size_t i = new_.params.size(); i < c_.params.size(); ++i)
      if (int& size = c_.params[i].size_param; size >= 0)
        size = param_[static_cast<std::size_t>(size)];
  }

  // Those of the new file hold. One of the old file that speaks of its own parameters comes along.
  void assumptions() {
    for (const Assumption& assumption : old_.assumptions) {
      const auto there = std::find_if(
          new_.assumptions.begin(), new_.assumptions.end(), [&](const Assumption& other) {
            return same_expr(old_, assumption.condition, new_, other.condition);
          });
      if (there != new_.assumptions.end()) continue;
      bool own = false;
      for (std::size_t p = 0; p < old_.params.size(); ++p)
        own = own || (param_[p] >= static_cast<int>(new_.params.size()) &&
                      reads_param(old_, assumption.condition, static_cast<int>(p)));
      others_ = others_ || !own;
      if (!own) continue;
      c_.assumptions.push_back(assumption);
      remap(c_.assumptions.back().condition);
    }
    others_ = others_ || new_.assumptions.size() > old_.assumptions.size();
  }

  void regions() {
    for (const Region& r : old_.regions) {
      const auto there = std::find_if(new_.regions.begin(), new_.regions.end(),
                                      [&](const Region& s) { return s.name == r.name; });
      if (there == new_.regions.end())
        joined_.left_out.push_back(r.name);
      else if (!same_expr(old_, r.start, new_, there->start) ||
               !same_expr(old_, r.length, new_, there->length))
        fail("region " + quoted(r.name) + " is not the same bytes in the two files");
      else if (r.wants != there->wants || r.where_mapped != there->where_mapped)
        fail("region " + quoted(r.name) + " wants something else in the other file");
    }
  }

  void programs(int old_subject, const std::string& old_name) {
    const auto offset = static_cast<int>(c_.programs.size());
    for (const Program& program : old_.programs) {
      c_.programs.push_back(program);
      for (int& part : c_.programs.back().parts) part += offset;
      for (Stmt& s : c_.programs.back().body) remap(s);
    }
    Subject subject = old_.subjects[static_cast<std::size_t>(old_subject)];
    subject.name = old_name;
    for (int& program : subject.programs) {
      for (const Stmt* call : kernel_calls(old_.programs[static_cast<std::size_t>(program)]))
        exists_in_all(*call->expr.function);
      program += offset;
    }
    joined_.old_subject = static_cast<int>(c_.subjects.size());
    c_.subjects.push_back(std::move(subject));
  }

  void exists_in_all(const FunctionInfo& f) {
    if (const auto version = missing_in(new_, f))
      fail("the old program calls " + std::string(f.name) + "(), which kernel " +
           kernel::to_string(*version) +
           " of the new file does not have; both are run on the new file's machines");
  }

  void remap(Expr& e) {
    if (e.symbol.kind == Symbol::Kind::param)
      e.symbol.index = param_[static_cast<std::size_t>(e.symbol.index)];
    else if (e.symbol.kind == Symbol::Kind::constant)
      e.symbol.index += static_cast<int>(new_.constants.size());
    else if (e.symbol.kind == Symbol::Kind::external)
      e.symbol.index += static_cast<int>(new_.externals.size());
    for (Expr& part : e.args) remap(part);
  }
  void remap(Stmt& s) {
    remap(s.expr);
    for (Stmt& part : s.body) remap(part);
    for (Stmt& part : s.otherwise) remap(part);
  }

  const Case& old_;
  const Case& new_;
  Joined& joined_;
  Case& c_;
  std::vector<int> param_;  // where the old case's parameters are now
  bool others_ = false;     // the files assume different things
  JoinError error_;
};

}  // namespace

std::variant<Joined, JoinError> join_cases(const Case& old_case, int old_subject,
                                           const Case& new_case, int new_subject,
                                           const std::string& old_name,
                                           const std::string& new_name) {
  Joined joined;
  joined.c = new_case;
  joined.new_subject = new_subject;
  JoinError error = CaseJoiner(old_case, new_case, joined).join(old_subject, old_name);
  if (!error.empty()) return error;
  joined.c.subjects[static_cast<std::size_t>(new_subject)].name = new_name;
  return joined;
}

}  // namespace memtype::solver
