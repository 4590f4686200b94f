#include "commands/answers.hpp"

#include <sstream>

#include "results/load.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {

using cases::Verdict;

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
  std::ostringstream nothing, text;
  bool bad = false;
  const std::string clash = file_clash(find_case_files(paths, nothing, bad), names_of(files));
  if (!clash.empty()) return refuse(err, "memtype", clash);
  Json document = new_document({}, 0);
  command_.paths = paths;
  command_.options = options;
  command_.document = wants_document(files) ? &document : nullptr;
  const bool at_once = files.main.empty() && files.format == nullptr;
  const ExitCode exit = question.ask(command_, at_once ? out : text, err);
  document["corpus"]["files"] = document["cases"].size();
  document["summary"]["exit"] = exit;
  if (exit == exit_bad_input && document["cases"].empty() && text.str().empty()) return exit;
  return write_outputs(files, document, text.str(), out, err) ? exit : worse(exit, exit_bad_input);
}

}  // namespace memtype::cli
