#include "settings/bind_devices.hpp"

#include <algorithm>

#include "language/fact_text.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/fold.hpp"
#include "semantics/legal.hpp"

namespace memtype::cases {
namespace {

// One `--device`: a device, and perhaps one parameter and one BAR.
struct Wanted {
  std::string param, address;
  std::optional<std::uint64_t> number;
};

std::string bars_text(const MachineDevice& device) {
  if (device.bars.empty()) return "it has none";
  std::string text = "it has ";
  for (const MachineBar& bar : device.bars)
    text += (&bar == device.bars.data() ? "BAR " : ", BAR ") + std::to_string(bar.number) + " (" +
            print_number(bar.length) + " at " + print_address(bar.start) +
            (bar.prefetchable ? ", prefetchable)" : ")");
  return text;
}

std::string devices_text(const MachineFile& machine) {
  if (machine.devices.empty()) return "it names no device with BARs";
  constexpr std::size_t most = 12;
  std::string text = "it has ";
  std::size_t count = 0;
  for (const MachineDevice& device : machine.devices) {
    if (count == most) return text + ", ...";
    text += (count++ == 0 ? "" : ", ") + device.address +
            (device.what.empty() ? "" : " (" + device.what + ")");
  }
  return text;
}

class Binder {
 public:
  Binder(const Case& c, const MachineFile& machine, std::vector<Diagnostic>& diagnostics)
      : c_(c), machine_(machine), diagnostics_(diagnostics), params_(bar_params(c)) {}

  std::optional<std::vector<BoundBar>> run(const std::vector<std::string>& wanted) {
    std::vector<const MachineDevice*> in_order;
    for (const std::string& text : wanted) take(read(text), in_order);
    if (good_ && !in_order.empty()) bind_in_order(in_order);
    for (const std::size_t param : params_)
      if (good_ && !is_bound(param))
        wrong(c_.params[param].at, "no BAR of the machine is bound to " + name_of(param)).hint =
            "write --device " + c_.params[param].name + "=ADDRESS/NUMBER";
    for (const BoundBar& bound : bound_) fits(bound);
    return good_ ? std::optional(std::move(bound_)) : std::nullopt;
  }

 private:
  Diagnostic& wrong(Location at, std::string message) {
    good_ = false;
    diagnostics_.push_back({Severity::error, "E047", at, std::move(message), {}, {}});
    return diagnostics_.back();
  }
  std::string name_of(std::size_t param) const { return quoted(c_.params[param].name); }
  bool is_bound(std::size_t param) const {
    return std::any_of(bound_.begin(), bound_.end(),
                       [&](const BoundBar& bound) { return bound.param == param; });
  }

  static Wanted read(const std::string& text) {
    Wanted wanted;
    std::string rest = text;
    if (const std::size_t equals = rest.find('='); equals != std::string::npos) {
      wanted.param = rest.substr(0, equals);
      rest.erase(0, equals + 1);
    }
    if (const std::size_t slash = rest.find('/'); slash != std::string::npos) {
      wanted.number = read_number(rest.substr(slash + 1)).value_or(UINT64_MAX);
      rest.erase(slash);
    }
    wanted.address = rest;
    return wanted;
  }

  const MachineDevice* find_device(const std::string& address) {
    for (const MachineDevice& device : machine_.devices)
      if (device.address == address || device.address == "0000:" + address) return &device;
    wrong(c_.machine.at,
          "the machine has no device " + quoted(address) + "; " + devices_text(machine_));
    return nullptr;
  }

  void take(const Wanted& wanted, std::vector<const MachineDevice*>& in_order) {
    const MachineDevice* device = find_device(wanted.address);
    if (device == nullptr) return;
    if (wanted.param.empty() && !wanted.number) return in_order.push_back(device);
    if (wanted.param.empty() || !wanted.number) {
      wrong(c_.machine.at, "a BAR is bound as NAME=ADDRESS/NUMBER, a device as ADDRESS");
      return;
    }
    bind_by_name(wanted, *device);
  }

  void bind_by_name(const Wanted& wanted, const MachineDevice& device) {
    const auto param = std::find_if(c_.params.begin(), c_.params.end(),
                                    [&](const Param& p) { return p.name == wanted.param; });
    if (param == c_.params.end()) {
      wrong(c_.machine.at, "the case has no BAR " + quoted(wanted.param) + "; it has " + names());
      return;
    }
    const auto index = static_cast<std::size_t>(param - c_.params.begin());
    const auto bar = std::find_if(device.bars.begin(), device.bars.end(),
                                  [&](const MachineBar& b) { return b.number == *wanted.number; });
    if (bar == device.bars.end())
      wrong(param->at, device.address + " has no such BAR; " + bars_text(device));
    else if (is_bound(index))
      wrong(param->at, name_of(index) + " is bound twice");
    else
      bound_.push_back({index, device.address, *bar});
  }

  void bind_in_order(const std::vector<const MachineDevice*>& devices) {
    std::vector<BoundBar> there;
    std::string text;
    for (const MachineDevice* device : devices) {
      text += "; " + device->address + ": " + bars_text(*device);
      for (const MachineBar& bar : device->bars) there.push_back({0, device->address, bar});
    }
    std::vector<std::size_t> open;
    for (const std::size_t param : params_)
      if (!is_bound(param)) open.push_back(param);
    if (open.size() != there.size()) {
      const std::string count = std::to_string(open.size());
      wrong(open.empty() ? c_.machine.at : c_.params[open.front()].at,
            "the case has " + count + (open.size() == 1 ? " BAR" : " BARs") + " to bind (" +
                names() + ") and the machine " + std::to_string(there.size()) + text)
          .hint = "bind them by name: --device NAME=ADDRESS/NUMBER";
      return;
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
      there[i].param = open[i];
      bound_.push_back(there[i]);
    }
  }

  std::string names() const {
    std::string text;
    for (const std::size_t param : params_)
      text += (text.empty() ? "" : ", ") + c_.params[param].name;
    return text.empty() ? "none" : text;
  }

  // Is this a place that the case allows?
  void fits(const BoundBar& bound) {
    const Param& param = c_.params[bound.param];
    const std::uint64_t start = bound.bar.start;
    const std::string where = bar_text(bound) + ", at " + print_address(start) + ", ";
    if (param.bar_size > 0 && param.bar_size != bound.bar.length)
      wrong(param.at, bar_text(bound) + " has " + print_number(bound.bar.length) + ", and " +
                          name_of(bound.param) + " " + print_number(param.bar_size));
    const ParamBounds bounds = param_bounds(param, 52);
    if (start < bounds.low || start > bounds.high)
      wrong(param.at, where + "is not in the range of " + name_of(bound.param) + ", " +
                          print_address(bounds.low) + ".." + print_address(bounds.high));
    if (start % std::max<std::uint64_t>(param.align, 1) != 0)
      wrong(param.at, where + "is not aligned to " + print_number(param.align) + " as " +
                          name_of(bound.param));
    for (const MemoryMap& map : c_.machine.memory)
      for (const MemoryRange& range : map)
        if (range.kind == MemoryRange::Kind::ram && !param.may_overlap &&
            start < range.start + range.length && range.start < start + bound.bar.length)
          return void(wrong(param.at, where + "meets RAM"));
  }

  const Case& c_;
  const MachineFile& machine_;
  std::vector<Diagnostic>& diagnostics_;
  std::vector<std::size_t> params_;
  std::vector<BoundBar> bound_;
  bool good_ = true;
};

}  // namespace

std::vector<std::size_t> bar_params(const Case& c) {
  std::vector<std::size_t> declared, first;
  for (std::size_t i = 0; i < c.params.size(); ++i)
    if (c.params[i].bar_size > 0) declared.push_back(i);
  if (!declared.empty()) return declared;
  for (std::size_t i = 0; i < c.params.size(); ++i) {
    const auto begins = [&](const Region& region) {
      const Folded start = fold(region.start, c);
      return start.affine && start.param == static_cast<int>(i);
    };
    if (std::any_of(c.regions.begin(), c.regions.end(), begins)) first.push_back(i);
  }
  return first;
}

std::optional<std::vector<BoundBar>> bind_devices(const Case& c, const MachineFile& machine,
                                                  const std::vector<std::string>& wanted,
                                                  std::vector<Diagnostic>& diagnostics) {
  return Binder(c, machine, diagnostics).run(wanted);
}

Reservations put_bars(Case& c, const std::vector<BoundBar>& bound) {
  for (const BoundBar& b : bound) {
    Param& param = c.params[b.param];
    param.low = b.bar.start;
    param.high = b.bar.start + std::max<std::uint64_t>(param.bar_size, 1) - 1;
    param.has_range = true;
  }
  const auto inside = [&](const Reservation& r) {
    return std::any_of(bound.begin(), bound.end(), [&](const BoundBar& b) {
      return b.bar.start <= r.start && r.start + r.length <= b.bar.start + b.bar.length;
    });
  };
  Reservations taken;
  for (Reservations& list : c.machine.reserved) {
    for (const Reservation& r : list)
      if (inside(r)) taken.push_back(r);
    std::erase_if(list, inside);
  }
  return taken;
}

std::string bar_text(const BoundBar& bound) {
  return "BAR " + std::to_string(bound.bar.number) + " of " + bound.device;
}

}  // namespace memtype::cases
