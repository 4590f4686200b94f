// `memtype check --suggest`: the smallest change for which a failing check holds.
#include "memtype/solver/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "commands/answers.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cases/rewrite.hpp"
#include "memtype/solver/synthesis.hpp"
#include "results/load_text.hpp"
#include "semantics/subjects.hpp"
#include "text/text.hpp"
#include "text/unified_diff.hpp"

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
  std::string text = fmt::format(
      "Tried  {} program{}: {} refuted by a run, {} by a proof, {} undecided", result.tried,
      result.tried == 1 ? "" : "s", result.run_refuted, result.proof_refuted, result.undecided);
  if (result.cut_short)
    text += fmt::format("; all with up to {} changes, more were left\n", result.edits_tried);
  else if (!result.found)
    text += fmt::format("; that is all with up to {} changes\n", result.edits_tried);
  else
    text += "\n";
  return text;
}

// What `patch -p0` calls a file: relative to where the program runs.
std::string patch_name(const std::string& file, const Case& c) {
  namespace fs = std::filesystem;
  if (file == "-") return c.name + ".case";
  const fs::path path = fs::path(file).lexically_normal();
  if (!path.is_absolute()) return path.generic_string();
  std::error_code code;
  const fs::path near = path.lexically_relative(fs::current_path(code));
  return (near.empty() || near.generic_string().starts_with("..") ? path : near).generic_string();
}

// The change of the file, as `patch` takes it; where its text cannot be changed, the programs.
std::string patch_text(const std::string& file, const Case& c, const std::string& text,
                       const Case& changed) {
  std::vector<Program> programs;
  for (int p : changed.subjects[0].programs)
    programs.push_back(changed.programs[static_cast<std::size_t>(p)]);
  const auto now = rewrite_programs(text, c, programs);
  return now ? unified_diff(patch_name(file, c), text, *now) : program_text(changed);
}

// `patch` is the change that was found, empty where none is printed.
ExitCode tell(const solver::SuggestResult& result, const std::string& patch, std::ostream& out) {
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
  out << fmt::format(
             "Verdict proved: with {} every goal holds and nothing that held is lost\nTime "
             "{:.2f}\n",
             result.found->edits.size() == 1 ? "this change" : "these changes", result.seconds)
      << patch;
  return exit_differs;
}

// The goals as checks with their verdicts and runs now; what to change is in the answer.
void add_result(const QuestionCommand& command, const Case& c, const solver::SuggestResult& result,
                const std::string& patch) {
  Json answer = {{"question", "suggest"},
                 {"found", result.found.has_value()},
                 {"tried", result.tried},
                 {"changes", Json::array()}};
  if (result.found) {
    for (const std::string& edit : result.found->edits) answer["changes"].push_back(edit);
    answer["program"] = program_text(result.found->c);
    answer["patch"] = patch;
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
  const auto [loaded, text] = load_case_and_text(file);
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
  const std::string patch = all.found ? patch_text(file, c, text, all.found->c) : "";
  ExitCode exit = tell(all, patch, out);
  Case asked = c;  // the goals speak of its first subject
  std::swap(asked.subjects[0], asked.subjects[static_cast<std::size_t>(subject)]);
  add_result(command, asked, all, patch);
  if (all.found || all.goals.size() < 2) return exit;
  for (const solver::Goal& goal : all.goals) {
    out << "Alone  " << goal.check.name << '\n';
    const auto alone = solver::suggest_for(c, subject, goal.check, command.options, limits);
    exit = worse(exit, tell(alone, "", out));
  }
  return exit;
}

void declare_suggest_question(CLI::App& check, CLI::App& group, QuestionCommand& command) {
  auto* asked = add_plain_flag(
      group, "--suggest",
      "The smallest change of a program for which its failing checks hold, as a patch;\n"
      "of a file without programs: which calls give its regions what they want");
  check.add_option("--edits", command.edits, "With --suggest: changes at once")
      ->check(CLI::Range(1, 4))
      ->needs(asked)
      ->capture_default_str();
}

}  // namespace memtype::cli
