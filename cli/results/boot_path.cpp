#include "results/boot_path.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "language/fact_clashes.hpp"
#include "language/fact_text.hpp"
#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/linux/errno.hpp"
#include "semantics/boot_facts.hpp"
#include "semantics/legal.hpp"
#include "semantics/trace.hpp"

namespace memtype::cli {
namespace {

using namespace cases;
using kernel::Environment;
using kernel::PatMode;
using kernel::Version;

// Each mapping at a page of its own, the ranges in BARs of their own. The machine is replaced; 4.2
// has all of these functions.
constexpr std::string_view calls_afterwards = R"(case boot
machine { cpu intel; kernel "4.2"; }
program afterwards {
    plain  = ioremap(0xe0000000, 4K);
    uc     = ioremap_uc(0xe0001000, 4K);
    wc     = ioremap_wc(0xe0002000, 4K);
    wt     = ioremap_wt(0xe0003000, 4K);
    cached = ioremap_cache(0xe0004000, 4K);
    reg    = mtrr_add(0xd0000000, 16M, MTRR_TYPE_WRCOMB, 1);
    handle = arch_phys_wc_add(0xc0000000, 16M);
}
)";

const Case& calls_case() {
  static const Case parsed = *parse_case("", calls_afterwards).parsed;
  return parsed;
}

// Reads one fact; what is wrong, in words.
std::string set_fact(MachineSpec& machine, std::string_view name, std::string_view text) {
  const MachineFact* fact = find_machine_fact(name);
  std::string trouble = read_fact_text(*fact, text, machine);
  if (trouble.empty() && fact->count(machine) != 1)
    trouble = "'" + std::string(text) + "' is not one value of '" + std::string(name) + "'";
  return trouble;
}

std::string read_machine(const BootRequest& request, MachineSpec& machine) {
  const bool amd = request.env == kernel::name(Environment::snp);
  const std::string cpu = !request.cpu.empty() ? request.cpu : amd ? "amd64" : "intel";
  for (const auto& [name, text] : {std::pair<const char*, std::string>("cpu", cpu),
                                   {"env", request.env},
                                   {"kernel", request.kernel},
                                   {"pat", request.pat},
                                   {"mtrr_enabled", request.mtrr},
                                   {"firmware", "WB(0, 2G)"},
                                   {"memory", "ram(0, 2G)"}})
    if (!text.empty())
      if (std::string trouble = set_fact(machine, name, text); !trouble.empty()) return trouble;
  if (machine.env.empty()) machine.env = {Environment::bare_metal};
  // Elsewhere the table of facts has it: absent where the kernel sees no PAT.
  if (machine.pat.empty() && kernel::is_xen_pv(machine.env.front())) machine.pat = {{PatMode::xen}};
  MachineChoice probe;
  probe.env = machine.env.front();
  for (const auto& [name, text] : {std::pair("guest_pat", "honored"), {"host_type", "UC"}})
    if (find_machine_fact(name)->counts(probe))
      if (std::string trouble = set_fact(machine, name, text); !trouble.empty()) return trouble;
  return "";
}

CallAfterBoot call_of(const TraceStep& step) {
  const Step<Concrete>& made = step.step;
  CallAfterBoot call;
  call.name = made.function->name;
  call.result = kernel::result_name(made.result);
  const std::uint64_t address = to_word(made.arguments[0]);
  if (made.function->returns_mapping()) {
    call.result = made.result == 0 ? "NULL" : "mapped";
    if (made.mapping >= 0) {
      const auto& mapping = step.system.mappings[static_cast<std::size_t>(made.mapping)];
      call.page = kernel::page_types<Concrete>(step.system.pat, mapping.mode);
      call.below = base_type_at<Concrete>(step.system, address);
      call.effective = page_effective_type<Concrete>(step.system, call.below, mapping.mode);
    }
  }
  call.text = fmt::format("{}({}, {}) = {}", call.name, print_address(address),
                          print_number(to_word(made.arguments[1])), call.result);
  return call;
}

// Not a clash of facts that this command makes itself.
std::string no_machine(const MachineSpec& machine) {
  const auto clash = clash_of_all(machine);
  const std::string text = "there is no such machine: " + (clash ? clash->why : std::string());
  if (!clash || clash->pats.empty()) return text;
  return text + "; with the other facts 'pat' can be " + quoted_list(clash->pats, 40);
}

// As the kernel reads a register, whose mask may be no power of two.
std::string block_text(const VariableRange<Concrete>& range, unsigned phys_bits) {
  const kernel::RegisterView<Concrete> view = kernel::register_view<Concrete>(range, phys_bits);
  return fmt::format("[{}-{}]", print_address(view.base), print_address(view.base + view.size - 1));
}

// Do two paths look alike to somebody who reads the matrix?
bool same_row(const BootPath& a, const BootPath& b) {
  const auto alike = [](const CallAfterBoot& x, const CallAfterBoot& y) {
    return x.text == y.text && x.page == y.page && x.effective == y.effective;
  };
  return kernel::entry_of(a.steps) == kernel::entry_of(b.steps) &&
         belief_text(a) == belief_text(b) && pat_text(a) == pat_text(b) &&
         std::equal(a.calls.begin(), a.calls.end(), b.calls.begin(), b.calls.end(), alike);
}

// The newest kernel of each series that is known, the oldest first.
std::vector<Version> all_series() {
  std::vector<Version> list;
  for (int major = kernel::oldest_version.major; major <= kernel::newest_version.major; ++major)
    for (int minor = 0; minor < 100; ++minor)
      if (const Version v{major, minor, kernel::newest_patch}; kernel::is_known(v))
        list.push_back(v);
  return list;
}

void add_rows(std::vector<BootRow>& rows, BootRequest request) {
  bool fresh = true;
  for (const Version version : all_series()) {
    request.kernel = kernel::to_string(version);
    auto made = boot_path(request);
    auto* path = std::get_if<BootPath>(&made);
    if (path == nullptr) continue;  // no such machine with this kernel
    if (!fresh && same_row(rows.back().path, *path)) {
      rows.back().last = version;
      rows.back().path = std::move(*path);
    } else {
      rows.push_back({version, version, std::move(*path)});
      fresh = false;
    }
  }
}

}  // namespace

std::vector<PatMode> pat_modes_of(Environment environment, const CpuProfile& cpu) {
  MachineSpec every;
  find_machine_fact("pat")->add_all(every);
  std::vector<PatMode> list;
  for (auto pat = every.pat.rbegin(); pat != every.pat.rend(); ++pat)
    if (kernel::pat_clash(cpu, pat->mode, environment) == kernel::PatClash::none)
      list.push_back(pat->mode);
  return list;
}

std::variant<BootPath, std::string> boot_path(const BootRequest& request) {
  Case c = calls_case();
  c.machine = {};
  if (std::string trouble = read_machine(request, c.machine); !trouble.empty()) return trouble;
  const std::vector<MachineChoice> machines = machine_choices(c);
  if (machines.empty()) return no_machine(c.machine);
  BootPath path;
  path.machine = machines.front();
  path.steps = kernel::boot_path(boot_facts_of(path.machine), path.boot());
  Inputs<Concrete> inputs;
  inputs.registers = listed_registers<Concrete>(c, path.machine, inputs, 0);
  const Trace trace = trace_run(c, path.machine, inputs, 0, {});
  path.system = make_system<Concrete>(path.machine, inputs);
  for (const TraceStep& step : trace.steps) path.calls.push_back(call_of(step));
  return path;
}

std::variant<std::vector<BootRow>, std::string> boot_matrix(const std::string& cpu,
                                                            const std::string& mtrr) {
  MachineSpec machine;
  BootRequest asked;
  asked.cpu = cpu;
  asked.mtrr = mtrr;
  if (std::string trouble = read_machine(asked, machine); !trouble.empty()) return trouble;
  std::vector<BootRow> rows;
  for (const Environment env : kernel::all_environments)
    for (const PatMode mode : pat_modes_of(env, *machine.cpu.front()))
      add_rows(rows,
               {std::string(kernel::name(env)), "", cpu, std::string(kernel::name(mode)), mtrr});
  return rows;
}

std::string boot_fact(const BootPath& path, std::string_view name) {
  return print_setting(find_machine_fact(name)->value(path.machine));
}

std::string belief_text(const BootPath& path) {
  switch (path.boot().mtrr_belief) {
    case kernel::MtrrBelief::nothing: return "nothing";
    case kernel::MtrrBelief::registers:
      return path.machine.mtrr_enabled ? "registers" : "registers, which are off";
    case kernel::MtrrBelief::given: break;
  }
  const MtrrState<Concrete>& given = path.system.belief();
  std::string text = "given: ";
  for (const VariableRange<Concrete>& range : given.variable)
    if (range.valid)
      text += to_string(range.type) + " " + block_text(range, given.phys_bits) + ", ";
  return text + "default " + std::string(name(given.default_type));
}

std::string pat_text(const BootPath& path) {
  const kernel::PatSetup& pat = path.boot().pat;
  const std::string state = pat.enabled ? "on" : "off";
  return pat.in_hardware ? fmt::format("{}, {:#x}", state, pat.msr) : state + ", no PAT";
}

}  // namespace memtype::cli
