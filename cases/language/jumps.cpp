// Where `goto`, `break`, `continue` and `case` may stand. A jump goes forward, to a label in a
// block around it, so that every program can be run under guards (semantics/control_flow.hpp).
#include <algorithm>
#include <unordered_map>
#include <utility>

#include "language/resolver.hpp"
#include "language/suggest.hpp"

namespace memtype::cases {
namespace {

class Jumps {
 public:
  explicit Jumps(Report& report) : report_(report) {}

  void run(const Program& program) {
    collect(program.body);
    statements(program.body, false);
  }

 private:
  void collect(const std::vector<Stmt>& list) {
    for (const Stmt& s : list) {
      if (s.kind == Stmt::Kind::label) {
        const auto [first, fresh] = labels_.emplace(s.label, s.at);
        if (!fresh)
          report_.error("E011", s.at, "there is already a label " + quoted(s.label))
              .notes.push_back({"the first one is here", first->second});
      }
      collect(s.body);
      collect(s.otherwise);
    }
  }

  // `choices`: they are the body of a selection.
  void statements(const std::vector<Stmt>& list, bool choices) {
    ahead_.push_back({});
    for (std::size_t i = 0; i < list.size(); ++i) {
      ahead_.back() = {&list, i};
      statement(list[i], choices);
    }
    ahead_.pop_back();
  }

  void statement(const Stmt& s, bool choices) {
    const bool loop = s.kind == Stmt::Kind::loop, selection = s.kind == Stmt::Kind::selection;
    if (s.kind == Stmt::Kind::leave_loop && loops_ + selections_ == 0)
      report_.error("E033", s.at, "'break' is in no loop and no 'switch'");
    if (s.kind == Stmt::Kind::next_round && loops_ == 0)
      report_.error("E033", s.at, "'continue' is in no loop");
    if (s.kind == Stmt::Kind::choice && !choices)
      report_.error("E033", s.at,
                    std::string(s.is_default ? "'default'" : "'case'") +
                        (selections_ == 0 ? " is in no 'switch'"
                                          : " is not straight in the block of its 'switch'"));
    if (s.kind == Stmt::Kind::jump && !s.label.empty()) jump(s);
    loops_ += loop ? 1 : 0;
    selections_ += selection ? 1 : 0;
    statements(s.body, selection);
    statements(s.otherwise, false);
    loops_ -= loop ? 1 : 0;
    selections_ -= selection ? 1 : 0;
  }

  void jump(const Stmt& s) {
    const auto is_target = [&](const Stmt& other) {
      return other.kind == Stmt::Kind::label && other.label == s.label;
    };
    for (const auto& [list, at] : ahead_)
      if (std::any_of(list->begin() + static_cast<std::ptrdiff_t>(at), list->end(), is_target))
        return;
    const auto label = labels_.find(s.label);
    if (label == labels_.end()) return unknown(s);
    const auto place = [](Location at) { return std::pair(at.line, at.column); };
    const bool back = place(label->second) < place(s.at);
    auto& d = report_.error("E051", s.at,
                            back ? "this 'goto' goes back to label " + quoted(s.label)
                                 : "label " + quoted(s.label) +
                                       " is inside a block that this "
                                       "'goto' is not in");
    d.notes.push_back({"the label is here", label->second});
    d.hint = back ? "write the loop as 'while', 'do' or 'for'"
                  : "a 'goto' goes forward to a label in a block around it, as in an undo chain";
  }

  void unknown(const Stmt& s) {
    std::vector<std::string> known;
    for (const auto& label : labels_) known.push_back(label.first);
    std::sort(known.begin(), known.end());
    report_.error("E013", s.at,
                  "there is no label " + quoted(s.label) + did_you_mean(s.label, known));
  }

  // The statement that is looked at, in each block around it.
  struct Place {
    const std::vector<Stmt>* list = nullptr;
    std::size_t at = 0;
  };

  Report& report_;
  std::unordered_map<std::string, Location> labels_;
  std::vector<Place> ahead_;
  int loops_ = 0, selections_ = 0;
};

}  // namespace

void check_jumps(const Program& program, Report& report) { Jumps(report).run(program); }

}  // namespace memtype::cases
