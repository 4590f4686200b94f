#include <fmt/format.h>

#include <algorithm>

#include "semantics/legal.hpp"
#include "semantics/operators.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

template <class T, class F>
std::string alternatives(const std::vector<T>& values, F text) {
  std::string joined;
  for (const T& value : values) {
    if (!joined.empty()) joined += '|';
    joined += text(value);
  }
  return joined;
}

// An expression as it was written, near enough to be recognised.
std::string written(const Expr& e) {
  if (e.kind == Expr::Kind::number) return print_expr(e);
  if (e.kind == Expr::Kind::binary && e.args.size() == 2)
    return written(e.args[0]) + std::string(info(e.op).spelling) + written(e.args[1]);
  return e.text;
}

std::string firmware_text(const Firmware& firmware) {
  if (firmware.any) return "any";
  if (firmware.ranges.empty()) return "none";
  std::string text;
  for (const FirmwareRange& range : firmware.ranges) {
    if (!text.empty()) text += '+';
    text += fmt::format("{}({},{})", range.raw ? "raw" : name(range.type), written(range.start),
                        written(range.length));
  }
  return text;
}

// What has an alignment or the machine's bounds is an address; the rest are sizes and counts.
bool is_address(const Param& p) { return p.align > 1 || !p.has_range; }

std::string param_value(const Param& p, std::uint64_t value) {
  return is_address(p) ? print_address(value) : print_number(value);
}

std::string param_line(const Param& p, unsigned phys_bits) {
  const ParamBounds bounds = param_bounds(p, phys_bits);
  const std::string low = param_value(p, bounds.low), high = param_value(p, bounds.high);
  if (!is_address(p)) return fmt::format("Param {} in {}..{}\n", p.name, low, high);
  const std::string aligned = p.align > 1 ? print_number(p.align) + "-aligned " : "";
  return fmt::format("Param {} {}in [{}-{}]\n", p.name, aligned, low, high);
}

std::string mtrr_fact(const Case& c, const MachineChoice& choice) {
  const auto free = free_registers(c, choice);
  const std::string span =
      free.low == free.high ? std::to_string(free.low) : fmt::format("{}..{}", free.low, free.high);
  return fmt::format("mtrr={} ({} free)", register_count(c, choice), span);
}

}  // namespace

std::string machine_lines(const Case& c) {
  const MachineSpec& m = c.machine;
  const std::vector<MachineChoice> choices = machine_choices(c);
  if (choices.empty()) return "Machine none: these facts describe no machine that can exist\n";
  const MachineChoice& first = choices.front();
  const auto or_first = [](const std::string& text, const std::string& fallback) {
    return text.empty() ? fallback : text;
  };
  const auto type = [](MemoryType t) { return std::string(name(t)); };
  const auto pats = alternatives(m.pat, [](const MachineSpec::Pat& p) {
    return p.mode == kernel::PatMode::msr ? fmt::format("msr({:#x})", p.msr)
                                          : std::string(kernel::name(p.mode));
  });
  std::string text =
      fmt::format("Machine cpu={} phys_bits={} pat={} {} default={}\n",
                  alternatives(m.cpu, [](const std::string& s) { return s; }),
                  or_first(alternatives(m.phys_bits, [](unsigned b) { return std::to_string(b); }),
                           std::to_string(first.phys_bits)),
                  or_first(pats, std::string(kernel::name(first.pat_fact.mode))),
                  mtrr_fact(c, first), or_first(alternatives(m.mtrr_default, type), "UC"));
  const PairCount pairs = cpu_pat_pairs(c);
  text += fmt::format(
      "Machine firmware={} env={} kernel={}{}\n",
      alternatives(firmware_alternatives(m), [](const Firmware& f) { return firmware_text(f); }),
      or_first(alternatives(m.env, [](auto e) { return std::string(kernel::name(e)); }),
               "bare_metal"),
      or_first(alternatives(m.kernel, [](auto v) { return kernel::to_string(v); }),
               kernel::to_string(kernel::newest_version)),
      pairs.exist == pairs.written
          ? ""
          : fmt::format("   ({} of {} cpu/pat pairs exist)", pairs.exist, pairs.written));
  const std::vector<std::string> defaulted = defaulted_facts(m);
  if (!defaulted.empty())
    text += "Machine by default: " +
            fmt::format("{}", fmt::join(defaulted.begin(), defaulted.end(), ", ")) + "\n";
  for (const Param& p : c.params) text += param_line(p, first.phys_bits);
  return text;
}

std::string start_text(const Case& c, const MachineChoice& choice, const Inputs<Concrete>& inputs) {
  const auto free = std::count_if(inputs.registers.begin(), inputs.registers.end(),
                                  [](const auto& r) { return !r.valid; });
  std::string text =
      fmt::format("{} mtrr={} ({} free)", describe(c, choice), inputs.registers.size(), free);
  if (c.machine.mtrr_default.size() <= 1)
    text += " default=" + std::string(name(choice.default_type));
  std::string firmware;
  for (std::size_t i = 0; i < inputs.registers.size(); ++i) {
    const auto& range = inputs.registers[i];
    if (!range.valid || range.elsewhere) continue;
    firmware += fmt::format("{}reg {} {}", firmware.empty() ? "" : ", ", i,
                            register_text(range, choice.phys_bits));
  }
  text += " firmware=" + (firmware.empty() ? "none" : firmware);
  for (std::size_t i = 0; i < c.params.size(); ++i)
    text += " " + c.params[i].name + "=" + param_value(c.params[i], to_word(inputs.params[i]));
  return text;
}

}  // namespace memtype::cli
