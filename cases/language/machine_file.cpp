#include "memtype/cases/machine_file.hpp"

#include <algorithm>

#include "language/lexer.hpp"
#include "language/parser.hpp"
#include "language/print_machine.hpp"
#include "language/resolver.hpp"
#include "language/text_kind.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

constexpr std::uint64_t last_bar = 5;

class DeviceResolver {
 public:
  explicit DeviceResolver(Names& names) : names_(names) {}

  std::vector<MachineDevice> run(std::vector<DeviceSyntax>& syntax) {
    for (DeviceSyntax& device : syntax) devices_.push_back(resolve(device));
    return std::move(devices_);
  }

 private:
  MachineDevice resolve(DeviceSyntax& syntax) {
    if (syntax.address.name.empty())
      names_.report.error("E028", syntax.address.at, "a device has an address");
    for (const MachineDevice& other : devices_)
      if (other.address == syntax.address.name)
        names_.report.error("E011", syntax.address.at,
                            "there is already a device " + quoted(other.address));
    MachineDevice device{syntax.address.name, std::move(syntax.what), {}};
    for (BarSyntax& bar : syntax.bars) add(bar, device);
    return device;
  }

  void add(BarSyntax& syntax, MachineDevice& device) {
    const auto number = known_value(syntax.number, "the number of a BAR", names_);
    const auto start = known_value(syntax.start, "the start of a BAR", names_);
    const auto length = known_value(syntax.length, "the length of a BAR", names_);
    if (!number || !start || !length) return;
    const auto wrong = [&](const Expr& e, const std::string& text) {
      names_.report.error("E028", e.at, text);
    };
    if (*number > last_bar) return wrong(syntax.number, "a device has BARs 0 to 5");
    if (*length == 0 || *start + *length < *start)
      return wrong(syntax.length, "this BAR is empty or does not end");
    const auto taken = std::any_of(device.bars.begin(), device.bars.end(),
                                   [&](const MachineBar& bar) { return bar.number == *number; });
    if (taken)
      names_.report.error("E011", syntax.number.at,
                          "BAR " + std::to_string(*number) + " of this device is given twice");
    device.bars.push_back({static_cast<unsigned>(*number), *start, *length, syntax.prefetchable});
  }

  Names& names_;
  std::vector<MachineDevice> devices_;
};

// What a string of a file can hold.
std::string in_quotes(std::string_view text) {
  std::string quoted_text = "\"";
  for (const char c : text)
    quoted_text += c == '"' ? '\'' : static_cast<unsigned char>(c - ' ') < 95 ? c : '?';
  return quoted_text + "\"";
}

std::string print_device(const MachineDevice& device) {
  std::string text = "\ndevice " + in_quotes(device.address);
  if (!device.what.empty()) text += " " + in_quotes(device.what);
  text += " {\n";
  for (const MachineBar& bar : device.bars)
    text += "    bar " + std::to_string(bar.number) + " (" + print_address(bar.start) + ", " +
            print_number(bar.length) + ")" + (bar.prefetchable ? " prefetchable" : "") + ";\n";
  return text + "}\n";
}

}  // namespace

MachineFileResult parse_machine_file(std::string_view text) {
  Report report;
  if (const std::string_view other = other_than_text(text); !other.empty()) {
    report.error("E001", {}, "this is " + std::string(other) + "; a machine is text in UTF-8");
    return {std::nullopt, report.take()};
  }
  SyntaxTree tree = Parser(lex(text, report), report).machine_file();
  Case none;
  Names names{none, report, tree.skipped, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  if (!tree.machines.empty()) resolve_open_machine(tree.machines.front(), names);
  std::vector<MachineDevice> devices = DeviceResolver(names).run(tree.devices);
  MachineFileResult result;
  if (report.errors() == 0) result.parsed = {std::move(none.machine), std::move(devices)};
  result.diagnostics = report.take();
  return result;
}

std::string print_machine_file(const MachineFile& file) {
  std::string text = print_machine_block(file.machine, true);
  for (const MachineDevice& device : file.devices) text += print_device(device);
  return text;
}

}  // namespace memtype::cases
