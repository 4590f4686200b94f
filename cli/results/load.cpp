#include "results/load.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <ostream>

#include "memtype/cases/parse.hpp"

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
    if (path == "-" || fs::is_regular_file(path, code)) {
      files.push_back(path);
    } else if (fs::is_directory(path, code)) {
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
      fail(path, code ? code.message() : "neither a file nor a directory");
    }
  }
  return files;
}

Loaded load_case(const std::string& path) {
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {std::nullopt, {}, path + ": error: cannot be read\n"};
    text.assign(std::istreambuf_iterator<char>(in), {});
  }
  auto [parsed, diagnostics] = cases::parse_case(path, text);
  Loaded loaded{std::move(parsed), std::move(diagnostics), {}};
  for (const cases::Diagnostic& d : loaded.diagnostics)
    loaded.messages += cases::render(d, path, text);
  return loaded;
}

}  // namespace memtype::cli
