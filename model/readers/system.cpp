// What system it is: kernel, command line, board, hypervisor.
//   Linux version 6.12.117+deb12-amd64 (...) #1 SMP ...
//   Linux host 6.12.117+deb12-amd64 #1 SMP ... x86_64 GNU/Linux                 uname -a
//   Command line: BOOT_IMAGE=... / Kernel command line: ... / BOOT_IMAGE=...    /proc/cmdline
//   DMI: Dell Inc. ...    Hypervisor detected: KVM    Booting paravirtualized kernel on KVM
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

class System final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (scan.word("Linux version ")) {
      say(seen.kernel, std::string(scan.token()), line, seen);
      return Outcome::taken;
    }
    if (line.text.starts_with("Linux ") && line.text.ends_with("GNU/Linux")) {
      scan.word("Linux");
      // The name of the host may be "(none)".
      if (!scan.past(" #")) return Outcome::not_mine;
      const std::string_view before = line.text.substr(0, line.text.find(" #"));
      say(seen.kernel, std::string(before.substr(before.rfind(' ') + 1)), line, seen);
      return Outcome::taken;
    }
    if (scan.past("ommand line: ")) return keep_text(seen.command_line, scan, line, seen);
    if (line.text.starts_with("BOOT_IMAGE=") || names_command_line(line, seen))
      return keep_text(seen.command_line, Scan(line.text), line, seen);
    if (line.text.starts_with("DMI: ") && line.text.find("Memory slots") == line.text.npos)
      return keep_text(seen.board, Scan(line.text.substr(5)), line, seen);
    if (scan.word("Hypervisor detected: ")) return keep_text(seen.hypervisor, scan, line, seen);
    // Guests of KVM whose log has lost the line above.
    if (scan.word("kvm-clock: Using msrs")) {
      if (seen.hypervisor.empty()) say(seen.hypervisor, std::string("KVM"), line, seen);
      return Outcome::taken;
    }
    if (scan.word("Booting kernel on Xen")) {
      say(seen.hypervisor, std::string("Xen PV"), line, seen);
      return Outcome::taken;
    }
    return Outcome::not_mine;
  }

 private:
  static bool names_command_line(const Line& line, const Observations& seen) {
    if (line.place.line != 1 || seen.sources.empty()) return false;
    const std::string& name = seen.sources.back();
    return name.ends_with("/cmdline") || name.ends_with("cmdline.txt");
  }
  static Outcome keep_text(Sayings<std::string>& list, Scan scan, const Line& line,
                           Observations& seen) {
    scan.at_end();
    say(list, std::string(scan.rest()), line, seen);
    return Outcome::taken;
  }
};

}  // namespace

std::unique_ptr<LineReader> make_system() { return std::make_unique<System>(); }

}  // namespace memtype::readers
