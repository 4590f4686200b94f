#include "formats/sarif_parts.hpp"

#include <fmt/format.h>

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* source_root = "%SRCROOT%";

// A path as a URI reference (RFC 3986): everything but unreserved characters and '/' escaped.
std::string uri(const std::string& path) {
  constexpr std::string_view plain = "-._~/";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || plain.find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

SarifPlaces::SarifPlaces(const std::string& root)
    : root_(root.empty() ? fs::path() : fs::weakly_canonical(root)) {}

Json SarifPlaces::location(const std::string& file, const Json& place) const {
  Json physical = {{"artifactLocation", artifact(file)}};
  if (place.contains("line")) {
    physical["region"] = {{"startLine", place["line"]}};
    if (place.contains("column")) physical["region"]["startColumn"] = place["column"];
  }
  return {{"physicalLocation", std::move(physical)}};
}

Json SarifPlaces::bases() const {
  if (root_.empty()) return nullptr;
  return {{source_root, {{"uri", uri(root_.string()) + "/"}}}};
}

Json SarifPlaces::artifact(const std::string& file) const {
  fs::path path = file;
  if (!root_.empty()) {
    const fs::path whole = fs::weakly_canonical(path);
    const fs::path inside = whole.lexically_relative(root_);
    path = inside.empty() || *inside.begin() == ".." ? whole : inside;
  }
  Json json = {{"uri", uri(path.generic_string())}};
  if (path.is_relative()) json["uriBaseId"] = source_root;
  return json;
}

std::string fingerprint(const std::string& text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return fmt::format("{:016x}", value);
}

std::string sarif_log(Json run) {
  return dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
               {"version", "2.1.0"},
               {"runs", Json::array({std::move(run)})}});
}

}  // namespace memtype::cli
