#include "results/read_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace memtype::cli {
namespace {

constexpr std::size_t largest = std::size_t{1} << 30;

// Appends until the end; else what is wrong.
std::string read_all(int descriptor, std::string& text) {
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count == 0) return "";
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::string("cannot be read: ") + std::strerror(errno);
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > largest) return "is larger than 1 GiB";
  }
}

}  // namespace

FileText read_file(const std::string& path) {
  FileText file;
  const auto fail = [&](const std::string& why) {
    file.error = (path == "-" ? "standard input" : path) + ": error: " + why + "\n";
    return file;
  };
  const int descriptor = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(std::string("cannot be read: ") + std::strerror(errno));
  std::string text;
  struct stat status {};
  const bool named = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && path != "-";
  file.name = named ? path : "-";
  const std::string wrong = read_all(descriptor, text);
  if (path != "-") close(descriptor);
  if (!wrong.empty()) return fail(wrong);
  file.text = std::move(text);
  return file;
}

}  // namespace memtype::cli
