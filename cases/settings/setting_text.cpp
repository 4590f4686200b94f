// A line of settings as its parts.
#include "memtype/cases/print.hpp"
#include "settings/start.hpp"

namespace memtype::cases {
namespace {

// Where white space outside quotes ends it.
std::size_t end_of_setting(std::string_view text) {
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (!in_string && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n')) return i;
  }
  return text.size();
}

}  // namespace

std::variant<std::vector<Setting>, std::string> split_settings(std::string_view text) {
  std::vector<Setting> settings;
  while (true) {
    const std::size_t first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return settings;
    text.remove_prefix(first);
    const std::string_view word = text.substr(0, end_of_setting(text));
    const std::size_t equals = word.find('=');
    if (equals == 0 || equals == std::string_view::npos) return quoted(word) + " is not NAME=VALUE";
    settings.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    text.remove_prefix(word.size());
  }
}

}  // namespace memtype::cases
