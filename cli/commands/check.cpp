#include <algorithm>
#include <cctype>
#include <filesystem>
#include <ostream>

#include "commands/commands.hpp"
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

  void take(const FileResult& result) {
    err_ << result.loaded.messages << result.trouble << std::flush;
    if (!command_.svg.empty()) draw(result);
    if (!command_.freeze.empty())
      put_frozen(result);
    else if (!command_.json)
      put_text(result);
    if (wants_document()) add_file(document_, file_json(result, command_.options.unroll));
  }

  bool finish() {
    if (!command_.freeze.empty() && text_.empty()) return false;  // no half of the outputs
    return write_outputs(command_.files, document_, command_.json ? dump(document_) : text_, out_,
                         err_) &&
           good_;
  }

 private:
  bool wants_document() const {
    return command_.json || !command_.files.junit.empty() || !command_.files.sarif.empty();
  }
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
  void put_text(const FileResult& result) {
    const std::string text =
        report_text(result, command_.show_run, command_.options.unroll, command_.picture);
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
};

std::string usage_error(const CheckCommand& command, const std::vector<std::string>& files) {
  if (has_duplicates(command.files) ||
      (!command.svg.empty() &&
       (command.svg == command.files.main || command.svg == command.files.junit ||
        command.svg == command.files.sarif)))
    return "two outputs cannot go to the same file";
  if (!command.svg.empty() && command.show_run.empty()) return "--svg needs --run CHECK";
  if (!command.freeze.empty() && command.json) return "--freeze writes a case, not JSON";
  if (!command.freeze.empty() && !command.show_run.empty() && command.svg.empty())
    return "--freeze writes a case; --run has no place in it";
  if ((!command.freeze.empty() || !command.svg.empty() || !command.smt2.empty()) &&
      files.size() > 1)
    return "--freeze, --svg and --smt2 take one file";
  if (!command.freeze.empty() && !is_identifier(name_in(command.files.main)))
    return "'" + name_in(command.files.main) + "' cannot be the name of a case";
  return "";
}

}  // namespace

ExitCode check(const CheckCommand& command, std::ostream& out, std::ostream& err) {
  bool bad = false;
  std::vector<std::string> files = find_case_files(command.paths, err, bad);
  const std::size_t all = files.size();
  files = files_of(command.shard, std::move(files));
  if (const std::string wrong = usage_error(command, files); !wrong.empty()) {
    err << "memtype: error: " << wrong << '\n';
    return exit_bad_input;
  }
  Wanted wanted{command.options, command.outcomes, {}};
  // The documents hold every run; the text, those that surprise or were named.
  const bool documents =
      command.json || !command.files.junit.empty() || !command.files.sarif.empty();
  if (!documents)
    wanted.options.shows = [&](const cases::Check& check, const solver::CheckResult& result) {
      return !result.as_expected || check.name == command.show_run || check.name == command.freeze;
    };
  for (const std::string* name : {&command.options.only, &command.show_run, &command.freeze})
    if (!name->empty()) wanted.checks.push_back(*name);
  const bool frozen_alone = !command.freeze.empty() && command.files.junit.empty() &&
                            command.files.sarif.empty() && command.svg.empty();
  if (frozen_alone) wanted.options.only = command.freeze;
  Smt2Directory smt2(command.smt2);
  if (!command.smt2.empty()) {
    if (!smt2.prepare()) {
      err << command.smt2 << ": error: this directory cannot be made\n";
      return exit_bad_input;
    }
    wanted.options.smt2 = [&](const solver::Smt2Question& q) { smt2.write(q); };
  }
  Collector collector(command, all, out, err);
  Progress progress(err, files.size(), command.progress);
  const ExitCode exit = check_files(
      files, wanted,
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
  return worse(exit, bad ? exit_bad_input : exit_ok);
}

}  // namespace memtype::cli
