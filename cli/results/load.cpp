#include "results/load.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "memtype/cases/parse.hpp"
#include "memtype/solver/assumptions.hpp"
#include "results/load_text.hpp"
#include "results/read_file.hpp"

namespace memtype::cli {
namespace fs = std::filesystem;

std::vector<std::string> find_case_files(const std::vector<std::string>& paths, std::ostream& err,
                                         bool& bad) {
  std::vector<std::string> files;
  const auto fail = [&](const std::string& path, const std::string& why) {
    err << path << ": error: " << why << '\n';
    bad = true;
  };
  for (const std::string& path : paths) {
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (path == "-" || fs::is_regular_file(status) || fs::is_fifo(status) ||
        fs::is_character_file(status)) {
      files.push_back(path);
    } else if (fs::is_directory(status)) {
      code.clear();
      std::vector<std::string> below;
      for (fs::recursive_directory_iterator i(path, code), end; !code && i != end;
           i.increment(code))
        if (i->is_regular_file(code) && i->path().extension() == ".case")
          below.push_back(i->path().string());
      if (code) fail(path, code.message());
      if (below.empty()) fail(path, "no .case file below this directory");
      std::sort(below.begin(), below.end());
      files.insert(files.end(), below.begin(), below.end());
    } else {
      fail(path, fs::exists(status) || !code ? "neither a file nor a directory" : code.message());
    }
  }
  return files;
}

LoadedText load_case_and_text(const std::string& path, const OnMachine* machine) {
  FileText read = read_file(path);
  if (!read.text) return {{std::nullopt, {}, read.error, {}}, {}};
  auto [parsed, diagnostics] =
      cases::parse_case(read.name, *read.text, machine == nullptr ? nullptr : &machine->file);
  LoadedText result{{std::move(parsed), std::move(diagnostics), {}, {}}, std::move(*read.text)};
  auto& [loaded, text] = result;
  if (loaded.parsed && machine != nullptr &&
      !use_machine(*machine, *loaded.parsed, loaded.diagnostics, loaded.use.emplace()))
    loaded.parsed.reset();
  if (loaded.parsed)
    if (const auto none = solver::no_machine(*loaded.parsed, machine != nullptr)) {
      loaded.diagnostics.push_back({cases::Severity::error,
                                    "E046",
                                    none->at,
                                    "no machine is left: " + none->because,
                                    {},
                                    {}});
      loaded.parsed.reset();
    }
  for (const cases::Diagnostic& d : loaded.diagnostics)
    loaded.messages += cases::render(d, path, text);
  if (!loaded.parsed && machine != nullptr)
    loaded.messages +=
        path + ": note: the facts are those of " + machine->name + " where it knows them\n";
  return result;
}

Loaded load_case(const std::string& path, const OnMachine* machine) {
  return load_case_and_text(path, machine).loaded;
}

}  // namespace memtype::cli
