#include "commands/put_output.hpp"

#include <ostream>

#include "commands/questions.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {

ExitCode put_output(const std::string& file, const std::string& text, ExitCode code,
                    std::ostream& out, std::ostream& err) {
  if (file.empty())
    out << text;
  else if (!write_file(file, text))
    return refuse(err, file, "cannot be written");
  return code;
}

}  // namespace memtype::cli
