// Which locals have a value on every way to a place. As in Java: ways are those that the shape of
// the program allows; what conditions mean is not looked at, except for a constant true loop.
#include <utility>

#include "language/resolver.hpp"

namespace memtype::cases {
namespace {

// The locals that have a value for certain; where nothing arrives, all of them.
struct Assigned {
  std::vector<bool> has;
  bool reached = true;
};

class Flow {
 public:
  Flow(const Program& program, Report& report)
      : program_(program), report_(report), reported_(program.locals.size()) {
    result_.ever.resize(program.locals.size());
  }

  Assignment run() {
    Assigned end = statements(program_.body, {std::vector<bool>(program_.locals.size()), true});
    join(end, ends_);
    result_.at_end =
        end.reached ? std::move(end.has) : std::vector<bool>(program_.locals.size(), true);
    return std::move(result_);
  }

 private:
  static void join(Assigned& into, const Assigned& other) {
    if (!other.reached) return;
    if (!into.reached) {
      into = other;
      return;
    }
    for (std::size_t i = 0; i < into.has.size(); ++i) into.has[i] = into.has[i] && other.has[i];
  }

  Assigned statements(const std::vector<Stmt>& list, Assigned way) {
    for (const Stmt& s : list) way = statement(s, std::move(way));
    return way;
  }

  Assigned statement(const Stmt& s, Assigned way) {
    switch (s.kind) {
      case Stmt::Kind::assign: {
        read(s.expr, way);
        const auto target = static_cast<std::size_t>(s.target);
        way.has[target] = result_.ever[target] = true;
        return way;
      }
      case Stmt::Kind::call: read(s.expr, way); return way;
      case Stmt::Kind::branch: return branch(s, std::move(way));
      case Stmt::Kind::loop: return loop(s, std::move(way));
      case Stmt::Kind::leave_loop:
        if (breaks_ != nullptr) join(*breaks_, way);
        way.reached = false;
        return way;
      case Stmt::Kind::leave_program:
        read(s.expr, way);
        join(ends_, way);
        way.reached = false;
        return way;
      case Stmt::Kind::block: return statements(s.body, std::move(way));
      case Stmt::Kind::part: return part(s, std::move(way));
    }
    return way;
  }

  Assigned part(const Stmt& s, Assigned way) {
    Assigned returns{{}, false};
    std::swap(ends_, returns);
    way = statements(s.body, std::move(way));
    std::swap(ends_, returns);
    join(way, returns);
    return way;
  }

  Assigned branch(const Stmt& s, Assigned way) {
    read(s.expr, way);
    Assigned no = statements(s.otherwise, way);
    Assigned yes = statements(s.body, std::move(way));
    join(yes, no);
    return yes;
  }

  Assigned loop(const Stmt& s, Assigned way) {
    Assigned left{{}, false};  // what the breaks bring
    Assigned* const outer = std::exchange(breaks_, &left);
    const bool forever = s.expr.kind == Expr::Kind::number && s.expr.number != 0;
    if (!s.do_while) read(s.expr, way);
    Assigned after = statements(s.body, way);
    if (s.do_while) {
      read(s.expr, after);
      way = std::move(after);  // the body ran at least once
    }
    breaks_ = outer;
    if (forever) way.reached = false;
    join(way, left);
    return way;
  }

  void read(const Expr& e, const Assigned& way) {
    for (const Expr& argument : e.args) read(argument, way);
    if (e.kind != Expr::Kind::name || e.symbol.kind != Symbol::Kind::local || !way.reached) return;
    const auto local = static_cast<std::size_t>(e.symbol.index);
    if (way.has[local] || reported_[local]) return;
    reported_[local] = true;
    const std::string& name = program_.locals[local];
    auto& d = report_.error("E015", e.at,
                            quoted(name) + " is read here, but not every path gives it a value");
    d.hint = "give it a value first, for example " + name + " = 0;";
  }

  const Program& program_;
  Report& report_;
  Assignment result_;
  std::vector<bool> reported_;
  Assigned ends_{{}, false};  // what the returns bring
  Assigned* breaks_ = nullptr;
};

}  // namespace

Assignment check_assignments(const Program& program, Report& report) {
  return Flow(program, report).run();
}

}  // namespace memtype::cases
