// Formats of a document of results (json.hpp), as rows of a table, and where they go. A new format
// is a file of its own and a row of outputs.cpp.
#pragma once

#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "formats/json.hpp"
#include "formats/reports.hpp"

namespace memtype::cli {

// Results of checks (json.hpp), and what inspect found (inspect_json.hpp).
enum class DocumentKinds { checks, machines, both };

struct DocumentFormat {
  const char* name;    // "junit"
  const char* option;  // "--junit"
  bool beside;         // the option names a file of its own; else it takes the place of the text
  DocumentKinds of;    // what it can write
  const char* help;
  std::string (*write)(const Json& document, const ReportOptions& options);
};

std::span<const DocumentFormat> document_formats();
// Does it write documents of this kind, `checks` or `machines`?
bool writes(const DocumentFormat& format, DocumentKinds kind);
// The row of this name. Throws std::out_of_range if there is none.
const DocumentFormat* document_format(const std::string& name);

struct OutputFiles {
  std::string main;                        // instead of standard output; empty: standard output
  const DocumentFormat* format = nullptr;  // instead of the text; null: the text
  std::map<const DocumentFormat*, std::string> reports;  // the file of each that is wanted
  ReportOptions options;
};

// Something is to be made from the document.
bool wants_document(const OutputFiles& files);
// All files that are written, and the others; "" is none.
std::vector<std::string> names_of(const OutputFiles& files, std::vector<std::string> others = {});

// Writes `text`, or the document in the wanted format, where `files.main` says, and the reports.
// False, with a message on `err`, if one of them could not be written.
bool write_outputs(const OutputFiles& files, const Json& document, const std::string& text,
                   std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
