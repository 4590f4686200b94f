#include <ostream>

#include "commands.hpp"
#include "load.hpp"
#include "output/progress.hpp"
#include "output/result.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

// Every of-th file, so that neighbours, which are alike, go to different shards.
std::vector<std::string> files_of(const Shard& shard, std::vector<std::string> files) {
  std::vector<std::string> own;
  for (std::size_t i = shard.number - 1; i < files.size(); i += shard.of)
    own.push_back(std::move(files[i]));
  return own;
}

// Collects what the outputs need while results come in.
class Collector {
 public:
  Collector(const CheckCommand& command, std::size_t files, std::ostream& out, std::ostream& err)
      : command_(command), out_(out), err_(err), document_(new_document(command.shard, files)) {}

  void take(const FileResult& result) {
    err_ << result.loaded.messages << result.trouble << std::flush;
    if (!command_.json) put_text(result);
    if (wants_document()) add_file(document_, file_json(result, command_.options.unroll));
  }

  bool finish() {
    return write_outputs(command_.files, document_, command_.json ? dump(document_) : text_, out_,
                         err_);
  }

 private:
  bool wants_document() const {
    return command_.json || !command_.files.junit.empty() || !command_.files.sarif.empty();
  }
  // At once where it can be seen, else with the file.
  void put_text(const FileResult& result) {
    const std::string text = report_text(result, command_.show_run, command_.options.unroll);
    if (command_.files.main.empty()) out_ << text << std::flush;
    else text_ += text;
  }

  const CheckCommand& command_;
  std::ostream& out_;
  std::ostream& err_;
  Json document_;
  std::string text_;
};

}  // namespace

int worse(int a, int b) {
  for (int code : {exit_internal, exit_bad_input, exit_differs, exit_unknown})
    if (a == code || b == code) return code;
  return exit_ok;
}

int check(const CheckCommand& command, std::ostream& out, std::ostream& err) {
  if (has_duplicates(command.files)) {
    err << "memtype: error: two outputs cannot go to the same file\n";
    return exit_bad_input;
  }
  bool bad = false;
  std::vector<std::string> files = find_case_files(command.paths, err, bad);
  const std::size_t all = files.size();
  files = files_of(command.shard, std::move(files));
  Wanted wanted{command.options, command.outcomes, {}};
  for (const std::string* name : {&command.options.only, &command.show_run})
    if (!name->empty()) wanted.checks.push_back(*name);
  Collector collector(command, all, out, err);
  Progress progress(err, files.size(), command.progress);
  const int exit = check_files(
      files, wanted,
      [&](FileResult&& result) {
        progress.clear();
        collector.take(result);
      },
      [&](std::size_t done) { progress.show(done); });
  progress.clear();
  if (!collector.finish()) bad = true;
  return worse(exit, bad ? exit_bad_input : exit_ok);
}

}  // namespace memtype::cli
