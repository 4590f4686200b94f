// What calls give that no rule decides: whether a call that may fail does. It is asked each time
// such a call is made.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace memtype::cases {

// One making of a call. Programs that run the same text, alone and in lanes, are asked once: where
// a check compares the two, the same calls fail in both.
struct CallMoment {
  int program = -1;  // as it stands in the file
  int call = -1;     // the number of the call among those of the program that are asked
  // Which time the program runs in its lane, from 1, then the round of each loop around the call.
  // The first alone stands for all rounds.
  std::vector<int> rounds;

  friend auto operator<=>(const CallMoment&, const CallMoment&) = default;
};

// An answer is a number below the count of what there is to choose from. 0: as the rules say.
template <class D>
struct CallAnswers {
  using Int = typename D::Int;

  std::map<CallMoment, Int> given;
  std::function<Int(const CallMoment&, int count)> others;  // of moments not given; none: 0

  Int at(CallMoment moment, int count) const {
    if (const auto own = given.find(moment); own != given.end()) return own->second;
    if (others) return others(moment, count);
    moment.rounds.resize(1);
    const auto all = given.find(moment);
    return all == given.end() ? Int(0) : all->second;
  }
};

}  // namespace memtype::cases
