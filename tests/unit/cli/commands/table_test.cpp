// The tables of commands, formats and questions: what each row needs, and what goes with what.

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <set>
#include <sstream>

#include "commands/command.hpp"
#include "commands/empty_values.hpp"
#include "commands/questions.hpp"
#include "formats/outputs.hpp"

namespace memtype::cli {
namespace table_test {

TEST(CommandTable, EachRowHasANameOfItsOwnAndExplainsItself) {
  std::set<std::string> names;
  for (const Command& command : commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    CLI::App sub;
    EXPECT_TRUE(command.declare(sub)) << command.name;
    EXPECT_NE(sub.get_footer().find("Example: memtype "), std::string::npos) << command.name;
    EXPECT_NE(sub.get_footer().find(std::string("memtype ") + command.name), std::string::npos)
        << command.name;
    for (const CLI::Option* option : sub.get_options())
      EXPECT_NE(option->get_description(), "") << command.name << " " << option->get_name();
  }
}

// Empty, a command would take a value for the default.
TEST(CommandTable, NoOptionTakesAnEmptyValue) {
  for (const Command& command : commands()) {
    CLI::App app;
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    const Execution execute = command.declare(*sub);
    refuse_empty_values(app);
    const auto refused = [&](const std::vector<std::string>& arguments) {
      std::string line;
      for (const std::string& argument : arguments) line += " '" + argument + "'";
      try {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        app.parse(reversed);
      } catch (const CLI::ValidationError&) {
        return;
      } catch (const CLI::Error& other) {
        ADD_FAILURE() << line << ": " << other.what();
        return;
      }
      ADD_FAILURE() << line << " is taken";
    };
    for (const CLI::Option* option : sub->get_options()) {
      if (option->get_items_expected_max() == 0) continue;
      std::vector<std::string> arguments = {command.name};
      if (!option->get_positional()) arguments.push_back(option->get_name());
      for (int n = option->get_items_expected_min(); n > 1; --n) arguments.emplace_back("kvm");
      arguments.emplace_back();
      refused(arguments);
    }
  }
  EXPECT_EQ(empty_value({"boot", "--pat=", "--json"}), "--pat: the value is empty");
  EXPECT_EQ(empty_value({"boot", "--pat=nopat", "--", "--x="}), "");
  EXPECT_EQ(empty_value({"run", "--set", "pat="}), "") << "which run says itself";
}

bool has_option(const std::string& command, const std::string& option) {
  for (const Command& row : commands()) {
    if (row.name != command) continue;
    CLI::App sub;
    const Execution execute = row.declare(sub);
    return sub.get_option_no_throw(option) != nullptr;
  }
  return false;
}

TEST(FormatTable, EachRowIsAnOption) {
  for (const DocumentFormat& format : document_formats()) {
    EXPECT_EQ(document_format(format.name), &format);
    const bool of_checks = writes(format, DocumentKinds::checks);
    EXPECT_TRUE(has_option("check", format.option)) << format.name;
    EXPECT_EQ(has_option("merge", format.option), of_checks && format.beside) << format.name;
    EXPECT_EQ(has_option("inspect", format.option), writes(format, DocumentKinds::machines));
  }
}

// What `memtype check` says to these arguments.
std::string answer(const std::vector<std::string>& arguments) {
  CLI::App sub;
  const Execution execute = commands().front().declare(sub);
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  sub.parse(reversed);
  std::ostringstream out, err;
  const ExitCode exit = execute(out, err);
  EXPECT_EQ(exit, exit_bad_input);
  EXPECT_EQ(out.str(), "");
  return err.str();
}

std::string value_for(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return "";
  if (option.get_name() == "--shard") return "=1/2";
  if (option.get_name() == "--root") return "=.";
  if (option.get_name() == "--progress") return "=plain";
  return option.get_name() == "--property" ? "=mtrr-dead" : "=1";
}

// A question and any option of check: taken, or refused by name; never passed over.
TEST(QuestionTable, AnOptionIsTakenOrRefused) {
  const std::string none = "no/such.case";
  const std::set<std::string> common = {"--help",       "--jobs",         "--unroll", "--timeout",
                                        "--time-limit", "--memory-limit", "--json",   "--output"};
  for (const Question& question : questions()) {
    CLI::App sub;
    const Execution execute = commands().front().declare(sub);
    const std::string asked = question.option + value_for(*sub.get_option(question.option));
    for (const CLI::Option* option : sub.get_options()) {
      const std::string name = option->get_name();
      if (!name.starts_with("--") || common.contains(name) || name == "--old" || name == "--new" ||
          name == "--edits")
        continue;
      const bool taken =
          std::find(question.takes.begin(), question.takes.end(), name) != question.takes.end();
      // Asked of no file it has its headline still, and would write a report.
      if (taken && std::string(question.option) == "--property") continue;
      const std::string said = answer({asked, name + value_for(*option), none});
      const bool refused =
          said.find(std::string(question.option) + " has no " + name) != std::string::npos ||
          said.find(name + " belongs to ") != std::string::npos;
      EXPECT_EQ(refused, !taken) << asked << " " << name << ": " << said;
    }
  }
  EXPECT_NE(answer({"--program=after", none}).find("--program belongs to --suggest and --summary"),
            std::string::npos);
  EXPECT_NE(answer({"--diff", "--summary", none}).find("one question at a time"),
            std::string::npos);
}

}  // namespace table_test
}  // namespace memtype::cli
