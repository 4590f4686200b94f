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

LoadedText load_case_and_text(const std::string& path) {
  FileText read = read_file(path);
  if (!read.text) return {{std::nullopt, {}, read.error}, {}};
  auto [parsed, diagnostics] = cases::parse_case(read.name, *read.text);
  LoadedText result{{std::move(parsed), std::move(diagnostics), {}}, std::move(*read.text)};
  auto& [loaded, text] = result;
  for (const cases::Diagnostic& d : loaded.diagnostics)
    loaded.messages += cases::render(d, path, text);
  if (!loaded.parsed) return result;
  if (const auto none = solver::no_machine(*loaded.parsed)) {
    loaded.diagnostics.push_back(
        {cases::Severity::error, "E046", none->at, "no machine is left: " + none->because, {}, {}});
    loaded.messages += cases::render(loaded.diagnostics.back(), path, text);
    loaded.parsed.reset();
  }
  return result;
}

Loaded load_case(const std::string& path) { return load_case_and_text(path).loaded; }

}  // namespace memtype::cli
