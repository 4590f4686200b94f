#include "results/write_file.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;
using Write = std::function<bool(std::ostream&)>;

bool write_directly(const fs::path& file, const Write& write) {
  std::ofstream out(file, std::ios::binary);
  return out && write(out) && out.flush();
}

bool write_and_rename(const fs::path& name, const Write& write) {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(name, error);
  const fs::path file = error ? name : target;
  fs::path beside = file;
  beside += ".tmp" + std::to_string(getpid());
  if (write_directly(beside, write)) {
    fs::rename(beside, file, error);
    if (!error) return true;
  }
  fs::remove(beside, error);
  return false;
}

}  // namespace

bool write_file(const std::string& file, const Write& write) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  // A pipe or a device is written to, not replaced.
  const bool replace = fs::is_regular_file(status) || !fs::exists(status);
  return replace ? write_and_rename(file, write) : write_directly(file, write);
}

bool write_file(const std::string& file, const std::string& text) {
  return write_file(file, [&](std::ostream& out) { return static_cast<bool>(out << text); });
}

}  // namespace memtype::cli
