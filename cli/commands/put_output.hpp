// Where the output of a command goes.
#pragma once

#include <iosfwd>
#include <string>

#include "results/exit_code.hpp"

namespace memtype::cli {

// All of it at once, to the file or, without one, to `out`. `code`, unless it cannot be written.
ExitCode put_output(const std::string& file, const std::string& text, ExitCode code,
                    std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
