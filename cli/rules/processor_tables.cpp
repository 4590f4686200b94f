// What the processor makes of memory types.
#include <fmt/format.h>

#include "memtype/cpu/manual.hpp"
#include "memtype/cpu/msr.hpp"
#include "memtype/cpu/nested.hpp"
#include "memtype/cpu/overlap.hpp"
#include "memtype/cpu/profiles.hpp"
#include "memtype/linux/pat_setup.hpp"
#include "rules/rules.hpp"

namespace memtype::cli {
namespace {

RuleTable effective_table(EffectiveTable which, std::string name, std::string title,
                          std::string note) {
  RuleTable table{std::move(name),
                  std::move(title),
                  std::move(note),
                  "",
                  {"rule", "MTRR", "page", "effective", "source"},
                  {}};
  for (const EffectiveRow& row : rows(which))
    table.rows.push_back({rule_name(row), word(row.mtrr), word(row.page), word(row.effective),
                          std::string(citation(row.source))});
  return table;
}

RuleTable disagreement_table() {
  RuleTable table{
      "intel_amd",
      "Where Intel and AMD differ",
      "The cells of the two tables above that both vendors define and fill differently.",
      std::string(cited<"Intel SDM vol. 3A, table 11-7; AMD APM vol. 2, table 7-11">),
      {"rule", "MTRR", "page", "Intel", "AMD", "what it means"},
      {}};
  for (const Disagreement& d : disagreements(EffectiveTable::intel_pat, EffectiveTable::amd_pat))
    table.rows.push_back(
        {rule_name(effective_row(EffectiveTable::intel_pat, d.mtrr, d.page)), word(d.mtrr),
         word(d.page), word(d.first), word(d.second),
         d.in_probing_only ? "uncached on both; AMD probes the caches" : "another type"});
  return table;
}

RuleTable overlap_table() {
  RuleTable table{"overlap",
                  "Several variable MTRRs over one address",
                  "Undefined: the manuals promise nothing; any of the types may be the result.",
                  std::string(cited<"Intel SDM vol. 3A, 11.11.4.1; AMD APM vol. 2, 7.7.4">),
                  {"types that meet", "result", "defined"},
                  {}};
  for (unsigned bits = 1; bits < 1U << std::size(mtrr_memory_types); ++bits) {
    TypeSet seen;
    for (unsigned i = 0; i < std::size(mtrr_memory_types); ++i)
      if ((bits >> i & 1U) != 0) seen |= mtrr_memory_types[i];
    const Overlap outcome = mtrr_overlap(seen);
    table.rows.push_back(
        {to_string(seen), to_string(outcome.candidates), outcome.undefined ? "no" : "yes"});
  }
  return table;
}

RuleTable pat_table() {
  using kernel::PatMode;
  RuleTable table{"pat",
                  "What the eight PAT entries hold",
                  "An entry is chosen by 4 x PAT + 2 x PCD + PWT of the page-table entry.",
                  std::string(cited<"Intel SDM vol. 3A, table 11-12; AMD APM vol. 2, table 7-10; "
                                    "arch/x86/mm/pat/memtype.c: pat_bp_init; Xen: XEN_MSR_PAT">),
                  {"layout", "IA32_PAT", "0", "1", "2", "3", "4", "5", "6", "7"},
                  {}};
  const auto add = [&](std::string layout, std::uint64_t msr) {
    std::vector<std::string> row = {std::move(layout), fmt::format("{:016x}", msr)};
    for (MemoryType type : decode_pat(msr).entries) row.push_back(word(type));
    table.rows.push_back(std::move(row));
  };
  add("power-on", pat_power_on);
  add("Linux", kernel::pat_msr_for(PatMode::full, kernel::newest_version));
  add("Linux before 4.14", kernel::pat_msr_for(PatMode::full, kernel::oldest_version));
  add("Linux, PAT errata", kernel::pat_msr_for(PatMode::linux4, kernel::newest_version));
  add("Xen", kernel::pat_msr_for(PatMode::xen, kernel::newest_version));
  return table;
}

RuleTable ept_table() {
  RuleTable table{"ept",
                  "Intel: type of a guest access under EPT",
                  "Guest CR0.CD = 0; with CR0.CD = 1 the type is UC. The guest's MTRRs have no "
                  "effect.",
                  "Intel SDM vol. 3C, 28.2.6 (29.3.7)",
                  {"EPT type", "guest PAT", "effective", "with ignore PAT"},
                  {}};
  for (MemoryType ept : mtrr_memory_types)
    for (MemoryType page : pat_memory_types) {
      const auto type = [&](bool ignore) {
        return to_string(ept_effective_type<Concrete>(ept, page, ignore, false));
      };
      table.rows.push_back({word(ept), word(page), type(false), type(true)});
    }
  return table;
}

RuleTable nested_pat_table() {
  RuleTable table{"npt_pat",
                  "AMD nested paging, first step: guest PAT with host PAT",
                  "WC+: write-combining that probes the caches.",
                  "",
                  {"guest", "host", "combined", "source"},
                  {}};
  for (const NestedPatRow& row : nested_pat_rows)
    table.rows.push_back(
        {word(row.guest), word(row.host), word(row.combined), std::string(citation(row.source))});
  return table;
}

// A guest and a host type that combine to this one.
const NestedPatRow* pair_for(MemoryType combined) {
  for (const NestedPatRow& row : nested_pat_rows)
    if (row.combined == combined) return &row;
  return nullptr;
}

RuleTable nested_mtrr_table() {
  RuleTable table{"npt",
                  "AMD nested paging, second step: combined type with the host's MTRR",
                  "CR0.CD = 0 in guest and host; else CD. SNP: the guest has SEV-SNP active.",
                  "AMD APM vol. 2, tables 15-20 and 15-40",
                  {"MTRR", "combined", "effective", "effective, SNP"},
                  {}};
  for (MemoryType mtrr : mtrr_memory_types)
    for (MemoryType combined : all_memory_types) {
      const NestedPatRow* pair = pair_for(combined);
      if (pair == nullptr) continue;
      const auto type = [&](bool snp) {
        return to_string(npt_effective_type<Concrete>(pair->guest, pair->host, mtrr, false, snp));
      };
      table.rows.push_back({word(mtrr), word(combined), type(false), type(true)});
    }
  return table;
}

std::string_view table_name(EffectiveTable table) {
  switch (table) {
    case EffectiveTable::intel_pat: return "intel_pat";
    case EffectiveTable::no_pat: return "no_pat";
    case EffectiveTable::amd_pat: return "amd_pat";
  }
  return "?";
}

std::string pat_of(const CpuProfile& cpu) {
  if (!cpu.has_pat) return "no";
  if (cpu.pat_errata == PatErrata::low4) return "lower four entries";
  return cpu.pat_errata == PatErrata::hidden ? "hidden by Linux" : "yes";
}

RuleTable cpu_table() {
  RuleTable table{"cpus",
                  "Processor profiles of case files",
                  "Address bits and variable MTRRs are defaults that a case may change.",
                  "",
                  {"cpu", "what it is", "address bits", "variable MTRRs", "PAT", "types", "source"},
                  {}};
  for (const CpuProfile& cpu : cpu_profiles())
    table.rows.push_back({std::string(cpu.name), std::string(cpu.what),
                          std::to_string(cpu.phys_bits), std::to_string(cpu.variable_mtrrs),
                          pat_of(cpu), std::string(table_name(cpu.table)),
                          std::string(cpu.source)});
  return table;
}

struct Probe {
  std::string_view what;
  std::uint32_t msr;
  std::uint64_t value;
};

std::vector<Probe> probes(unsigned phys_bits) {
  const std::uint64_t beyond = std::uint64_t{1} << phys_bits;
  const std::uint32_t base = msr::mtrr_base0, mask = msr::mtrr_base0 + 1;
  const std::uint32_t fixed = FixedRanges::msrs.front();
  return {{"MTRRCAP: any value", msr::mtrr_cap, 0},
          {"default type: type 1 (WC)", msr::mtrr_def_type, 1},
          {"default type: type 2", msr::mtrr_def_type, 2},
          {"default type: type 7", msr::mtrr_def_type, 7},
          {"default type: bit 8", msr::mtrr_def_type, 1U << 8},
          {"default type: E and FE", msr::mtrr_def_type, 3U << 10},
          {"default type: bit 12", msr::mtrr_def_type, 1U << 12},
          {"variable base: type 6 (WB)", base, 6},
          {"variable base: type 2", base, 2},
          {"variable base: type 3", base, 3},
          {"variable base: type 7", base, 7},
          {"variable base: bit 8", base, 1U << 8},
          {"variable base: last address bit", base, beyond >> 1},
          {"variable base: first bit beyond", base, beyond},
          {"variable mask: V", mask, 1U << 11},
          {"variable mask: bit 10", mask, 1U << 10},
          {"variable mask: first bit beyond", mask, beyond},
          {"fixed range: all WB", fixed, 0x0606060606060606},
          {"fixed range: one type 2", fixed, 0x0606060206060606},
          {"fixed range: RdMem and WrMem, not unlocked", fixed, 0x1e1e1e1e1e1e1e1e},
          {"PAT: power-on", msr::pat, pat_power_on},
          {"PAT: one type 2", msr::pat, (pat_power_on & ~std::uint64_t{0xff}) | 0x02},
          {"PAT: one byte 8", msr::pat, 0x08},
          {"SYSCFG: Tom2ForceMemTypeWB", msr::syscfg, syscfg_tom2_force_wb}};
}

std::string answer(const CpuProfile& cpu, const Probe& probe) {
  MsrFile file = reset_msrs(cpu.vendor, cpu.phys_bits);
  file.family = cpu.family;
  file.has_pat = cpu.has_pat;
  const MsrFault fault = check_write(file, probe.msr, probe.value);
  return fault == MsrFault::none ? "written" : std::string(name(fault));
}

RuleTable msr_table() {
  constexpr std::string_view shown[] = {"intel", "intel_p6", "amd64"};
  RuleTable table{
      "msr",
      "Which writes to the MTRR and PAT registers fault",
      "After reset, with the address bits of the profile; \"beyond\" is the first "
      "address bit that does not exist.",
      std::string(cited<"Intel SDM vol. 3A, 11.11 and 11.12; AMD APM vol. 2, 7.7 to 7.9">),
      {"write"},
      {}};
  for (std::string_view cpu : shown) table.columns.emplace_back(cpu);
  const std::size_t count = probes(36).size();
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<std::string> row = {std::string(probes(36)[i].what)};
    for (std::string_view which : shown) {
      const CpuProfile& cpu = *find_cpu(which);
      row.push_back(answer(cpu, probes(cpu.phys_bits)[i]));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::vector<RuleTable> processor_tables() {
  std::vector<RuleTable> tables;
  tables.push_back(effective_table(EffectiveTable::intel_pat, "intel_pat",
                                   "Effective types: Intel with PAT", "CR0.CD = 0."));
  tables.push_back(effective_table(
      EffectiveTable::no_pat, "no_pat", "Effective types: any processor without PAT",
      "CR0.CD = 0. The page column names PCD and PWT: WB is neither, WT is PWT, UC- is PCD, UC is "
      "both."));
  tables.push_back(effective_table(EffectiveTable::amd_pat, "amd_pat", "Effective types: AMD64",
                                   "CR0.CD = 0. CD: uncached, but caches are probed."));
  tables.push_back(disagreement_table());
  tables.push_back(overlap_table());
  tables.push_back(pat_table());
  tables.push_back(ept_table());
  tables.push_back(nested_pat_table());
  tables.push_back(nested_mtrr_table());
  tables.push_back(cpu_table());
  tables.push_back(msr_table());
  return tables;
}

}  // namespace memtype::cli
