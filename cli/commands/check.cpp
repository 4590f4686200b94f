#include <ostream>

#include "commands.hpp"
#include "load.hpp"
#include "output/result.hpp"
#include "text/text.hpp"

namespace memtype::cli {

int worse(int a, int b) {
  for (int code : {exit_internal, exit_bad_input, exit_differs, exit_unknown})
    if (a == code || b == code) return code;
  return exit_ok;
}

int check(const CheckCommand& command, std::ostream& out, std::ostream& err) {
  bool bad = false;
  const std::vector<std::string> files = find_case_files(command.paths, err, bad);
  Wanted wanted{command.options, command.outcomes, {}};
  for (const std::string* name : {&command.options.only, &command.show_run})
    if (!name->empty()) wanted.checks.push_back(*name);
  const int exit = check_files(files, wanted, [&](FileResult&& result) {
    err << result.loaded.messages << result.trouble << std::flush;
    out << report_text(result, command.show_run, command.options.unroll) << std::flush;
  });
  return worse(exit, bad ? exit_bad_input : exit_ok);
}

}  // namespace memtype::cli
