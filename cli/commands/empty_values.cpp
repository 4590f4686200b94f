#include "commands/empty_values.hpp"

#include <CLI/CLI.hpp>

namespace memtype::cli {
namespace {

std::string emptiness(const std::string& text) { return text.empty() ? "the value is empty" : ""; }

}  // namespace

void refuse_empty_values(CLI::App& app) {
  for (CLI::Option* option : app.get_options())
    if (option->get_items_expected_max() > 0) option->check(emptiness);
  for (CLI::App* below : app.get_subcommands({})) refuse_empty_values(*below);
}

std::string empty_value(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (argument.starts_with("--") && argument.find('=') == argument.size() - 1)
      return argument.substr(0, argument.size() - 1) + ": the value is empty";
  }
  return "";
}

}  // namespace memtype::cli
