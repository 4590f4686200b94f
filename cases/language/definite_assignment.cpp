// Which locals have a value on every way to a place. As in Java: ways are those that the shape of
// the program allows; what conditions mean is not looked at, except for a constant true loop.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "language/resolver.hpp"

namespace memtype::cases {
namespace {

// The locals that have a value for certain; where nothing arrives, all of them.
struct Assigned {
  std::vector<bool> has = {};
  bool reached = false;
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

  static Assigned nowhere() { return {{}, false}; }

  // The way goes on at `place`, not here.
  static Assigned gone(Assigned* place, Assigned way) {
    if (place != nullptr) join(*place, way);
    way.reached = false;
    return way;
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
      case Stmt::Kind::selection: return selection(s, std::move(way));
      case Stmt::Kind::choice:
        if (selected_ != nullptr) join(way, *selected_);
        return way;
      case Stmt::Kind::leave_loop: return gone(breaks_, std::move(way));
      case Stmt::Kind::next_round: return gone(continues_, std::move(way));
      case Stmt::Kind::jump: return gone(&jumps_[s.label], std::move(way));
      case Stmt::Kind::label: join(way, std::exchange(jumps_[s.label], nowhere())); return way;
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
    Assigned returns = nowhere();
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
    Assigned left = nowhere(), next = nowhere();  // what `break` and `continue` bring
    Assigned* const outer_breaks = std::exchange(breaks_, &left);
    Assigned* const outer_continues = std::exchange(continues_, &next);
    const bool forever = s.expr.kind == Expr::Kind::number && s.expr.number != 0;
    if (!s.do_while) read(s.expr, way);
    Assigned after = statements(s.body, way);
    join(after, next);
    after = statements(s.otherwise, std::move(after));
    if (s.do_while) {
      read(s.expr, after);
      way = std::move(after);  // the body ran at least once
    }
    breaks_ = outer_breaks;
    continues_ = outer_continues;
    if (forever) way.reached = false;
    join(way, left);
    return way;
  }

  Assigned selection(const Stmt& s, Assigned way) {
    read(s.expr, way);
    Assigned left = nowhere();
    Assigned* const outer_breaks = std::exchange(breaks_, &left);
    const Assigned* const outer_selected = std::exchange(selected_, &way);
    Assigned before_first = way;
    before_first.reached = false;
    Assigned after = statements(s.body, std::move(before_first));
    breaks_ = outer_breaks;
    selected_ = outer_selected;
    join(after, left);
    const bool all = std::any_of(s.body.begin(), s.body.end(), [](const Stmt& inner) {
      return inner.kind == Stmt::Kind::choice && inner.is_default;
    });
    if (!all) join(after, way);
    return after;
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
  Assigned ends_;  // what the returns bring
  Assigned* breaks_ = nullptr;
  Assigned* continues_ = nullptr;
  const Assigned* selected_ = nullptr;               // what reaches each label of a selection
  std::unordered_map<std::string, Assigned> jumps_;  // what the jumps to a label bring
};

}  // namespace

Assignment check_assignments(const Program& program, Report& report) {
  return Flow(program, report).run();
}

}  // namespace memtype::cases
