#include "formats/outputs.hpp"

#include <ostream>
#include <set>
#include <stdexcept>

#include "formats/reports.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

constexpr bool instead = false, beside = true;

constexpr DocumentFormat formats[] = {
    {"json", "--json", instead, "Results as one JSON document instead of text", dump},
    {"junit", "--junit", beside, "Also write a JUnit XML report to this file", junit},
    {"sarif", "--sarif", beside, "Also write a SARIF 2.1.0 report to this file", sarif},
};

bool write_one(const std::string& file, const std::string& text, std::ostream& err) {
  if (write_file(file, text)) return true;
  err << file << ": error: cannot be written\n";
  return false;
}

}  // namespace

std::span<const DocumentFormat> document_formats() { return formats; }

const DocumentFormat* document_format(const std::string& name) {
  for (const DocumentFormat& format : formats)
    if (name == format.name) return &format;
  throw std::out_of_range("there is no format " + name);
}

bool wants_document(const OutputFiles& files) {
  return files.format != nullptr || !files.reports.empty();
}

bool has_duplicates(const OutputFiles& files, const std::string& other) {
  std::set<std::string> seen;
  const auto again = [&](const std::string& file) {
    return !file.empty() && !seen.insert(file).second;
  };
  if (again(files.main) || again(other)) return true;
  for (const auto& [format, file] : files.reports)
    if (again(file)) return true;
  return false;
}

bool write_outputs(const OutputFiles& files, const Json& document, const std::string& text,
                   std::ostream& out, std::ostream& err) {
  const std::string main = files.format != nullptr ? files.format->write(document) : text;
  bool good = files.main.empty() ? static_cast<bool>(out << main << std::flush)
                                 : write_one(files.main, main, err);
  for (const auto& [format, file] : files.reports)
    good = write_one(file, format->write(document), err) && good;
  return good;
}

}  // namespace memtype::cli
