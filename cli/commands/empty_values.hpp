// No option takes an empty value.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace memtype::cli {

// From now on an option that is given an empty value is an error, and so are those of the
// subcommands and groups below: empty, the commands take a value for the default.
void refuse_empty_values(CLI::App& app);
// The first argument of the form "--name=", for which CLI11 would take the next one as the value:
// what is wrong with it, in words; empty: there is none.
std::string empty_value(const std::vector<std::string>& arguments);

}  // namespace memtype::cli
