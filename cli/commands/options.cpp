#include "commands/options.hpp"

#include <algorithm>
#include <sstream>
#include <thread>

namespace memtype::cli {
namespace {

// "2/8" with 1 <= 2 <= 8; otherwise what is wrong with it.
std::string read_shard(const std::string& text, Shard& shard) {
  std::istringstream in(text);
  char slash = 0;
  const bool digits = text.find_first_not_of("0123456789/") == std::string::npos;
  if (digits && in >> shard.number >> slash >> shard.of && slash == '/' && in.eof() &&
      shard.number >= 1 && shard.number <= shard.of)
    return "";
  return "'" + text + "' is no shard; the second of eight is written 2/8";
}

}  // namespace

CLI::Option* add_plain_flag(CLI::App& sub, const std::string& name, const std::string& help) {
  return sub.add_flag(name, help);
}

void add_formats(CLI::App& sub, OutputFiles& files, DocumentKinds kind) {
  std::vector<CLI::Option*> flags;
  for (const DocumentFormat& format : document_formats()) {
    if (format.beside || !writes(format, kind)) continue;
    CLI::Option* flag = sub.add_flag_callback(
        format.option, [&files, &format] { files.format = &format; }, format.help);
    for (CLI::Option* other : flags) flag->excludes(other);
    flags.push_back(flag);
  }
}

void add_output_files(CLI::App& sub, OutputFiles& files, DocumentKinds kind) {
  sub.add_option("-o,--output", files.main, output_help);
  for (const DocumentFormat& format : document_formats()) {
    if (!format.beside || !writes(format, kind)) continue;
    sub.add_option_function<std::string>(
        format.option,
        [&files, &format](const std::string& file) { files.reports[&format] = file; }, format.help);
  }
  if (kind == DocumentKinds::checks)
    sub.add_flag("--sarif-all", files.options.all,
                 "SARIF of all checks, not only of unexpected and Unknown ones");
  sub.add_option("--root", files.options.root,
                 "SARIF names files relative to this folder, the root of the repository")
      ->check(CLI::ExistingDirectory);
  sub.add_option(
      "--help-uri", files.options.docs,
      "SARIF links its rules to pages below this address, where docs of memtype are read");
}

void add_shard(CLI::App& sub, Shard& shard, const std::string& help) {
  sub.add_option("--shard", help)->check([&shard](const std::string& text) {
    return read_shard(text, shard);
  });
}

void add_jobs(CLI::App& sub, unsigned& jobs) {
  jobs = std::max(1U, std::thread::hardware_concurrency());
  sub.add_option("-j,--jobs", jobs, "Threads")->type_name("INT")->check(CLI::Range(1, 256));
}

void add_machine(CLI::App& sub, MachineRequest& machine) {
  sub.add_option(
      "--machine", machine.path,
      "On this computer: a machine file, or logs and files as inspect reads them; its facts take\n"
      "the place of those of the case");
  sub.add_option(
         "--device", machine.devices,
         "ADDRESS of a PCI device of that computer whose BARs the case's are, in order; or\n"
         "NAME=ADDRESS/NUMBER for one of them")
      ->expected(1)
      ->take_all();
}

CLI::Option* add_unroll(CLI::App& sub, int& unroll, const char* help) {
  return sub.add_option("--unroll", unroll, help)
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
}

}  // namespace memtype::cli
