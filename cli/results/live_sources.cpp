#include "results/live_sources.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "memtype/cpu/msr.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_text = 8U << 20;
constexpr unsigned most_cpus = 256;

// Files of /proc and /sys have no size: read until the end. Null `text`: not to be read.
bool read_text(const std::string& path, std::string& text, int flags = O_RDONLY) {
  const int file = ::open(path.c_str(), flags);
  if (file < 0) return false;
  char piece[8192];
  ssize_t got = 0;
  while (text.size() < most_text && (got = ::read(file, piece, sizeof piece)) > 0)
    text.append(piece, static_cast<std::size_t>(got));
  ::close(file);
  return got >= 0 || !text.empty();
}

void add_file(const std::string& root, const std::string& path, LiveSources& sources) {
  std::string text;
  if (read_text(root + path, text))
    sources.found.push_back({path, std::move(text)});
  else if (errno == EACCES || errno == EPERM)
    sources.refused.push_back(path);
}

// The first processor: the others repeat it.
void add_cpuinfo(const std::string& root, LiveSources& sources) {
  add_file(root, "/proc/cpuinfo", sources);
  if (sources.found.empty() || sources.found.back().name != "/proc/cpuinfo") return;
  std::string& text = sources.found.back().text;
  const std::size_t end = text.find("\n\n");
  if (end != text.npos) text.resize(end + 1);
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    paths.push_back(entry->path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string first_line(const fs::path& path) {
  std::string text;
  read_text(path.string(), text);
  return text.substr(0, text.find('\n'));
}

void add_memory_map(const std::string& root, LiveSources& sources) {
  std::string text;
  std::vector<fs::path> entries = entries_of(root + "/sys/firmware/memmap");
  for (const fs::path& entry : entries)
    text += first_line(entry / "start") + " " + first_line(entry / "end") + " " +
            first_line(entry / "type") + "\n";
  if (!text.empty()) sources.found.push_back({"/sys/firmware/memmap", text});
}

void add_devices(const std::string& root, LiveSources& sources) {
  for (const fs::path& device : entries_of(root + "/sys/bus/pci/devices")) {
    const std::string address = device.filename().string();
    const std::string path = "/sys/bus/pci/devices/" + address + "/resource";
    const std::string type = first_line(device / "class");
    if (type.starts_with("0x03"))
      sources.found.push_back(
          {path, "pci " + address + ": [" + first_line(device / "vendor").substr(2) + ":" +
                     first_line(device / "device").substr(2) + "] type 00 class " + type + "\n"});
    add_file(root, path, sources);
  }
}

// Each register that is there, as a line "0x2ff 0x0000000000000c06".
void add_msrs(const std::string& root, LiveSources& sources) {
  for (unsigned cpu = 0; cpu < most_cpus; ++cpu) {
    const std::string path = fmt::format("/dev/cpu/{}/msr", cpu);
    const int file = ::open((root + path).c_str(), O_RDONLY);
    if (file < 0) {
      if (errno == EACCES || errno == EPERM) sources.refused.push_back("/dev/cpu/*/msr");
      return;
    }
    std::string text;
    const auto add = [&](std::uint32_t number) {
      std::uint64_t value = 0;
      if (::pread(file, &value, sizeof value, number) == sizeof value)
        text += fmt::format("CPU {}: 0x{:x} = 0x{:016x}\n", cpu, number, value);
    };
    for (std::uint32_t number :
         {msr::mtrr_cap, msr::mtrr_def_type, msr::pat, msr::syscfg, msr::top_mem, msr::top_mem2})
      add(number);
    for (std::uint32_t number : FixedRanges::msrs) add(number);
    for (std::uint32_t number = 0x200; number < 0x220; ++number) add(number);
    ::close(file);
    if (!text.empty()) sources.found.push_back({path, text});
  }
}

// Records are "6,339,5140900,-;message", one for each read.
void add_log(const std::string& root, LiveSources& sources) {
  const int file = ::open((root + "/dev/kmsg").c_str(), O_RDONLY | O_NONBLOCK);
  if (file < 0) {
    if (errno == EACCES || errno == EPERM) sources.refused.push_back("/dev/kmsg");
    return;
  }
  std::string text;
  char record[8192];
  while (text.size() < most_text) {
    const ssize_t got = ::read(file, record, sizeof record);
    if (got < 0 && errno == EPIPE) continue;  // overwritten in between
    if (got <= 0) break;
    const std::string_view line(record, static_cast<std::size_t>(got));
    const std::size_t start = line.find(';');
    if (start == line.npos) continue;
    text += line.substr(start + 1, line.find('\n', start) - start - 1);
    text += '\n';
  }
  ::close(file);
  if (!text.empty()) sources.found.push_back({"/dev/kmsg", std::move(text)});
}

}  // namespace

LiveSources live_sources(const std::string& root) {
  LiveSources sources;
  add_cpuinfo(root, sources);
  add_log(root, sources);
  for (const char* path : {"/proc/version", "/proc/cmdline", "/proc/mtrr", "/proc/iomem",
                           "/sys/kernel/debug/x86/pat_memtype_list"})
    add_file(root, path, sources);
  add_memory_map(root, sources);
  add_file(root, "/sys/kernel/boot_params/data", sources);
  add_devices(root, sources);
  add_msrs(root, sources);
  return sources;
}

}  // namespace memtype::cli
