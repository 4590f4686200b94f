// Results of `memtype check` about files of every kind.
#pragma once

#include "commands/commands.hpp"
#include "files.hpp"

namespace memtype::cli::testing {

// A file of every kind: proved, not as expected, vacuous, unknown, with errors, with an outcome.
inline const std::vector<std::string> samples = {"cases/rules/probe_order.case",
                                                 "cases/rules/usage_counts.case",
                                                 "cases/rules/undefined_overlap.case",
                                                 "cases/rules/kvm_guest_pat_ignored.case",
                                                 "cases/rules/pow2_size.case",
                                                 "tests/golden/input/not_as_expected.case",
                                                 "tests/golden/input/vacuous.case",
                                                 "tests/golden/input/endless.case",
                                                 "bad"};

class Results : public CommandTest {
 protected:
  int run(CheckCommand command) {
    out_.str("");
    return check(command, out_, err_);
  }
  CheckCommand all() const {
    CheckCommand command;
    for (const std::string& name : samples) command.paths.push_back(source(name));
    command.paths.back() = bad_file();
    command.files.format = document_format("json");
    return command;
  }
  std::string bad_file() const {
    return write("bad.case", "case bad\nmachine { cpu intel; }\nchk\n");
  }

  // The document without what differs from run to run.
  static Json timeless(const std::string& text);
};

}  // namespace memtype::cli::testing
