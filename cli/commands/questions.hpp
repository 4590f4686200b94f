// `memtype check` with a question of its own instead of the checks of the file. Each writes to the
// given streams and returns 0 proved good, 1 a finding, 2 bad input, 3 unknown, 70 internal error.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <string>
#include <vector>

#include "formats/outputs.hpp"
#include "memtype/solver/check.hpp"
#include "results/exit_code.hpp"

namespace memtype::cli {

struct QuestionCommand {
  std::vector<std::string> paths;
  solver::CheckOptions options;
  std::string old_program;   // --diff: by default `before`, or `after` of a file of its own
  std::string new_program;   // --diff: by default `after`
  std::string program;       // --suggest: by default `after`, or the only one; --summary: all
  int edits = 2;             // --suggest: changes at once
  std::string property;      // --property: its name, asked of all programs of all files
  Json* document = nullptr;  // where answers are added (answers.hpp); null: nobody wants them
};

// A row: to add a question, add its file and a row of questions.cpp.
struct Question {
  const char* option;              // "--diff"
  std::vector<std::string> takes;  // options of check that go with it, but for -j and the like
  // Declares the option, in the group, and others that belong to this question alone.
  void (*declare)(CLI::App& check, CLI::App& group, QuestionCommand& command);
  ExitCode (*ask)(const QuestionCommand& command, std::ostream& out, std::ostream& err);
};

const std::vector<Question>& questions();

// The questions as options of `memtype check`.
class QuestionOptions {
 public:
  // Declares their options; those that `check` has already are its own.
  explicit QuestionOptions(CLI::App& check);
  // After the options were read: the question that is asked, null if none is. Returns what is wrong
  // with the options, empty if nothing is.
  std::string find_asked(const Question*& asked) const;
  ExitCode ask(const Question& question, const std::vector<std::string>& paths,
               const solver::CheckOptions& options, const OutputFiles& files, std::ostream& out,
               std::ostream& err);

 private:
  std::string refused_option(const Question* asked) const;

  CLI::App& check_;
  std::vector<std::string> own_;  // options of check itself
  QuestionCommand command_;
};

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
