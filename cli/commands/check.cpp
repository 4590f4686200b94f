#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "formats/freeze.hpp"
#include "formats/smt2.hpp"
#include "formats/svg.hpp"
#include "results/load.hpp"
#include "results/progress.hpp"
#include "results/result.hpp"
#include "results/shown_run.hpp"
#include "results/write_file.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using cases::Case;

// Every of-th file, so that neighbours, which are alike, go to different shards.
std::vector<std::string> files_of(const Shard& shard, std::vector<std::string> files) {
  std::vector<std::string> own;
  for (std::size_t i = shard.number - 1; i < files.size(); i += shard.of)
    own.push_back(std::move(files[i]));
  return own;
}

bool is_identifier(const std::string& word) {
  return !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) == 0 &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '_');
         });
}

// The name that a case in this file must have; "any" where every name will do.
std::string name_in(const std::string& file) {
  const std::filesystem::path path(file);
  return path.extension() == ".case" ? path.stem().string() : "any";
}

std::string frozen_name(const CheckCommand& command, const Case& c) {
  const std::string wanted = name_in(command.files.main);
  return wanted == "any" ? c.name + "_" + command.freeze : wanted;
}

// Collects what the outputs need while results come in.
class Collector {
 public:
  Collector(const CheckCommand& command, std::size_t files, std::ostream& out, std::ostream& err)
      : command_(command), out_(out), err_(err), document_(new_document(command.shard, files)) {}

  // What may throw comes first: a file is told as a whole or not at all.
  void take(const FileResult& result) {
    Json json;
    if (wants_document(command_.files)) json = file_json(result, command_.options.unroll);
    std::string text, trouble;
    if (command_.freeze.empty() && command_.files.format == nullptr)
      text = report_text(result, command_.show_run, command_.options.unroll, command_.picture,
                         trouble);
    err_ << result.loaded.messages << result.trouble << trouble << std::flush;
    if (!command_.svg.empty()) draw(result);
    if (!command_.freeze.empty()) put_frozen(result);
    if (!trouble.empty()) exit_ = exit_internal;
    put_text(text);
    if (json.is_null()) return;
    exit_ = worse(exit_, exit_code_of(json.at("exit").get<int>()));
    add_file(document_, std::move(json));
  }

  // What became of showing the results.
  ExitCode exit() const { return exit_; }

  bool finish() {
    if (!command_.freeze.empty() && text_.empty()) return false;  // no half of the outputs
    return write_outputs(command_.files, document_, text_, out_, err_) && good_;
  }

 private:
  void draw(const FileResult& result) {
    std::string why;
    const ShownRun run = find_run(result, command_.show_run, why);
    err_ << why;
    const bool drawn =
        run.check != nullptr &&
        write_file(command_.svg, run_svg(*result.loaded.parsed, result.file, *run.check,
                                         *run.result, command_.options.unroll));
    if (run.check != nullptr && !drawn) err_ << command_.svg << ": error: cannot be written\n";
    good_ = good_ && drawn;
  }
  void put_frozen(const FileResult& result) {
    std::string why;
    const ShownRun run = find_run(result, command_.freeze, why);
    err_ << why;
    good_ = good_ && run.check != nullptr;
    if (run.check == nullptr) return;
    const Case& c = *result.loaded.parsed;
    text_ = freeze(c, result.file, *run.check, *run.result, frozen_name(command_, c));
  }
  // At once where it can be seen, else with the file.
  void put_text(const std::string& text) {
    if (command_.files.main.empty())
      out_ << text << std::flush;
    else
      text_ += text;
  }

  const CheckCommand& command_;
  std::ostream& out_;
  std::ostream& err_;
  Json document_;
  std::string text_;
  bool good_ = true;  // every run that was asked for is there
  ExitCode exit_ = exit_ok;
};

std::string usage_error(const CheckCommand& command, const std::vector<std::string>& files) {
  if (!command.svg.empty() && command.show_run.empty()) return "--svg needs --run CHECK";
  if (!command.freeze.empty() && command.files.format != nullptr)
    return std::string("--freeze writes a case; ") + command.files.format->option +
           " has no place in it";
  if (!command.freeze.empty() && !command.show_run.empty() && command.svg.empty())
    return "--freeze writes a case; --run has no place in it";
  if ((!command.freeze.empty() || !command.svg.empty() || !command.smt2.empty()) &&
      files.size() > 1)
    return "--freeze, --svg and --smt2 take one file";
  if (!command.freeze.empty() && !is_identifier(name_in(command.files.main)))
    return "'" + name_in(command.files.main) + "' cannot be the name of a case";
  return "";
}

// "2/8" with 1 <= 2 <= 8; otherwise what is wrong with it.
std::string read_shard(const std::string& text, Shard& shard) {
  std::istringstream in(text);
  char slash = 0;
  const bool digits = text.find_first_not_of("0123456789/") == std::string::npos;
  if (digits && in >> shard.number >> slash >> shard.of && slash == '/' && in.eof() &&
      shard.number >= 1 && shard.number <= shard.of)
    return "";
  return "'" + text + "' is no shard; the second of eight is written 2/8";
}

void declare_options(CLI::App& sub, CheckCommand& command) {
  sub.add_option("PATH", command.paths, "Case files, directories, or - for standard input")
      ->required();
  sub.add_option("--check", command.options.only, "Look at this check alone");
  sub.add_option("--run", command.show_run,
                 "Show the run behind this check even when it is as expected");
  sub.add_flag("--outcomes", command.outcomes,
               "List the distinct ends of each program first (may take longer than the checks)");
  sub.add_option("--freeze", command.freeze,
                 "Instead of the text, write the run behind this check as a case of its own, with\n"
                 "every fact and parameter fixed");
  sub.add_flag("--picture", command.picture, "Draw the last moment of each run that is shown");
  sub.add_option("--svg", command.svg, "Draw each step of the run of --run into this SVG file");
  sub.add_option("--smt2", command.smt2,
                 "Write each question to the solver into this directory, in SMT-LIB 2");
  add_formats(sub, command.files);
  add_output_files(sub, command.files);
  sub.add_option("--shard", "I/N: look only at the files I, I+N, I+2N ... of all that are given")
      ->check([&command](const std::string& text) { return read_shard(text, command.shard); });
  add_jobs(sub, command.options.jobs);
  sub.add_option("--timeout", command.options.timeout_seconds,
                 "Seconds for one question to the solver")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  add_unroll(sub, command.options.unroll, "Rounds of a loop before it counts as endless");
}

}  // namespace

ExitCode check(const CheckCommand& command, std::ostream& out, std::ostream& err) {
  bool bad = false;
  std::vector<std::string> files = find_case_files(command.paths, err, bad);
  const std::size_t all = files.size();
  const std::string clash = file_clash(files, names_of(command.files, command.svg));
  if (!clash.empty()) return refuse(err, "memtype", clash);
  Smt2Directory smt2(command.smt2, files);
  files = files_of(command.shard, std::move(files));
  if (const std::string wrong = usage_error(command, files); !wrong.empty()) {
    err << "memtype: error: " << wrong << '\n';
    return exit_bad_input;
  }
  CheckRequest request{command.options, command.outcomes, {}};
  // The documents hold every run; the text, those that surprise or were named.
  if (!wants_document(command.files))
    request.options.shows = [&](const cases::Check& check, const solver::CheckResult& result) {
      return !result.as_expected || check.name == command.show_run || check.name == command.freeze;
    };
  for (const std::string* name : {&command.options.only, &command.show_run, &command.freeze})
    if (!name->empty()) request.checks.push_back(*name);
  const bool frozen_alone =
      !command.freeze.empty() && !wants_document(command.files) && command.svg.empty();
  if (frozen_alone) request.options.only = command.freeze;
  if (!command.smt2.empty()) {
    if (!smt2.prepare()) {
      err << command.smt2 << ": error: this directory cannot be made\n";
      return exit_bad_input;
    }
    request.options.smt2 = [&](const solver::Smt2Question& q) { smt2.write(q); };
  }
  Collector collector(command, all, out, err);
  Progress progress(err, files.size(), command.progress);
  const ExitCode exit = check_files(
      files, request,
      [&](FileResult&& result) {
        progress.clear();
        collector.take(result);
      },
      [&](std::size_t done) { progress.show(done); });
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
  command->progress = at_terminal();
  declare_options(sub, *command);
  const auto questions = std::make_shared<QuestionOptions>(sub);
  return [command, questions](std::ostream& out, std::ostream& err) {
    const Question* question = nullptr;
    if (const std::string wrong = questions->find_asked(question); !wrong.empty())
      return refuse(err, "memtype", wrong);
    if (question == nullptr) return check(*command, out, err);
    return questions->ask(*question, command->paths, command->options, out, err);
  };
}

}  // namespace memtype::cli
