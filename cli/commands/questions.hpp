// `memtype check` with a question of its own instead of the checks of the file. Each writes to the
// given streams and returns 0 proved good, 1 a finding, 2 bad input, 3 unknown, 70 internal error.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "memtype/solver/check.hpp"
#include "results/exit_code.hpp"

namespace memtype::cli {

struct QuestionCommand {
  std::vector<std::string> paths;
  solver::CheckOptions options;
  bool diff = false;        // is the new program worse than the old one?
  std::string old_program;  // by default `before`, or `after` of a file of its own
  std::string new_program;  // by default `after`
  bool suggest = false;     // the smallest change for which the goals hold
  std::string program;      // --suggest: by default `after`, or the only one; --summary: all
  int edits = 2;            // changes at once
  bool summary = false;     // which regions are right on which firmware
  std::string property;     // the name of one, asked of all programs of all files
};

bool asked(const QuestionCommand& command);
// The one question that is asked; several at once are bad input.
ExitCode ask(const QuestionCommand& command, std::ostream& out, std::ostream& err);

// Two programs of one file, or one program each of two files.
ExitCode diff(const QuestionCommand& command, std::ostream& out, std::ostream& err);

// A change of a program of one file; of a file without programs, layout().
ExitCode suggest(const QuestionCommand& command, std::ostream& out, std::ostream& err);
ExitCode property(const QuestionCommand& command, std::ostream& out, std::ostream& err);
// Programs and regions against firmware, a table for each file.
ExitCode summary(const QuestionCommand& command, std::ostream& out, std::ostream& err);
ExitCode layout(const cases::Case& c, const QuestionCommand& command, const std::string& file,
                std::ostream& out, std::ostream& err);
// The programs of subject 0, as they would stand in a file.
std::string program_text(const cases::Case& c);

// `memtype corpus`: all cases with a line each, as Markdown, and what the properties come to.
struct CorpusCommand {
  std::vector<std::string> paths;
  solver::CheckOptions options;
  bool list_only = false;  // without the properties, which take minutes
};
ExitCode corpus(const CorpusCommand& command, std::ostream& out, std::ostream& err);

// One line for a question that cannot be asked; exit_bad_input.
ExitCode refuse(std::ostream& err, const std::string& file, const std::string& message);

}  // namespace memtype::cli
