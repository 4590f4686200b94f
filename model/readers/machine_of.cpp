#include "memtype/readers/machine_of.hpp"

#include <algorithm>

#include "memtype/cpu/block.hpp"
#include "memtype/cpu/msr.hpp"

namespace memtype::readers {
namespace {

using kernel::Environment;
using kernel::PatMode;

bool has_message(const Observations& seen, MessageKind kind) {
  return std::any_of(seen.messages.begin(), seen.messages.end(),
                     [&](const Message& message) { return message.kind == kind; });
}

// By vendor, family and model; arch/x86/kernel/cpu/intel.c and arch/x86/mm/pat/memtype.c name the
// models with errata.
const CpuProfile* profile_of(const Processor& cpu) {
  const unsigned family = cpu.family.value_or(0), model = cpu.model.value_or(0);
  if (cpu.vendor == "HygonGenuine") return find_cpu("hygon");
  if (cpu.vendor == "AuthenticAMD" && cpu.family)
    return family >= 15 ? find_cpu("amd64") : family == 6 ? find_cpu("amd_k7") : nullptr;
  if (cpu.vendor == "CentaurHauls" && family == 6 && cpu.model)
    return model == 15 ? find_cpu("via_nano") : model >= 10 ? find_cpu("via_c7") : nullptr;
  if (cpu.vendor == "  Shanghai  " || cpu.vendor == "Shanghai") return find_cpu("zhaoxin");
  if (cpu.vendor != "GenuineIntel" || !cpu.family || !cpu.model) return nullptr;
  if (family == 15)
    return find_cpu(model <= 6 && model != 3 && model != 4 ? "intel_pat_low4" : "intel");
  if (family != 6) return nullptr;
  if (model == 1)
    return cpu.stepping ? find_cpu(*cpu.stepping <= 7 ? "intel_ppro" : "intel_p6") : nullptr;
  if (model <= 6) return find_cpu("intel_p6");
  return find_cpu(model <= 14 ? "intel_p3" : "intel");
}

const Processor* processor_of(const Observations& seen) {
  for (auto cpu = seen.processors.rbegin(); cpu != seen.processors.rend(); ++cpu)
    if (!cpu->value.vendor.empty()) return &cpu->value;
  return nullptr;
}

void set_processor(const Observations& seen, Machine& machine) {
  const Processor* cpu = processor_of(seen);
  if (const CpuProfile* profile = cpu ? profile_of(*cpu) : nullptr) machine.cpu = {profile};
}

std::optional<PatMode> mode_of_layout(const Pat& pat) {
  using enum MemoryType;
  constexpr Pat layouts[] = {{{WB, WC, UC_minus, UC, WB, WP, UC_minus, WT}},
                             {{WB, WC, UC_minus, UC, WB, WC, UC_minus, WT}}};
  for (const Pat& layout : layouts)
    if (pat == layout) return PatMode::full;
  if (pat == Pat{{WB, WC, UC_minus, UC, WB, WC, UC_minus, UC}}) return PatMode::linux4;
  if (pat == Pat{{WB, WT, UC_minus, UC, WC, WP, UC, UC}}) return PatMode::xen;
  return std::nullopt;
}

void set_pat(const Observations& seen, Machine& machine) {
  std::optional<Pat> pat;
  for (const auto& said : seen.pat)
    if (!said.value.before_kernel) pat = Pat{said.value.entries};
  if (const auto value = msr_value(seen, msr::pat); value && is_legal_pat(*value))
    pat = decode_pat(*value);
  const Processor* cpu = processor_of(seen);
  const bool none = cpu && cpu->has_pat == false && !cpu->vendor.empty();
  const bool off =
      has_message(seen, MessageKind::pat_disabled) || has_message(seen, MessageKind::pat_skipped);
  if (off)
    machine.pat = {{PatMode::nopat, pat ? encode_pat(*pat) : pat_power_on}};
  else if (has_message(seen, MessageKind::pat_not_supported) || none)
    machine.pat = {{PatMode::absent, pat_power_on}};
  else if (pat && mode_of_layout(*pat))
    machine.pat = {{*mode_of_layout(*pat), pat_power_on}};
  else if (pat && encode_pat(*pat) == pat_power_on)
    machine.pat = {{PatMode::nopat, pat_power_on}};
  else if (pat)
    machine.pat = {{PatMode::msr, encode_pat(*pat)}};
}

void set_environment(const Observations& seen, Machine& machine) {
  const Processor* cpu = processor_of(seen);
  for (const auto& said : seen.hypervisor) {
    if (said.value == "KVM") machine.env = {Environment::kvm};
    if (said.value.starts_with("Microsoft")) machine.env = {Environment::hyperv};
    if (said.value == "Xen PV") {
      const bool dom0 = has_message(seen, MessageKind::mtrr_read_only);
      machine.env = dom0 ? Alternatives<Environment>{Environment::xen_dom0}
                         : Alternatives<Environment>{Environment::xen_dom0, Environment::xen_domu};
    }
  }
  if (seen.hypervisor.empty() && cpu && cpu->hypervisor == false)
    machine.env = {Environment::bare_metal};
}

void set_kernel(const Observations& seen, Machine& machine, std::vector<Note>& notes) {
  if (seen.kernel.empty()) return;
  const auto& said = seen.kernel.back();
  // Distributions write "7.3.4+deb13-amd64".
  const auto version = kernel::version_from(said.value.substr(0, said.value.find('+')));
  if (version && kernel::is_known(*version))
    machine.kernel = {*version};
  else
    notes.push_back({Note::Kind::chosen,
                     "kernel " + said.value +
                         " is not one of those whose rules are known here "
                         "(" +
                         kernel::series_name(kernel::oldest_version) + " to " +
                         kernel::series_name(kernel::newest_version) + ")",
                     {said.place}});
}

void set_fixed(const KnownMtrrs& mtrrs, Machine& machine) {
  if (mtrrs.fixed_enabled) machine.mtrr_fixed = {*mtrrs.fixed_enabled};
  if (!covers_fixed(mtrrs)) return;
  FixedRanges fixed;
  for (const auto& run : mtrrs.fixed)
    for (std::size_t i = 0; i < FixedRanges::count; ++i)
      if (run.value.range.begin <= FixedRanges::range(i).begin &&
          FixedRanges::range(i).end <= run.value.range.end)
        fixed.set(i, run.value.type);
  machine.fixed = {fixed};
}

FirmwareRegister<std::uint64_t> firmware_register(const KnownRegister& reg, unsigned phys_bits) {
  FirmwareRegister<std::uint64_t> found;
  found.type = reg.type;
  if (is_natural<Concrete>(reg.base, reg.mask, phys_bits)) {
    found.start = reg.base;
    found.length = (~reg.mask & mtrr_address_bits(phys_bits)) + page_bytes;
    return found;
  }
  found.raw = true;
  found.start = reg.base | static_cast<std::uint64_t>(reg.type);
  found.length = reg.mask | mtrr_mask_valid;
  return found;
}

void set_registers(const KnownMtrrs& mtrrs, Machine& machine) {
  if (mtrrs.width) machine.phys_bits = {mtrrs.phys_bits};
  if (mtrrs.count) machine.mtrr_variable = {*mtrrs.count};
  if (mtrrs.default_type) machine.mtrr_default = {*mtrrs.default_type};
  if (mtrrs.enabled) machine.mtrr_enabled = {*mtrrs.enabled};
  if (mtrrs.tom2) machine.tom2 = {*mtrrs.tom2};
  if (!mtrrs.seen || !mtrrs.complete) return;
  FirmwareRegisters<std::uint64_t> firmware;
  for (const KnownRegister& reg : mtrrs.registers) {
    while (firmware.ranges.size() < reg.number)  // those between are free
      firmware.ranges.push_back({MemoryType::UC, true, 0, 0});
    firmware.ranges.push_back(firmware_register(reg, mtrrs.phys_bits));
  }
  const auto used = static_cast<unsigned>(mtrrs.registers.size());
  machine.firmware = {std::move(firmware)};
  if (mtrrs.count && *mtrrs.count >= used)
    machine.mtrr_free = {{*mtrrs.count - used, *mtrrs.count - used}};
}

MemoryRange::Kind kind_of(MapEntry::Kind kind) {
  switch (kind) {
    case MapEntry::Kind::ram: return MemoryRange::Kind::ram;
    case MapEntry::Kind::acpi_data:
    case MapEntry::Kind::acpi_nvs: return MemoryRange::Kind::acpi;
    case MapEntry::Kind::reserved:
    case MapEntry::Kind::persistent:
    case MapEntry::Kind::other: return MemoryRange::Kind::reserved;
  }
  return MemoryRange::Kind::reserved;
}

// Of /proc/iomem, in the kernel's words (arch/x86/kernel/e820.c: e820_type_to_string).
MemoryMap resource_map(const Observations& seen) {
  MemoryMap memory;
  bool ram = false;
  for (const Resource& resource : seen.resources) {
    if (resource.depth != 0 || resource.range.empty()) continue;
    MemoryRange range{MemoryRange::Kind::reserved, resource.range.begin, resource.range.bytes()};
    if (resource.name == "System RAM")
      range.kind = MemoryRange::Kind::ram;
    else if (resource.name.starts_with("ACPI "))
      range.kind = MemoryRange::Kind::acpi;
    else if (resource.name != "Reserved" && resource.name != "reserved")
      continue;
    ram |= range.kind == MemoryRange::Kind::ram;
    memory.push_back(range);
  }
  return ram ? memory : MemoryMap{};
}

void set_memory(const Observations& seen, Machine& machine) {
  MemoryMap memory;
  if (const MemoryMapSeen* map = firmware_map(seen)) {
    for (const MapEntry& entry : map->entries)
      if (!entry.range.empty())
        memory.push_back({kind_of(entry.kind), entry.range.begin, entry.range.bytes()});
  } else {
    memory = resource_map(seen);
  }
  if (!memory.empty()) machine.memory = {std::move(memory)};
}

// Its options that concern memory types; the others change nothing.
void set_command_line(const Observations& seen, Machine& machine) {
  if (seen.command_line.empty()) return;
  const std::string& line = seen.command_line.back().value;
  kernel::CommandLine known{true, {}};
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::string word = line.substr(at, end - at);
    at = end + 1;
    if (word == "--") break;
    const auto options = kernel::kernel_options();
    const bool concerns = std::any_of(options.begin(), options.end(), [&](const auto& option) {
      return kernel::has_effect(word, option.effect);
    });
    if (concerns) known.options += (known.options.empty() ? "" : " ") + word;
  }
  machine.cmdline = {std::move(known)};
}

void set_reservations(const Observations& seen, Machine& machine) {
  if (seen.pat_lists.empty()) return;
  Reservations reserved;
  for (const PatEntry& entry : seen.pat_lists.back().entries)
    if (entry.type && !entry.range.empty())
      reserved.push_back({*entry.type, entry.range.begin, entry.range.bytes()});
  machine.reserved = {std::move(reserved)};
}

}  // namespace

const MemoryMapSeen* firmware_map(const Observations& seen) {
  using enum MemoryMapSeen::Origin;
  for (const auto origin :
       {firmware, hypervisor, xen_guest, user, extended, modified, bootloader, efi}) {
    const MemoryMapSeen* longest = nullptr;
    for (const MemoryMapSeen& map : seen.maps)
      if (map.origin == origin &&
          (longest == nullptr || map.boot > longest->boot ||
           (map.boot == longest->boot && map.entries.size() > longest->entries.size())))
        longest = &map;
    if (longest != nullptr) return longest;
  }
  return nullptr;
}

Machine machine_of(const Observations& seen, std::vector<Note>& notes) {
  Machine machine;
  KnownMtrrs mtrrs = known_mtrrs(seen);
  notes.insert(notes.end(), mtrrs.notes.begin(), mtrrs.notes.end());
  set_processor(seen, machine);
  set_pat(seen, machine);
  set_command_line(seen, machine);
  set_environment(seen, machine);
  set_kernel(seen, machine, notes);
  set_fixed(mtrrs, machine);
  set_registers(mtrrs, machine);
  if (const auto cap = msr_value(seen, msr::mtrr_cap))
    machine.mtrr_wc = {(*cap & mtrr_cap_wc) != 0};
  if (const auto syscfg = msr_value(seen, msr::syscfg)) machine.syscfg = {*syscfg};
  set_memory(seen, machine);
  set_reservations(seen, machine);
  return machine;
}

}  // namespace memtype::readers
