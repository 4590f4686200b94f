#include "companion.hpp"

#include <charconv>
#include <filesystem>

namespace memtype::conform {
namespace {

std::string beside(const std::string& path, const std::string& name) {
  const std::filesystem::path plain = std::filesystem::path(path).parent_path() / name;
  std::error_code ignored;
  return std::filesystem::exists(plain, ignored) ? plain.string() : plain.string() + ".gz";
}

// The id of a record, which is its first field: {"id":17,...
std::optional<std::int64_t> leading_id(const std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos || line.find("\"id\"") > colon) return std::nullopt;
  const char* begin = line.data() + line.find_first_not_of(' ', colon + 1);
  std::int64_t id = 0;
  if (std::from_chars(begin, line.data() + line.size(), id).ec != std::errc{}) return std::nullopt;
  return id;
}

}  // namespace

Companion::Companion(const std::string& path, const std::string& name)
    : reader_(beside(path, name)) {
  std::string line;
  std::int64_t offset = reader_.offset();
  while (reader_.next(line)) {
    if (const auto id = leading_id(line)) offsets_.emplace(*id, offset);
    offset = reader_.offset();
  }
}

std::optional<Json> Companion::find(std::int64_t id) {
  const auto found = offsets_.find(id);
  if (found == offsets_.end()) return std::nullopt;
  reader_.seek(found->second);
  std::string line;
  if (!reader_.next(line)) return std::nullopt;
  return Json::parse(line);
}

}  // namespace memtype::conform
