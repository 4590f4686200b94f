// Values of model-specific registers, as many programs print them:
//   MTRRphysBase1 (0x202): 0x00000000da000001                                   x86info
//   MTRRfix4K_D0000 0x26a: 0x0000000000000000                                   x86info from 0x26a
//   0x2ff 0x0000000000000c06                                                    lists
//   MSR 0x2ff: 0xc06 / MSR[2ff] = c06 / msr(0x277) = 0x7040600070406            tools of all kinds
//   cpu0: IA32_PAT: 0x0007010600070106                                          turbostat
//   [CHIPSEC] CPU0: RDMSR( 0x2ff ) = 0000000000000C06 (EAX=00000C06, EDX=00000000)
//   CPU 3: 0x277 = 0x0007010600070106
#include "memtype/cpu/msr.hpp"
#include "msr_names.hpp"
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

// "CPU0:", "cpu 3:", "CPU#1", "[CPU 2]" at the start; taken.
std::optional<unsigned> scan_cpu(Scan& scan) {
  Scan ahead = scan;
  if (ahead.word("[CHIPSEC]")) scan = ahead;
  ahead.word("[");
  if (!ahead.word("CPU") && !ahead.word("cpu") && !ahead.word("Cpu")) return std::nullopt;
  ahead.word("#");
  const auto number = ahead.decimal();
  if (!number || *number > 0xffff) return std::nullopt;
  ahead.word("]");
  ahead.word(":");
  ahead.word(",");
  scan = ahead;
  return static_cast<unsigned>(*number);
}

// A name ends where a blank, a bracket or a colon stands.
std::string_view scan_name(Scan& scan) {
  scan.at_end();
  const std::string_view rest = scan.rest();
  std::size_t end = 0;
  while (end < rest.size() && (is_letter(rest[end]) || is_digit(rest[end]) || rest[end] == '_'))
    ++end;
  const std::string_view name = rest.substr(0, end);
  scan = Scan(rest.substr(end));
  return name;
}

// The number of the register, by itself or after its name; what stands around it is taken. `sure`:
// the line says that a register is meant.
std::optional<std::uint32_t> scan_register(Scan& scan, bool& sure) {
  std::optional<std::uint32_t> named;
  if (scan.at_end()) return std::nullopt;
  if (!scan.rest().starts_with("0x") && is_letter(scan.rest().front())) {
    const Scan start = scan;
    const std::string_view name = scan_name(scan);
    named = msr_named(name);
    const bool word = contains(name, "msr") || contains(name, "mtrr");
    if (!named && !word) scan = start;
    sure |= named.has_value() || word;
  }
  const bool bracket = scan.word("(") || scan.word("[");
  Scan ahead = scan;
  const auto number = sure || bracket ? ahead.hex() : ahead.prefixed();
  if (!number || !is_memory_type_msr(*number)) return named;
  // Without brackets, a number behind a name may be the value.
  if (named && !bracket && !ahead.word(":") && !ahead.word("=")) return named;
  scan = ahead;
  scan.word(")");
  scan.word("]");
  return static_cast<std::uint32_t>(*number);
}

class MsrDump final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    const auto cpu = scan_cpu(scan);
    bool sure = false;
    const auto number = scan_register(scan, sure);
    if (!number) return Outcome::not_mine;
    scan.word(":");
    const bool equals = scan.word("=") || scan.word("->");
    if (scan.at_end()) return sure ? Outcome::taken : Outcome::not_mine;  // no data: no msr driver
    const auto value = sure || equals ? scan.hex() : scan.prefixed();
    if (!value) return sure && !is_word(scan.rest()) ? Outcome::unreadable : Outcome::not_mine;
    if (!sure && !scan.at_end() && scan.rest().front() != '(') return Outcome::not_mine;
    keep(seen.msrs, MsrValue{*number, *value, cpu, line.place}, seen);
    return Outcome::taken;
  }

 private:
  // Names one after the other, without values; sentences.
  static bool is_word(std::string_view rest) { return is_letter(rest.front()); }
};

// rdmsr of msr-tools prints the value alone, so the command before it must be in the text:
//   # rdmsr -a 0x277
//   7040600070406
//   7040600070406
class Rdmsr final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (scan.past("rdmsr ") && is_prompt(line.text.substr(0, line.text.find("rdmsr ")))) {
      if (!read_command(scan)) return Outcome::taken;
      // The answer is the line behind it.
      if (scan.at_end()) return Outcome::unreadable;
      return read_answer(scan.rest(), line, seen) ? Outcome::taken : Outcome::unreadable;
    }
    if (!msr_) return Outcome::not_mine;
    return read_answer(answer_of(line), line, seen) ? Outcome::taken : Outcome::not_mine;
  }
  void reset() override { msr_.reset(); }

 private:
  // A number of one or two digits looks like the prefix of a message: then it is the last word.
  static std::string_view answer_of(const Line& line) {
    if (!line.text.empty()) return line.text;
    std::string_view whole = line.whole;
    while (!whole.empty() && whole.back() == ' ') whole.remove_suffix(1);
    const std::size_t blank = whole.rfind(' ');
    return blank == whole.npos ? whole : whole.substr(blank + 1);
  }

  // What stands before a command, and not in a sentence.
  static bool is_prompt(std::string_view before) {
    while (before.ends_with(' ')) before.remove_suffix(1);
    if (before.ends_with("sudo")) return is_prompt(before.substr(0, before.size() - 4));
    return before.empty() || std::string_view("#$%>").find(before.back()) != before.npos;
  }

  bool read_answer(std::string_view answer, const Line& line, Observations& seen) {
    const auto value = decimal_ ? decimal_number(answer) : hex_number(answer);
    if (!value) {
      msr_.reset();
      return false;
    }
    keep(seen.msrs, MsrValue{*msr_, *value, cpu_, line.place}, seen);
    if (all_ && cpu_)
      ++*cpu_;
    else
      msr_.reset();
    return true;
  }

  // Is it a register of memory types that is asked for? -p CPU, -a: all of them, one line each; -d
  // decimal; -f high:low: a part of the value, which is not read. The rest of the options change
  // how the number is written.
  bool read_command(Scan& scan) {
    msr_.reset();
    decimal_ = all_ = false;
    cpu_.reset();
    while (scan.word("-")) {
      std::string_view letters = scan.token();
      if (letters.starts_with("-")) letters.remove_prefix(1);
      if (letters.starts_with("f") || letters.starts_with("bitfield") || letters.starts_with("o"))
        return false;
      if (letters == "a" || letters == "all" || letters == "0a" || letters == "a0") all_ = true;
      if (letters == "d" || letters == "decimal") decimal_ = true;
      if (letters == "p" || letters == "processor")
        if (const auto cpu = scan.decimal(); cpu && *cpu < 0xffff)
          cpu_ = static_cast<unsigned>(*cpu);
      if (letters.starts_with("p") && letters.size() > 1)
        if (const auto cpu = decimal_number(letters.substr(1)); cpu && *cpu < 0xffff)
          cpu_ = static_cast<unsigned>(*cpu);
    }
    if (all_) cpu_ = 0;
    // strtoul() with base 0: decimal without 0x.
    auto number = scan.prefixed();
    if (!number) number = scan.decimal();
    if (number && is_memory_type_msr(*number)) msr_ = static_cast<std::uint32_t>(*number);
    return msr_.has_value();
  }
  std::optional<std::uint32_t> msr_;  // the value of the next line is this register's
  std::optional<unsigned> cpu_;
  bool all_ = false, decimal_ = false;
};

}  // namespace

std::unique_ptr<LineReader> make_msr_dump() { return std::make_unique<MsrDump>(); }
std::unique_ptr<LineReader> make_rdmsr() { return std::make_unique<Rdmsr>(); }

}  // namespace memtype::readers
