// `memtype convert`: cases from and to JSON.

#include <fstream>
#include <iostream>
#include <iterator>

#include "commands/commands.hpp"
#include "formats/case_json.hpp"
#include "memtype/cases/parse.hpp"
#include "results/load.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

// The text of the case, once it is sure that it says all that the document does; else empty.
std::string from_json(const std::string& file, std::ostream& err) {
  std::ifstream in;
  if (file != "-") in.open(file, std::ios::binary);
  std::istream& from = file == "-" ? std::cin : in;
  if (!from) {
    err << file << ": error: cannot be read\n";
    return "";
  }
  try {
    const Json document = Json::parse(from);
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

}  // namespace memtype::cli
