#include "commands/answers.hpp"

#include <sstream>

#include "results/load.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {

using cases::Verdict;

namespace {

// Writes to two streams.
class Tee : public std::streambuf {
 public:
  Tee(std::ostream& a, std::ostream& b) : a_(a), b_(b) {}

 protected:
  int_type overflow(int_type c) override {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    a_.put(traits_type::to_char_type(c));
    b_.put(traits_type::to_char_type(c));
    return c;
  }
  int sync() override { return a_.flush() ? 0 : -1; }

 private:
  std::ostream &a_, &b_;
};

bool is_in(const Json& document, const std::string& file) {
  for (const Json& one : document.at("cases"))
    if (one.at("file") == file) return true;
  return false;
}

// Files of which there is no answer because they cannot be read, or, where there is none at all,
// because the question does not fit them: with what was said about them.
void add_refused(Json& document, const std::vector<std::string>& files, const std::string& said) {
  const bool all = document.at("cases").empty();
  for (const std::string& file : files) {
    if (is_in(document, file) || file == "-") continue;
    FileResult result{file, load_case(file), {}, {}, {}, exit_bad_input};
    if (result.loaded.parsed && !all) continue;
    std::istringstream lines(said);
    for (std::string line; result.loaded.parsed && std::getline(lines, line);)
      if (line.starts_with(file + ": error: ") || line.starts_with("memtype: error: "))
        result.trouble += line + "\n";
    add_file(document, file_json(result, cases::default_unroll));
  }
}

}  // namespace

void add_answer(const QuestionCommand& command, const std::string& file, cases::Case c,
                std::vector<MadeCheck> checks, double seconds, Json answer) {
  if (command.document == nullptr) return;
  c.checks.clear();
  solver::CaseResult proved;
  for (MadeCheck& made : checks) {
    made.check.expect = made.good ? made.result.verdict : Verdict::holds;
    made.result.as_expected = made.good;
    c.checks.push_back(std::move(made.check));
    proved.checks.push_back(std::move(made.result));
    proved.asked.push_back(true);
  }
  proved.seconds = seconds;
  FileResult result;
  result.file = file;
  result.loaded.parsed = std::move(c);
  result.exit = exit_of(count_verdicts(proved));
  result.proved = std::move(proved);
  Json json = file_json(result, command.options.unroll);
  json["answer"] = std::move(answer);
  add_file(*command.document, std::move(json));
}

ExitCode QuestionOptions::ask(const Question& question, const std::vector<std::string>& paths,
                              const solver::CheckOptions& options, const OutputFiles& files,
                              std::ostream& out, std::ostream& err) {
  std::ostringstream nothing, text, said;
  bool bad = false;
  const std::vector<std::string> inputs = find_case_files(paths, nothing, bad);
  const std::string clash = file_clash(inputs, names_of(files));
  if (!clash.empty()) return refuse(err, "memtype", clash);
  Json document = new_document({}, 0);
  command_.paths = paths;
  command_.options = options;
  command_.document = wants_document(files) ? &document : nullptr;
  const bool at_once = files.main.empty() && files.format == nullptr;
  Tee tee(err, said);
  std::ostream both(&tee);
  const ExitCode exit = question.ask(command_, at_once ? out : text, both);
  if (exit == exit_bad_input) add_refused(document, inputs, said.str());
  document["corpus"]["files"] = document["cases"].size();
  document["summary"]["exit"] = exit;
  if (exit == exit_bad_input && !wants_document(files) && text.str().empty()) return exit;
  return write_outputs(files, document, text.str(), out, err) ? exit : worse(exit, exit_bad_input);
}

}  // namespace memtype::cli
