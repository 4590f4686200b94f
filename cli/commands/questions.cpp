#include "commands/questions.hpp"

#include <algorithm>
#include <ostream>

// NAME, and the options of check that the question takes. declare_NAME_question() and NAME() are in
// a file of its own.
#define MEMTYPE_REPORTS "--junit", "--sarif", "--sarif-all", "--root", "--help-uri"
#define MEMTYPE_QUESTIONS(ROW) \
  ROW(diff, "--old", "--new", MEMTYPE_REPORTS) \
  ROW(suggest, "--check", "--program", "--edits", MEMTYPE_REPORTS) \
  ROW(summary, "--program") \
  ROW(property, MEMTYPE_REPORTS)

namespace memtype::cli {

#define MEMTYPE_DECLARE(name, ...) \
  void declare_##name##_question(CLI::App& check, CLI::App& group, QuestionCommand& command);
MEMTYPE_QUESTIONS(MEMTYPE_DECLARE)
#undef MEMTYPE_DECLARE

const std::vector<Question>& questions() {
#define MEMTYPE_ROW(name, ...) {"--" #name, {__VA_ARGS__}, declare_##name##_question, name},
  static const std::vector<Question> table = {MEMTYPE_QUESTIONS(MEMTYPE_ROW)};
#undef MEMTYPE_ROW
  return table;
}

namespace {

bool holds(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// What every question takes.
const std::vector<std::string> common = {"PATH",           "--help",    "--jobs",
                                         "--unroll",       "--timeout", "--time-limit",
                                         "--memory-limit", "--json",    "--output"};

// "--suggest and --summary": the questions that take an option.
std::string takers(const std::string& option) {
  std::string text;
  for (const Question& question : questions())
    if (holds(question.takes, option))
      text += (text.empty() ? "" : " and ") + std::string(question.option);
  return text;
}

}  // namespace

QuestionOptions::QuestionOptions(CLI::App& check) : check_(check) {
  for (const CLI::Option* option : check.get_options()) own_.push_back(option->get_name());
  auto* group = check.add_option_group("Questions", "asked instead of the checks of the file");
  check.add_option("--program", command_.program,
                   "The program or group that --suggest changes; with --summary: that one alone");
  for (const Question& question : questions()) question.declare(check, *group, command_);
}

std::string QuestionOptions::refused_option(const Question* asked) const {
  for (const CLI::Option* option : check_.get_options()) {
    const std::string name = option->get_name();
    if (option->count() == 0 || holds(common, name)) continue;
    const bool own = holds(own_, name);
    if (asked == nullptr ? own : holds(asked->takes, name)) continue;
    if (own) return std::string(asked->option) + " has no " + name;
    if (const std::string belongs = takers(name); !belongs.empty())
      return name + " belongs to " + belongs;
  }
  return "";
}

std::string QuestionOptions::find_asked(const Question*& asked) const {
  for (const Question& question : questions()) {
    if (check_.count(question.option) == 0) continue;
    if (asked != nullptr) return "one question at a time";
    asked = &question;
  }
  return refused_option(asked);
}

ExitCode refuse(std::ostream& err, const std::string& file, const std::string& message) {
  err << file << ": error: " << message << '\n';
  return exit_bad_input;
}

}  // namespace memtype::cli
