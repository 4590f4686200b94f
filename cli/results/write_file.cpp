#include "results/write_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <utility>

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;
using Write = std::function<bool(std::ostream&)>;

bool write_directly(const fs::path& file, const Write& write) {
  std::ofstream out(file, std::ios::binary);
  return out && write(out) && out.flush();
}

// An empty file beside this one, of a name that nothing has. Empty: it cannot be made.
fs::path make_beside(const fs::path& file) {
  std::string name = file.string() + ".XXXXXX";
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) return {};
  close(descriptor);
  return name;
}

// What a new file would have here, but for an old one's own.
void set_permissions(const fs::path& fresh, const fs::path& old) {
  std::error_code error;
  const fs::file_status status = fs::status(old, error);
  const mode_t mask = umask(0);
  umask(mask);
  const fs::perms usual = static_cast<fs::perms>(0666U & ~mask);
  fs::permissions(fresh, fs::is_regular_file(status) ? status.permissions() : usual, error);
}

bool write_and_rename(const fs::path& name, const Write& write) {
  std::error_code error;
  const fs::path target = fs::weakly_canonical(name, error);
  const fs::path file = error ? name : target;
  const fs::path beside = make_beside(file);
  if (beside.empty()) return false;
  set_permissions(beside, file);
  if (write_directly(beside, write)) {
    fs::rename(beside, file, error);
    if (!error) return true;
  }
  fs::remove(beside, error);
  return false;
}

// --- Which files are one ---

using Identity = std::pair<dev_t, ino_t>;

Identity identity(const struct stat& file) { return {file.st_dev, file.st_ino}; }

// Of a regular file that there is.
std::optional<Identity> identity_of(const std::string& file) {
  struct stat status {};
  const bool there =
      file == "-" ? fstat(STDIN_FILENO, &status) == 0 : stat(file.c_str(), &status) == 0;
  if (!there || !S_ISREG(status.st_mode)) return std::nullopt;
  return identity(status);
}

// Where a file of this name would come to be: behind links that lead nowhere yet, without dots.
fs::path place_of(const std::string& file) {
  std::error_code error;
  fs::path path = fs::absolute(file, error);
  for (int links = 0; links < 40 && fs::is_symlink(fs::symlink_status(path, error)); ++links)
    path = path.parent_path() / fs::read_symlink(path, error);
  return fs::weakly_canonical(path, error);
}

// Are two names the same file, or would they be once one was written?
bool same_file(const std::string& a, const std::string& b) {
  if (a == "-" || b == "-") return is_standard_output(a) && is_standard_output(b);
  const auto there = identity_of(a), other = identity_of(b);
  if (there || other) return there == other;
  std::error_code error;
  if (fs::exists(a, error) || fs::exists(b, error)) return false;  // a pipe or a device
  return place_of(a) == place_of(b);
}

bool is_input(const std::string& output, const std::string& input) {
  const auto written = output == "-" ? std::nullopt : identity_of(output);
  return written && written == identity_of(input);
}

}  // namespace

bool is_standard_output(const std::string& file) {
  struct stat named {
  }, standard{};
  return file == "-" || (stat(file.c_str(), &named) == 0 && fstat(STDOUT_FILENO, &standard) == 0 &&
                         identity(named) == identity(standard));
}

bool write_file(const std::string& file, const Write& write) {
  if (is_standard_output(file)) return write(std::cout) && std::cout.flush();
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  // A pipe or a device is written to, not replaced.
  const bool replace = fs::is_regular_file(status) || !fs::exists(status);
  return replace ? write_and_rename(file, write) : write_directly(file, write);
}

bool write_file(const std::string& file, const std::string& text) {
  return write_file(file, [&](std::ostream& out) { return static_cast<bool>(out << text); });
}

std::string file_clash(const std::vector<std::string>& inputs,
                       const std::vector<std::string>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].empty()) continue;
    for (std::size_t k = 0; k < i; ++k)
      if (!outputs[k].empty() && same_file(outputs[i], outputs[k]))
        return "two outputs cannot go to the same file";
    for (const std::string& input : inputs)
      if (is_input(outputs[i], input))
        return "'" + outputs[i] + "' would be written over " +
               (input == "-" ? "standard input" : "the input '" + input + "'");
  }
  return "";
}

}  // namespace memtype::cli
