// `memtype boot`.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "results/boot_path.hpp"
#include "results/exit_code.hpp"

namespace memtype::cli {

struct BootCommand {
  BootRequest request;
  std::vector<std::string> diff;  // two environments; empty: the one of `request`
  bool matrix = false;
  bool json = false;
};
ExitCode boot(const BootCommand& command, std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
