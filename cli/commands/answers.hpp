// Answers to questions as results, for the outputs that programs read.
#pragma once

#include <string>
#include <vector>

#include "commands/questions.hpp"

namespace memtype::cli {

// A check that a question made, and what came of it.
struct MadeCheck {
  cases::Check check;
  solver::CheckResult result;
  bool good = true;  // the answer is none that a reviewer has to look at
};

// Adds a file to the document that is wanted, if one is: its checks as those of a file, expected is
// what a good answer says; `answer`, under the name of the question, holds the rest.
void add_answer(const QuestionCommand& command, const std::string& file, cases::Case c,
                std::vector<MadeCheck> checks, double seconds, Json answer);

}  // namespace memtype::cli
