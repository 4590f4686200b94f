// /proc/cpuinfo (arch/x86/kernel/cpu/proc.c: show_cpuinfo) and the processor in the boot log:
//   vendor_id	: GenuineIntel
//   address sizes	: 39 bits physical, 48 bits virtual
//   smpboot: CPU0: Intel(R) Core(TM) ... (family: 0x6, model: 0x3a, stepping: 0x9)
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

std::optional<unsigned> small_number(std::string_view text) {
  const auto number = decimal_number(text);
  if (!number || *number > 0xffff) return std::nullopt;
  return static_cast<unsigned>(*number);
}

bool has_flag(std::string_view flags, std::string_view flag) {
  for (Scan scan(flags); !scan.at_end();)
    if (const std::string_view token = scan.token(); token == flag)
      return true;
    else if (token.empty())
      return false;
  return false;
}

class Cpuinfo final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    const std::size_t colon = line.text.find(':');
    if (colon == line.text.npos || colon == 0) return Outcome::not_mine;
    std::string_view key = line.text.substr(0, colon), value = line.text.substr(colon + 1);
    while (key.ends_with(' ')) key.remove_suffix(1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    if (key == "vendor_id") {
      say(seen.processors, Processor{}, line, seen, Teller::processor);
      open_ = seen.processors.size();
      seen.processors.back().value.vendor = value;
      return Outcome::taken;
    }
    if (open_ == 0) return read_log(line, seen);
    return read_field(key, value, line, seen);
  }
  void reset() override { open_ = 0; }

 private:
  Outcome read_field(std::string_view key, std::string_view value, const Line& line,
                     Observations& seen) {
    Processor& processor = seen.processors[open_ - 1].value;
    if (key == "cpu family") {
      processor.family = small_number(value);
    } else if (key == "model") {
      processor.model = small_number(value);
    } else if (key == "stepping") {
      processor.stepping = small_number(value);
    } else if (key == "model name") {
      processor.name = value;
    } else if (key == "flags") {
      processor.has_mtrr = has_flag(value, "mtrr");
      processor.has_pat = has_flag(value, "pat");
      processor.hypervisor = has_flag(value, "hypervisor");
    } else if (key == "address sizes") {
      Scan scan(value);
      const auto bits = scan.decimal();
      if (!bits || *bits > 64 || !scan.word("bits physical")) return Outcome::unreadable;
      say(seen.phys_bits, static_cast<unsigned>(*bits), line, seen, Teller::processor);
    } else {
      return read_log(line, seen);
    }
    return Outcome::taken;
  }

  // "CPU0: Intel(R) Atom(TM) CPU  330   @ 1.60GHz stepping 02", before 3.10.
  static Outcome read_name(Scan scan, const Line& line, Observations& seen) {
    Processor processor;
    scan.at_end();
    processor.name = scan.rest();
    if (processor.name.starts_with("Intel")) processor.vendor = "GenuineIntel";
    if (processor.name.starts_with("AMD")) processor.vendor = "AuthenticAMD";
    if (processor.name.starts_with("Centaur")) processor.vendor = "CentaurHauls";
    if (processor.vendor.empty()) return Outcome::not_mine;
    say(seen.processors, processor, line, seen);
    return Outcome::taken;
  }

  static Outcome read_log(const Line& line, Observations& seen) {
    Scan scan(line.text);
    Processor processor;
    if (!scan.past("CPU0: ") && !scan.word("CPU: ")) return Outcome::not_mine;
    if (line.text.find("(family: 0x") == line.text.npos) return read_name(scan, line, seen);
    processor.name = scan.rest().substr(0, scan.rest().find(" (family:"));
    scan.past("(family:");
    const auto family = scan.prefixed();
    if (!family || !scan.past("model:")) return Outcome::unreadable;
    const auto model = scan.prefixed();
    if (!model) return Outcome::unreadable;
    processor.family = static_cast<unsigned>(*family & 0xffff);
    processor.model = static_cast<unsigned>(*model & 0xffff);
    if (processor.name.starts_with("Intel")) processor.vendor = "GenuineIntel";
    if (processor.name.starts_with("AMD")) processor.vendor = "AuthenticAMD";
    if (scan.past("stepping:"))
      if (const auto stepping = scan.prefixed())
        processor.stepping = static_cast<unsigned>(*stepping & 0xff);
    say(seen.processors, processor, line, seen);
    return Outcome::taken;
  }
  std::size_t open_ = 0;  // one more than the index of the processor that is described
};

}  // namespace

std::unique_ptr<LineReader> make_cpuinfo() { return std::make_unique<Cpuinfo>(); }

}  // namespace memtype::readers
