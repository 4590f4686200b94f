#include "commands/questions.hpp"

#include <ostream>

#include "commands/commands.hpp"

namespace memtype::cli {

namespace {
int questions(const QuestionCommand& command) {
  return int{command.diff} + int{command.suggest} + int{!command.property.empty()} +
         int{command.summary};
}
}  // namespace

bool asked(const QuestionCommand& command) { return questions(command) > 0; }

ExitCode ask(const QuestionCommand& command, std::ostream& out, std::ostream& err) {
  if (questions(command) > 1) return refuse(err, "memtype", "one question at a time");
  if (command.summary) return summary(command, out, err);
  if (command.diff) return diff(command, out, err);
  return command.suggest ? suggest(command, out, err) : property(command, out, err);
}

ExitCode refuse(std::ostream& err, const std::string& file, const std::string& message) {
  err << file << ": error: " << message << '\n';
  return exit_bad_input;
}

}  // namespace memtype::cli
