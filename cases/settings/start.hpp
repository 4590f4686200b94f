// One machine with which a run starts: from settings `NAME=VALUE`, to settings, and as a Machine.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "semantics/legal.hpp"

namespace memtype::cases {

// A fact or parameter and its value as text: {"firmware", "WB(0,4G)+free"}, {"bar", "0xd0000000"}.
using Setting = std::pair<std::string, std::string>;

struct Start {
  MachineChoice choice;
  Inputs<Concrete> inputs;
};

// How the words begin, where a start breaks a rule of the case: an assumption, a range.
inline constexpr std::string_view no_such_machine = "the case allows no such machine: ";

// The first machine of the case that has all the settings; what they leave open is the first of
// what the case allows: the lowest parameters, as many free registers as may be. A fact can be set
// to what the case allows for it: one of its alternatives, part of its interval, anything in place
// of `firmware any`. Otherwise what is wrong, in words.
std::variant<Start, std::string> start_with(const Case& c, const std::vector<Setting>& settings);

// The settings of a text: "cpu=intel pat=linux firmware=WB(0,4G)+free bar=0xd0000000", as
// start_settings() has them, joined by spaces. Otherwise what is wrong, in words.
std::variant<std::vector<Setting>, std::string> split_settings(std::string_view text);

// What start_with() needs to come to this start: headline facts, facts of which the case has
// several alternatives, parameters, and what the processor makes of undefined overlaps that occur
// among the registers (overlaps.hpp), where that is one type; and which calls fail
// (answer_settings.hpp).
std::vector<Setting> start_settings(const Case& c, const MachineChoice& choice,
                                    const Inputs<Concrete>& inputs);

// All facts of one start, each with one value. Registers that are taken elsewhere stand in
// mtrr_free only: they are those that are neither listed nor free.
Machine machine_of(const MachineChoice& choice, const Inputs<Concrete>& inputs);
// The same as a machine block has it.
MachineSpec spec_of(const Machine& machine);

}  // namespace memtype::cases
