// `memtype convert`: cases from and to JSON.

#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "formats/case_json.hpp"
#include "memtype/cases/parse.hpp"
#include "results/load.hpp"
#include "results/read_file.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

// The text of the case, once it is sure that it says all that the document does; else empty.
std::string from_json(const std::string& file, std::ostream& err) {
  const FileText read = read_file(file);
  err << read.error;
  if (!read.text) return "";
  try {
    const Json document = Json::parse(*read.text);
    const std::string text = case_text(document);
    const cases::ParseResult result = cases::parse_case("", text);
    for (const cases::Diagnostic& d : result.diagnostics)
      err << cases::render(d, file + " as a case", text);
    if (!result.parsed) return "";
    const std::string place = difference(document, *result.parsed);
    if (place.empty()) return text;
    err << file << ": error: " << place << ": a case cannot say this, or says it otherwise\n";
  } catch (const CaseJsonError& e) {
    err << file << ": error: " << e.what() << '\n';
  } catch (const Json::exception& e) {
    err << file << ": error: " << e.what() << '\n';
  }
  return "";
}

std::string to_json(const std::string& file, std::ostream& err) {
  const Loaded loaded = load_case(file);
  err << loaded.messages;
  return loaded.parsed ? dump(case_json(*loaded.parsed)) : "";
}

}  // namespace

ExitCode convert(const ConvertCommand& command, std::ostream& out, std::ostream& err) {
  if (const std::string wrong = file_clash({command.path}, {command.output}); !wrong.empty())
    return refuse(err, "memtype", wrong);
  const std::string text =
      command.to_json ? to_json(command.path, err) : from_json(command.path, err);
  if (text.empty()) return exit_bad_input;
  if (command.output.empty()) {
    out << text;
  } else if (!write_file(command.output, text)) {
    err << command.output << ": error: cannot be written\n";
    return exit_bad_input;
  }
  return exit_ok;
}

Execution declare_convert(CLI::App& sub) {
  sub.footer(
      "Comments and layout are not part of a case and do not come back.\n\n"
      "Example: memtype convert --to-json cases/rules/usage_counts.case -o usage_counts.json");
  const auto command = std::make_shared<ConvertCommand>();
  sub.add_option("FILE", command->path,
                 "A case, or with --from-json a document; - for standard input")
      ->required();
  auto* direction = sub.add_option_group("Direction", "one of these");
  direction->add_flag("--to-json", command->to_json, "Write the case as JSON");
  add_plain_flag(*direction, "--from-json", "Write the text of the case in the document");
  direction->require_option(1);
  sub.add_option("-o,--output", command->output, output_help);
  return [command](std::ostream& out, std::ostream& err) { return convert(*command, out, err); };
}

}  // namespace memtype::cli
