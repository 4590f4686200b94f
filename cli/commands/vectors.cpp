#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <ostream>

#include "commands.hpp"
#include "generate.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

bool write_lines(const conform::GenerateOptions& options, std::ostream& out) {
  conform::generate(options, [&](const std::string& line) { out << line << '\n'; });
  return static_cast<bool>(out.flush());
}

bool write_directly(const conform::GenerateOptions& options, const fs::path& file) {
  std::ofstream out(file, std::ios::binary);
  return write_lines(options, out);
}

// Complete, or not there: written beside the file, then renamed over it. What has the name now is
// replaced; a link stays a link.
bool write_and_rename(const conform::GenerateOptions& options, const fs::path& name) {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(name, error);
  const fs::path file = error ? name : target;
  fs::path beside = file;
  beside += ".tmp" + std::to_string(getpid());
  if (write_directly(options, beside)) {
    fs::rename(beside, file, error);
    if (!error) return true;
  }
  fs::remove(beside, error);
  return false;
}

bool write_file(const conform::GenerateOptions& options, const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  // A pipe or a device is written to, not replaced.
  const bool replace = fs::is_regular_file(status) || !fs::exists(status);
  return replace ? write_and_rename(options, file) : write_directly(options, file);
}

}  // namespace

int vectors(const VectorsCommand& command, std::ostream& out, std::ostream& err) {
  const auto kind = conform::vector_kind_named(command.kind);
  if (!kind) {
    err << "memtype: error: there are no vectors of kind '" << command.kind
        << "'; kinds are mtrr, msr, effective, ept, npt\n";
    return exit_bad_input;
  }
  const conform::GenerateOptions options{*kind, command.seed, command.count};
  const bool to_file = !command.output.empty() && command.output != "-";
  if (to_file ? write_file(options, command.output) : write_lines(options, out)) return exit_ok;
  err << (to_file ? command.output : "standard output") << ": error: cannot be written\n";
  return exit_bad_input;
}

}  // namespace memtype::cli
