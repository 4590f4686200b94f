// `memtype explain`: what a message means; which type an entry of a page table gives, and which
// entry gives a type.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "results/exit_code.hpp"
#include "results/page_questions.hpp"

namespace memtype::cli {

struct ExplainCommand {
  std::vector<std::string> texts;  // lines of a log, files, folders, or "-"
  PageQuestion page;               // asked if it has an entry or a wanted type
  bool full = false;               // every line of a list
  bool json = false;
  std::string output;  // a file; empty: `out`
};
ExitCode explain(const ExplainCommand& command, std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
