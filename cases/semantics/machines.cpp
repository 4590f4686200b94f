#include "semantics/machines.hpp"

#include <algorithm>

namespace memtype::cases {
namespace {

template <class T>
std::vector<T> or_default(const std::vector<T>& values, T fallback) {
  return values.empty() ? std::vector<T>{fallback} : values;
}

std::vector<MachineSpec::Pat> pat_facts(const MachineSpec& spec, const CpuProfile& cpu) {
  if (!spec.pat.empty()) return spec.pat;
  const bool has = cpu.has_pat && cpu.pat_errata != PatErrata::hidden;
  return {{has ? kernel::PatMode::full : kernel::PatMode::absent, 0}};
}

bool exists(const CpuProfile& cpu, MachineSpec::Pat fact, kernel::Environment env) {
  return kernel::pat_clash(cpu, fact.mode, env) == kernel::PatClash::none;
}

kernel::Boot boot(const MachineChoice& m) {
  return kernel::boot(
      kernel::boot_facts(*m.cpu, m.pat_fact.mode, m.pat_fact.msr, m.env, m.kernel, m.mtrr_enabled));
}

}  // namespace

std::vector<Firmware> firmware_alternatives(const MachineSpec& spec) {
  return spec.firmware.empty() ? std::vector<Firmware>{Firmware{}} : spec.firmware;
}

std::vector<MachineChoice> machine_choices(const Case& c) {
  const MachineSpec& spec = c.machine;
  std::vector<MachineChoice> choices;
  const auto environments = or_default(spec.env, kernel::Environment::bare_metal);
  const auto kernels = or_default(spec.kernel, kernel::newest_version);
  const auto defaults = or_default(spec.mtrr_default, MemoryType::UC);
  const auto fixed = or_default<bool>(spec.mtrr_fixed, true);
  std::vector<std::optional<MemoryType>> fixed_types(spec.fixed_type.begin(),
                                                     spec.fixed_type.end());
  if (fixed_types.empty()) fixed_types.push_back(std::nullopt);
  const auto enabled = or_default<bool>(spec.mtrr_enabled, true);
  const auto honored = or_default<bool>(spec.guest_pat_honored, true);
  const auto hosts = or_default(spec.host_type, MemoryType::UC);
  const std::size_t firmwares = firmware_alternatives(spec).size();

  MachineChoice choice;
  const auto with_env = [&](kernel::Environment env) {
    const bool kvm = env == kernel::Environment::kvm;
    for (bool guest_pat : kvm ? honored : std::vector<bool>{true})
      for (MemoryType host : kvm ? hosts : std::vector<MemoryType>{MemoryType::UC})
        for (MemoryType default_type : defaults)
          for (bool fixed_on : fixed)
            for (auto fixed_type : fixed_types)
              for (bool on : enabled)
                for (std::size_t firmware = 0; firmware < firmwares; ++firmware) {
                  choice.guest_pat_honored = guest_pat;
                  choice.host_type = host;
                  choice.default_type = default_type;
                  choice.fixed_enabled = fixed_on;
                  choice.fixed_type = fixed_type;
                  choice.mtrr_enabled = on;
                  choice.firmware = firmware;
                  choice.boot = boot(choice);
                  choices.push_back(choice);
                }
  };
  for (const std::string& name : spec.cpu) {
    choice.cpu = find_cpu(name);
    if (choice.cpu == nullptr) continue;
    for (unsigned bits : or_default(spec.phys_bits, choice.cpu->phys_bits))
      for (MachineSpec::Pat fact : pat_facts(spec, *choice.cpu))
        for (kernel::Environment env : environments)
          for (kernel::Version version : kernels) {
            if (!exists(*choice.cpu, fact, env)) continue;
            choice.phys_bits = bits;
            choice.pat_fact = fact;
            choice.env = env;
            choice.kernel = version;
            with_env(env);
          }
  }
  return choices;
}

namespace {

bool reads_fact(const Expr& e, Fact fact) {
  if (e.symbol.kind == Symbol::Kind::fact && e.symbol.fact == fact) return true;
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const Expr& part) { return reads_fact(part, fact); });
}

bool reads_fact(const Case& c, Fact fact) {
  return std::any_of(c.checks.begin(), c.checks.end(), [&](const Check& check) {
    return reads_fact(check.condition, fact) || (check.when && reads_fact(*check.when, fact));
  });
}

// All that the rules read from a choice (make_system and what follows).
bool same_to_rules(const Case& c, const MachineChoice& a, const MachineChoice& b) {
  for (MemoryType mode : pat_memory_types)
    if (a.boot.pat.page_type(mode) != b.boot.pat.page_type(mode)) return false;
  return a.cpu->table == b.cpu->table && a.cpu->ppro_erratum == b.cpu->ppro_erratum &&
         a.phys_bits == b.phys_bits && a.boot.pat.enabled == b.boot.pat.enabled && a.env == b.env &&
         a.kernel == b.kernel && a.default_type == b.default_type &&
         a.fixed_enabled == b.fixed_enabled && a.fixed_type == b.fixed_type &&
         a.mtrr_enabled == b.mtrr_enabled && a.firmware == b.firmware &&
         a.guest_pat_honored == b.guest_pat_honored && a.host_type == b.host_type &&
         register_count(c, a) == register_count(c, b);
}

}  // namespace

std::vector<std::size_t> equivalent_choices(const Case& c,
                                            const std::vector<MachineChoice>& choices) {
  const bool cpu = reads_fact(c, Fact::cpu);
  const bool pat = reads_fact(c, Fact::pat);
  std::vector<std::size_t> first(choices.size());
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto same = [&](const MachineChoice& other) {
      const MachineChoice& me = choices[i];
      return same_to_rules(c, me, other) && (!cpu || me.cpu == other.cpu) &&
             (!pat || me.pat_fact.mode == other.pat_fact.mode);
    };
    first[i] = static_cast<std::size_t>(std::find_if(choices.begin(), choices.end(), same) -
                                        choices.begin());
  }
  return first;
}

PairCount cpu_pat_pairs(const Case& c) {
  PairCount count;
  const auto environments = or_default(c.machine.env, kernel::Environment::bare_metal);
  for (const std::string& name : c.machine.cpu) {
    const CpuProfile* cpu = find_cpu(name);
    if (cpu == nullptr) continue;
    for (MachineSpec::Pat fact : pat_facts(c.machine, *cpu)) {
      ++count.written;
      const auto in = [&](kernel::Environment env) { return exists(*cpu, fact, env); };
      count.exist += std::any_of(environments.begin(), environments.end(), in) ? 1 : 0;
    }
  }
  return count;
}

unsigned register_count(const Case& c, const MachineChoice& choice) {
  return c.machine.mtrr_variable.value_or(choice.cpu->variable_mtrrs);
}

FixedRanges fixed_ranges(const MachineChoice& choice) {
  return choice.fixed_type ? FixedRanges(*choice.fixed_type) : FixedRanges::usual();
}

std::string describe(const Case& c, const MachineChoice& choice) {
  const MachineSpec& spec = c.machine;
  std::string text;
  const auto add = [&](bool shown, std::string_view fact, std::string_view value) {
    if (!shown) return;
    if (!text.empty()) text += ' ';
    text.append(fact).append("=").append(value);
  };
  add(true, "cpu", choice.cpu->name);
  add(spec.phys_bits.size() > 1, "phys_bits", std::to_string(choice.phys_bits));
  add(true, "pat", kernel::name(choice.pat_fact.mode));
  add(spec.env.size() > 1, "env", kernel::name(choice.env));
  add(spec.kernel.size() > 1, "kernel", kernel::to_string(choice.kernel));
  add(spec.mtrr_default.size() > 1, "default", name(choice.default_type));
  add(spec.mtrr_fixed.size() > 1, "mtrr_fixed", choice.fixed_enabled ? "on" : "off");
  add(spec.fixed_type.size() > 1, "fixed", choice.fixed_type ? name(*choice.fixed_type) : "");
  add(spec.mtrr_enabled.size() > 1, "mtrr_enabled", choice.mtrr_enabled ? "on" : "off");
  const bool kvm = choice.env == kernel::Environment::kvm;
  add(kvm, "guest_pat", choice.guest_pat_honored ? "honored" : "ignored");
  add(kvm, "host_type", name(choice.host_type));
  return text;
}

std::vector<std::string> defaulted_facts(const MachineSpec& spec) {
  std::vector<std::string> facts;
  const auto add = [&](bool missing, const char* fact) {
    if (missing) facts.emplace_back(fact);
  };
  add(spec.phys_bits.empty(), "phys_bits");
  add(spec.pat.empty(), "pat");
  add(!spec.mtrr_variable, "mtrr_variable");
  add(!spec.mtrr_free, "mtrr_free");
  add(spec.mtrr_default.empty(), "mtrr_default");
  add(spec.mtrr_fixed.empty(), "mtrr_fixed");
  add(spec.mtrr_enabled.empty(), "mtrr_enabled");
  add(spec.firmware.empty(), "firmware");
  add(spec.env.empty(), "env");
  add(spec.kernel.empty(), "kernel");
  return facts;
}

}  // namespace memtype::cases
