// Which calls fail and what external calls give, as settings: "after.fb=fails",
// "after.err=-EINVAL". The name is the program and the variable that gets the result, or the
// function of a call without one; "#2" behind it where several calls of the program have one name;
// "probe@2.fb" the second time that `probe` runs in its lane. Of a call in loops the value says in
// which rounds, "2:fails+3.1:fails", else it is meant in all of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "semantics/answers.hpp"
#include "settings/start.hpp"

namespace memtype::cases {

// Is the name of this form? Parameters and facts have no dot in theirs.
bool names_a_call(std::string_view name);

// Takes over one setting. Otherwise what is wrong, in words.
std::string read_answer(const Case& c, const std::string& name, const std::string& text,
                        CallAnswers<Concrete>& answers);

// The settings that come to these answers: those that are not the first there is.
std::vector<Setting> answer_settings(const Case& c, const CallAnswers<Concrete>& answers);

}  // namespace memtype::cases
