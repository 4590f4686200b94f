// `memtype check --suggest`: the smallest change for which a failing check holds.
#include "memtype/solver/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "commands/answers.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/solver/synthesis.hpp"
#include "results/load.hpp"
#include "semantics/subjects.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

std::string check_text(const Check& check) {
  return fmt::format("{} {} ({}){}", print_quantifier(check.quantifier), check.name,
                     print_expr(check.condition),
                     check.when ? " when (" + print_expr(*check.when) + ")" : std::string());
}

std::string goal_lines(const solver::SuggestResult& result) {
  std::string text;
  for (const solver::Goal& goal : result.goals) {
    text +=
        fmt::format("Goal   {}   now {}", check_text(goal.check), print_verdict(goal.now.verdict));
    text += goal.now.vacuous ? " vacuously\n" : "\n";
  }
  std::string keeps;
  for (const Check& check : result.keeps) keeps += (keeps.empty() ? "" : ", ") + check.name;
  text += "Keep   " + (keeps.empty() ? "" : keeps + "; ") +
          "no region worse, no new page of two types, no more MTRR writes with PAT\n";
  return text;
}

std::string effort(const solver::SuggestResult& result) {
  std::string text =
      fmt::format("Tried  {} programs: {} refuted by a run, {} by a proof, {} undecided",
                  result.tried, result.run_refuted, result.proof_refuted, result.undecided);
  if (result.cut_short)
    text += fmt::format("; all with up to {} changes, more were left\n", result.edits_tried);
  else if (!result.found)
    text += fmt::format("; these are all with up to {} changes\n", result.edits_tried);
  else
    text += "\n";
  return text;
}

ExitCode tell(const solver::SuggestResult& result, std::ostream& out) {
  if (result.goals.empty()) {
    out << fmt::format("Verdict nothing to change\nTime {:.2f}\n", result.seconds);
    return exit_ok;
  }
  out << goal_lines(result) << effort(result);
  if (!result.found) {
    out << fmt::format("Verdict no change found\nTime {:.2f}\n", result.seconds);
    return result.undecided > 0 || result.cut_short ? exit_unknown : exit_differs;
  }
  for (const std::string& edit : result.found->edits) out << "Change " << edit << '\n';
  out << fmt::format("Verdict with {} every goal holds and all is kept: proved\nTime {:.2f}\n",
                     result.found->edits.size() == 1 ? "this change" : "these changes",
                     result.seconds)
      << program_text(result.found->c);
  return exit_differs;
}

// The goals as checks with their verdicts and runs now; what to change is in the answer.
void add_result(const QuestionCommand& command, const Case& c,
                const solver::SuggestResult& result) {
  Json answer = {{"question", "suggest"},
                 {"found", result.found.has_value()},
                 {"tried", result.tried},
                 {"changes", Json::array()}};
  if (result.found) {
    for (const std::string& edit : result.found->edits) answer["changes"].push_back(edit);
    answer["program"] = program_text(result.found->c);
  }
  std::vector<MadeCheck> checks;
  for (const solver::Goal& goal : result.goals) checks.push_back({goal.check, goal.now, false});
  add_answer(command, command.paths[0], c, std::move(checks), result.seconds, std::move(answer));
}

// The program to change: the one named, that of the named check, `after`, or the only one.
int choose(const Case& c, const QuestionCommand& command) {
  if (!command.program.empty()) return solver::find_subject(c, command.program);
  for (const Check& check : c.checks)
    if (check.name == command.options.only && subjects_of(check).size() == 1)
      return subjects_of(check).front();
  const int after = solver::find_subject(c, "after");
  return after < 0 && c.subjects.size() == 1 ? 0 : after;
}

bool has_lane(const Case& c, int subject) {
  const auto& programs = c.subjects[static_cast<std::size_t>(subject)].programs;
  return std::any_of(programs.begin(), programs.end(),
                     [&](int p) { return !c.programs[static_cast<std::size_t>(p)].parts.empty(); });
}

}  // namespace

std::string program_text(const Case& c) {
  std::string text;
  for (int p : c.subjects[0].programs) {
    Case one;
    one.params = c.params;
    one.programs = {c.programs[static_cast<std::size_t>(p)]};
    one.subjects = {{one.programs[0].name, {}, {0}, false}};
    const std::string whole = print_case(one);
    const std::string& name = one.programs[0].name;
    const std::string head = (name == "before" || name == "after" ? "" : "program ") + name + " {";
    const std::size_t begin = whole.find("\n" + head);
    if (begin != std::string::npos) text += whole.substr(begin + 1);
  }
  return text;
}

ExitCode suggest(const QuestionCommand& command, std::ostream& out, std::ostream& err) {
  if (command.paths.size() != 1) return refuse(err, "memtype", "--suggest takes one case file");
  const std::string& file = command.paths[0];
  const Loaded loaded = load_case(file);
  err << loaded.messages;
  if (!loaded.parsed) return exit_bad_input;
  const Case& c = *loaded.parsed;
  if (c.subjects.empty()) return layout(c, command, file, out, err);
  const int subject = choose(c, command);
  if (subject < 0)
    return refuse(err, file,
                  command.program.empty()
                      ? "name the program to change with --program"
                      : "there is no program or group '" + command.program + "'");
  if (has_lane(c, subject)) return refuse(err, file, "programs of a lane cannot be changed");
  const std::string& only = command.options.only;
  const auto named = [&](const Check& check) { return check.name == only; };
  const std::vector<Check> wanted = solver::wanted_checks(c, subject);
  if (!only.empty() && std::none_of(c.checks.begin(), c.checks.end(), named) &&
      std::none_of(wanted.begin(), wanted.end(), named))
    return refuse(err, file, "there is no check '" + only + "' in this case");
  out << fmt::format("Suggest {}: {}\n", c.name, c.subjects[static_cast<std::size_t>(subject)].name)
      << machine_lines(c) << std::flush;
  solver::SearchLimits limits;
  limits.edits = command.edits;
  const solver::SuggestResult all = solver::suggest(c, subject, command.options, limits);
  ExitCode exit = tell(all, out);
  Case asked = c;  // the goals speak of its first subject
  std::swap(asked.subjects[0], asked.subjects[static_cast<std::size_t>(subject)]);
  add_result(command, asked, all);
  if (all.found || all.goals.size() < 2) return exit;
  for (const solver::Goal& goal : all.goals) {
    out << "Alone  " << goal.check.name << '\n';
    const auto alone = solver::suggest_for(c, subject, goal.check, command.options, limits);
    exit = worse(exit, tell(alone, out));
  }
  return exit;
}

void declare_suggest_question(CLI::App& check, CLI::App& group, QuestionCommand& command) {
  auto* asked = add_plain_flag(
      group, "--suggest",
      "The smallest change of a program for which its failing checks hold; of a file\n"
      "without programs: which calls give its regions what they want");
  check.add_option("--edits", command.edits, "With --suggest: changes at once")
      ->check(CLI::Range(1, 4))
      ->needs(asked)
      ->capture_default_str();
}

}  // namespace memtype::cli
