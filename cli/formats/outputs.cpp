#include "formats/outputs.hpp"

#include <ostream>
#include <stdexcept>

#include "formats/picture.hpp"
#include "results/write_file.hpp"

// NAME of the option --NAME; whether it takes the place of the text or a file beside it; what it is
// of (DocumentKinds); what --help says; the function that writes
// it (reports.hpp).
#define MEMTYPE_FORMATS(ROW) \
  ROW(json, instead, both, "Results as one JSON document instead of text", json) \
  ROW(junit, beside, checks, "Also write a JUnit XML report to this file", junit) \
  ROW(sarif, beside, both, "Also write a SARIF 2.1.0 report to this file", sarif) \
  ROW(html, beside, machines, "Also write a page with a picture of the address space", \
      inspect_html) \
  ROW(svg, beside, machines, "Also write a still picture of the address space", inspect_svg)

namespace memtype::cli {

namespace {

std::string json(const Json& document, const ReportOptions&) { return dump(document); }

constexpr bool instead = false, beside = true;

constexpr DocumentFormat formats[] = {
#define MEMTYPE_ROW(name, place, of, help, write) \
  {#name, "--" #name, place, DocumentKinds::of, help, write},
    MEMTYPE_FORMATS(MEMTYPE_ROW)
#undef MEMTYPE_ROW
};

bool write_one(const std::string& file, const std::string& text, std::ostream& err) {
  if (write_file(file, text)) return true;
  err << file << ": error: cannot be written\n";
  return false;
}

}  // namespace

std::span<const DocumentFormat> document_formats() { return formats; }

bool writes(const DocumentFormat& format, DocumentKinds kind) {
  return format.of == kind || format.of == DocumentKinds::both;
}

const DocumentFormat* document_format(const std::string& name) {
  for (const DocumentFormat& format : formats)
    if (name == format.name) return &format;
  throw std::out_of_range("there is no format " + name);
}

bool wants_document(const OutputFiles& files) {
  return files.format != nullptr || !files.reports.empty();
}

std::vector<std::string> names_of(const OutputFiles& files, std::vector<std::string> others) {
  std::vector<std::string> names = std::move(others);
  names.push_back(files.main);
  for (const auto& [format, file] : files.reports) names.push_back(file);
  return names;
}

bool write_outputs(const OutputFiles& files, const Json& document, const std::string& text,
                   std::ostream& out, std::ostream& err) {
  const std::string main =
      files.format != nullptr ? files.format->write(document, files.options) : text;
  bool good = files.main.empty() ? static_cast<bool>(out << main << std::flush)
                                 : write_one(files.main, main, err);
  for (const auto& [format, file] : files.reports)
    good = write_one(file, format->write(document, files.options), err) && good;
  return good;
}

}  // namespace memtype::cli
