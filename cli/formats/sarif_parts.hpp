// What SARIF reports have in common.
#pragma once

#include <filesystem>
#include <string>

#include "formats/json.hpp"

namespace memtype::cli {

// Where files are, as SARIF says it.
class SarifPlaces {
 public:
  // Paths are relative to this folder; empty: as they were given.
  explicit SarifPlaces(const std::string& root);
  // `place`: with "line", and perhaps "column".
  Json location(const std::string& file, const Json& place) const;
  // What the names in artifactLocation are relative to; null where that is not known.
  Json bases() const;

 private:
  Json artifact(const std::string& file) const;

  std::filesystem::path root_;
};

// 64 bits of FNV-1a, in hexadecimal.
std::string fingerprint(const std::string& text);

// A whole file with this run.
std::string sarif_log(Json run);

}  // namespace memtype::cli
