// `memtype map`: the types at places of a real machine, and what differs between two.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "results/exit_code.hpp"

namespace memtype::cli {

struct MapCommand {
  std::vector<std::string> words;  // sources and places, as they come
  std::vector<std::string> diff;   // two sources instead
  bool live = false;               // this machine is a source
  bool json = false;
  std::string output;  // a file; empty: `out`
};
ExitCode map(const MapCommand& command, std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
