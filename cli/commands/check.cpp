#include <algorithm>
#include <memory>
#include <ostream>

#include "commands/collector.hpp"
#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "formats/smt2.hpp"
#include "results/load.hpp"
#include "results/progress.hpp"
#include "results/result.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

// Every of-th file, so that neighbours, which are alike, go to different shards.
std::vector<std::string> files_of(const Shard& shard, std::vector<std::string> files) {
  std::vector<std::string> own;
  for (std::size_t i = shard.number - 1; i < files.size(); i += shard.of)
    own.push_back(std::move(files[i]));
  return own;
}

std::string usage_error(const CheckCommand& command, const std::vector<std::string>& files) {
  if (!command.svg.empty() && command.show_run.empty()) return "--svg needs --run CHECK";
  if (!command.html.empty() && command.show_run.empty()) return "--html needs --run CHECK";
  if (!command.freeze.empty() && command.files.format != nullptr)
    return std::string("--freeze writes a case; ") + command.files.format->option +
           " has no place in it";
  const bool drawn = !command.svg.empty() || !command.html.empty();
  if (!command.freeze.empty() && !command.show_run.empty() && !drawn)
    return "--freeze writes a case; --run has no place in it";
  if ((!command.freeze.empty() || drawn || !command.smt2.empty()) && files.size() > 1)
    return "--freeze, --svg, --html and --smt2 take one file";
  if (!command.freeze.empty() && !names_a_case(command.files.main))
    return "no case can be called after '" + command.files.main + "'";
  return "";
}

void declare_options(CLI::App& sub, CheckCommand& command) {
  sub.add_option("PATH", command.paths, "Case files, directories, or - for standard input")
      ->required();
  sub.add_option("--check", command.options.only, "Prove this check only");
  sub.add_option("--run", command.show_run,
                 "Show the run behind this check even when it is as expected");
  sub.add_flag(
      "--outcomes", command.outcomes,
      "First list the ways in which each program can end (may take longer than the checks)");
  sub.add_option("--freeze", command.freeze,
                 "Instead of the text, write the run behind this check as a case of its own, with\n"
                 "every fact and parameter fixed");
  sub.add_flag("--picture", command.picture, "Draw the last moment of each run that is shown");
  sub.add_option("--svg", command.svg, "Draw each step of the run of --run into this SVG file");
  sub.add_option("--html", command.html,
                 "The same as a page of its own, with zoom and layers, into this file");
  sub.add_option("--smt2", command.smt2,
                 "Write each question to the solver into this directory, in SMT-LIB 2");
  add_machine(sub, command.machine);
  add_formats(sub, command.files);
  add_output_files(sub, command.files);
  add_shard(sub, command.shard,
            "I/N: look only at the files I, I+N, I+2N ... of all that are given");
  sub.add_option(
         "--progress", command.progress,
         "auto: on a terminal, one line that says how far it is; plain: lines of their own,\n"
         "for logs; off")
      ->check(CLI::IsMember({"auto", "plain", "off"}))
      ->capture_default_str();
  add_jobs(sub, command.options.jobs);
  add_limits(sub, command.options);
  add_unroll(sub, command.options.unroll, "Rounds of a loop before it counts as endless");
}

// Each verdict is printed when it stands.
void add_streaming(CheckRequest& request, Collector& collector, Progress& progress) {
  request.begins = [&](const FileResult& result, const std::vector<cases::LeftOut>& left_out) {
    progress.clear();
    collector.begin(result, left_out);
  };
  request.tells = [&](const FileResult& result, std::size_t check, const solver::CheckResult& r) {
    progress.clear();
    collector.tell(result, check, r);
  };
}

}  // namespace

ExitCode check(const CheckCommand& command, std::ostream& out, std::ostream& err) {
  bool bad = false;
  std::vector<std::string> files = find_case_files(command.paths, err, bad);
  const std::size_t all = files.size();
  std::vector<std::string> inputs = files;
  if (!command.machine.path.empty()) inputs.push_back(command.machine.path);
  const std::string clash =
      file_clash(inputs, names_of(command.files, {command.svg, command.html}));
  if (!clash.empty()) return refuse(err, "memtype", clash);
  Smt2Directory smt2(command.smt2, files);
  files = files_of(command.shard, std::move(files));
  if (const std::string wrong = usage_error(command, files); !wrong.empty()) {
    err << "memtype: error: " << wrong << '\n';
    return exit_bad_input;
  }
  const MachineLoad machine = load_machine(command.machine);
  err << machine.messages;
  if (machine.bad) return exit_bad_input;
  CheckRequest request;
  request.machine = machine.machine;
  request.options = command.options;
  request.outcomes = command.outcomes;
  // The documents hold every run; the text, those that surprise or were named.
  if (!wants_document(command.files))
    request.options.shows = [&](const cases::Check& check, const solver::CheckResult& result) {
      return !result.as_expected || check.name == command.show_run || check.name == command.freeze;
    };
  // A surprise is worth some more questions.
  request.options.also = [&](const cases::Check& check, const solver::CheckResult& result) {
    return !result.as_expected || check.name == command.show_run;
  };
  for (const std::string* name : {&command.options.only, &command.show_run, &command.freeze})
    if (!name->empty()) request.checks.push_back(*name);
  const bool frozen_alone = !command.freeze.empty() && !wants_document(command.files) &&
                            command.svg.empty() && command.html.empty();
  if (frozen_alone) request.options.only = command.freeze;
  if (!command.smt2.empty()) {
    if (!smt2.prepare()) {
      err << command.smt2 << ": error: this directory cannot be made\n";
      return exit_bad_input;
    }
    request.options.smt2 = [&](const solver::Smt2Question& q) { smt2.write(q); };
  }
  Collector collector(command, all, out, err);
  const bool many = files.size() > 1;
  Progress progress(err, many ? "files" : "questions", *progress_mode(command.progress));
  if (!many) {
    request.works = [&](std::size_t done, std::size_t of) { progress.show(done, of); };
    if (collector.streams()) add_streaming(request, collector, progress);
  }
  const ExitCode exit = check_files(
      files, request,
      [&](FileResult&& result) {
        progress.clear();
        collector.take(result);
      },
      [&](std::size_t done) {
        if (many) progress.show(done, files.size());
      });
  progress.clear();
  if (!collector.finish()) bad = true;
  if (!smt2.good()) {
    err << command.smt2 << ": error: not all questions could be written\n";
    bad = true;
  }
  return worse(worse(exit, collector.exit()), bad ? exit_bad_input : exit_ok);
}

Execution declare_check(CLI::App& sub) {
  sub.footer(
      "A check holds when it is proved for every machine, parameter, firmware content and order\n"
      "of calls the case allows. Exit: 0 all as expected, 1 some verdict differs, 2 bad input,\n"
      "3 only Unknowns remain, 70 internal error.\n\n"
      "Example: memtype check cases/drivers/atyfb --run regs_before_clean -j2\n"
      "         memtype check --diff cases/drivers/atyfb/atyfb_conversion.case");
  const auto command = std::make_shared<CheckCommand>();
  declare_options(sub, *command);
  const auto questions = std::make_shared<QuestionOptions>(sub);
  return [command, questions](std::ostream& out, std::ostream& err) {
    const Question* question = nullptr;
    if (const std::string wrong = questions->find_asked(question); !wrong.empty())
      return refuse(err, "memtype", wrong);
    if (question == nullptr) return check(*command, out, err);
    return questions->ask(*question, command->paths, command->options, command->files, out, err);
  };
}

}  // namespace memtype::cli
