#include "formats/outputs.hpp"

#include <ostream>

#include "formats/reports.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

bool write_one(const std::string& file, const std::string& text, std::ostream& err) {
  if (file.empty() || write_file(file, text)) return true;
  err << file << ": error: cannot be written\n";
  return false;
}

}  // namespace

bool has_duplicates(const OutputFiles& files) {
  const auto same = [](const std::string& a, const std::string& b) { return !a.empty() && a == b; };
  return same(files.main, files.junit) || same(files.main, files.sarif) ||
         same(files.junit, files.sarif);
}

bool write_outputs(const OutputFiles& files, const Json& document, const std::string& text,
                   std::ostream& out, std::ostream& err) {
  bool good = write_one(files.main, text, err);
  if (files.main.empty()) good = static_cast<bool>(out << text << std::flush) && good;
  if (!files.junit.empty()) good = write_one(files.junit, junit(document), err) && good;
  if (!files.sarif.empty()) good = write_one(files.sarif, sarif(document), err) && good;
  return good;
}

}  // namespace memtype::cli
