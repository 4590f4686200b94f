// Where one program stands, and under which condition.
//
// Control flow never forks. Every branch and loop iteration runs under a guard, the condition under
// which a C program would get there, and changes nothing where the guard is false. With plain
// values the guard is decided and skipped at once; with formulas one pass describes every path.
#pragma once

#include <deque>
#include <utility>
#include <vector>

namespace memtype::cases {

template <class D>
class ControlFlow {
  using Bool = typename D::Bool;

 public:
  enum class Kind { branch, loop, selection, part };

  int pc = 0;

  // The condition under which the next instruction is executed.
  const Bool& active() const { return frames_.back().active; }

  // What is inside runs where `active` holds; behind otherwise(), where `other` does.
  void begin(Kind kind, const Bool& active, const Bool& other = Bool(false)) {
    frames_.push_back({active, other, kind, 0});
  }
  void otherwise() { frames_.back().active = frames_.back().other; }
  void end() { frames_.pop_back(); }

  // The innermost loop goes on where `active` holds; the rounds that it has begun.
  void stay(Bool active) { frames_.back().active = std::move(active); }
  int next_round() { return ++frames_.back().rounds; }
  // A loop whose condition stands at the end is in its first round.
  void enter_round() { frames_.back().rounds_before = 1; }

  // Where each label of a selection begins to run; then one next_way() at each label.
  void begin_selection(std::vector<Bool> ways) {
    begin(Kind::selection, Bool(false));
    frames_.back().ways = std::move(ways);
  }
  void next_way() {
    Frame& frame = frames_.back();
    frame.active = frame.active || frame.ways[frame.next_way++];
  }

  // Nothing more is run, where it is active now, of the program or its part in a lane.
  void leave_program() {
    const Bool gone = active();
    for (std::size_t k = frames_.size(); k-- > 0;) {
      take(frames_[k], gone);
      if (frames_[k].kind == Kind::part) return;
    }
  }

  // The same of the innermost loop or selection.
  void leave_loop() {
    const Bool gone = active();
    for (std::size_t k = frames_.size(); k-- > 0;) {
      take(frames_[k], gone);
      if (frames_[k].kind == Kind::loop || frames_[k].kind == Kind::selection) return;
    }
  }

  // To a label further on, in the frame around the `blocks` innermost ones.
  void jump(int label, int blocks) {
    const Bool gone = active();
    std::size_t k = frames_.size();
    for (int left = blocks; left > 0; --left) take(frames_[--k], gone);
    frames_[k - 1].active = frames_[k - 1].active && !gone;
    arriving_at(label) = arriving_at(label) || gone;
  }
  void arrive(int label) {
    frames_.back().active = frames_.back().active || arriving_at(label);
    arriving_at(label) = Bool(false);
  }

  // The round of each loop around, outermost first.
  std::vector<int> rounds() const {
    std::vector<int> list;
    for (const Frame& frame : frames_)
      if (frame.kind == Kind::loop) list.push_back(frame.rounds + frame.rounds_before);
    return list;
  }

 private:
  struct Frame {
    Bool active{true};  // this side of the branch, or this iteration, is being run
    Bool other{false};  // the condition of the other side
    Kind kind = Kind::branch;
    int rounds = 0;
    int rounds_before = 0;
    std::vector<Bool> ways{};
    std::size_t next_way = 0;
  };

  static void take(Frame& frame, const Bool& gone) {
    frame.active = frame.active && !gone;
    frame.other = frame.other && !gone;
  }

  Bool& arriving_at(int label) {
    const auto at = static_cast<std::size_t>(label);
    if (at >= arriving_.size()) arriving_.resize(at + 1, Bool(false));
    return arriving_[at];
  }

  std::vector<Frame> frames_ = std::vector<Frame>(1);
  std::deque<Bool> arriving_;  // by label: the jumps to it
};

}  // namespace memtype::cases
