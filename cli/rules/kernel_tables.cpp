// What Linux makes of memory types.
#include <fmt/format.h>

#include "memtype/cases/functions.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/linux/boot.hpp"
#include "memtype/linux/memtype.hpp"
#include "memtype/linux/mtrr.hpp"
#include "rules/rules.hpp"

namespace memtype::cli {
namespace {

using kernel::PatMode;

std::string bits_text(PageBits bits) {
  std::string text;
  const auto add = [&](bool set, const char* bit) {
    if (set) text += (text.empty() ? "" : "+") + std::string(bit);
  };
  add(bits.pat, "PAT");
  add(bits.pcd, "PCD");
  add(bits.pwt, "PWT");
  return text.empty() ? "none" : text;
}

RuleTable entry_bits_table() {
  RuleTable table{"entry_bits",
                  "Cache mode to page-table entry bits, and the page type they select",
                  "A mode that no PAT entry holds falls back to PCD. Behind \"=\": the page type "
                  "that the processor "
                  "reads from the bits.",
                  "arch/x86/mm/pat/memtype.c: init_cache_modes; arch/x86/mm/init.c",
                  {"cpu", "pat", "kernel", "pat_enabled"},
                  {}};
  for (MemoryType mode : pat_memory_types) table.columns.push_back(word(mode));
  struct Setup {
    std::string_view cpu;
    PatMode mode;
    kernel::Version version;
  };
  const Setup setups[] = {{"intel_p6", PatMode::absent, kernel::newest_version},
                          {"intel_p3", PatMode::absent, kernel::newest_version},
                          {"intel", PatMode::nopat, kernel::newest_version},
                          {"intel_pat_low4", PatMode::linux4, kernel::newest_version},
                          {"intel", PatMode::full, kernel::oldest_version},
                          {"intel", PatMode::full, kernel::newest_version},
                          {"intel", PatMode::xen, kernel::newest_version}};
  for (const Setup& s : setups) {
    const auto env =
        s.mode == PatMode::xen ? kernel::Environment::xen_dom0 : kernel::Environment::bare_metal;
    const kernel::PatSetup setup =
        kernel::boot(
            kernel::boot_facts(*find_cpu(s.cpu), s.mode, pat_power_on, env, s.version, true))
            .pat;
    std::vector<std::string> row = {std::string(s.cpu), std::string(kernel::name(s.mode)),
                                    kernel::series_name(s.version), setup.enabled ? "yes" : "no"};
    for (MemoryType mode : pat_memory_types)
      row.push_back(bits_text(setup.bits_of(mode)) + " = " + word(setup.page_type(mode)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

RuleTable allowed_table() {
  RuleTable table{
      "new_memtype",
      "May a caller live with the mode that is reserved already?",
      "Row: the mode asked for. Column: the mode of the reservation it overlaps. A \"no\" "
      "makes the call fail. Inside 640 KiB..1 MiB the answer is always yes.",
      "arch/x86/include/asm/pgtable.h: is_new_memtype_allowed",
      {"asked"},
      {}};
  for (MemoryType got : pat_memory_types) table.columns.push_back(word(got));
  for (MemoryType asked : pat_memory_types) {
    std::vector<std::string> row = {word(asked)};
    for (MemoryType got : pat_memory_types)
      row.emplace_back(kernel::is_new_mode_allowed<Concrete>(false, asked, got) ? "yes" : "no");
    table.rows.push_back(std::move(row));
  }
  return table;
}

RuleTable compatible_table() {
  RuleTable table{"types_compatible",
                  "MTRRs of which types may overlap?",
                  "For mtrr_add(): one range encloses the other, and the types differ.",
                  "arch/x86/kernel/cpu/mtrr/mtrr.c: types_compatible",
                  {"type"},
                  {}};
  for (MemoryType b : mtrr_memory_types) table.columns.push_back(word(b));
  for (MemoryType a : mtrr_memory_types) {
    std::vector<std::string> row = {word(a)};
    for (MemoryType b : mtrr_memory_types)
      row.emplace_back(a == b ? "same" : kernel::types_compatible<Concrete>(a, b) ? "yes" : "no");
    table.rows.push_back(std::move(row));
  }
  return table;
}

// --- mtrr_add() ---

struct Attempt {
  std::string when;
  std::uint64_t base = 0xd0000000, size = 0x1000000;
  std::int64_t type = 1;
};

VariableRange<Concrete> range(MemoryType type, std::uint64_t base, std::uint64_t size,
                              unsigned phys_bits) {
  VariableRange<Concrete> r;
  r.valid = true;
  r.base = base;
  r.mask = block_mask<Concrete>(size, phys_bits);
  r.type = type;
  return r;
}

// 36 address bits; register 0 is WB over the first 2 GiB, 1 is WC over 16 MiB, 2 and 3 are free.
kernel::MtrrTable<Concrete> some_machine() {
  kernel::MtrrTable<Concrete> table;
  table.hardware.phys_bits = 36;
  table.hardware.variable.resize(4);
  table.hardware.variable[0] = range(MemoryType::WB, 0, 2_GiB, 36);
  table.hardware.variable[1] = range(MemoryType::WC, 0xe0000000, 0x1000000, 36);
  table.start_counting();
  return table;
}

std::string outcome(kernel::MtrrTable<Concrete> table, const Attempt& a) {
  const std::int64_t writes = table.writes;
  const std::int64_t result = kernel::mtrr_add<Concrete>(table, true, a.base, a.size, a.type, true);
  if (result < 0) return kernel::result_name(result);
  return fmt::format("register {}{}", result, table.writes == writes ? ", counted" : "");
}

void add_attempt(RuleTable& table, const kernel::MtrrTable<Concrete>& machine, const Attempt& a) {
  const bool legal = a.type >= 0 && is_mtrr_encoding(static_cast<std::uint64_t>(a.type));
  const std::string type = legal ? word(static_cast<MemoryType>(a.type)) : std::to_string(a.type);
  table.rows.push_back(
      {std::to_string(table.rows.size() + 1), a.when,
       fmt::format("{}({}, {}, {}, 1)", cases::plain_call(cases::KernelRule::mtrr_add).name,
                   cases::print_address(a.base), cases::print_number(a.size), type),
       outcome(machine, a)});
}

RuleTable mtrr_add_table() {
  RuleTable table{
      "mtrr_add",
      "The checks of mtrr_add(), in the kernel's order",
      "The first that applies decides; from \"inside\" on, the registers are looked at one by "
      "one in index order. Machine: 36 address bits, register 0 is WB over "
      "[0, 2G), register 1 is WC over [e0000000, e1000000), two are free. \"counted\": "
      "only the usage count of the register changes.",
      "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_add, mtrr_add_page; generic.c: "
      "generic_validate_add_page",
      {"check", "when", "example", "result"},
      {}};
  const auto machine = some_machine();
  auto none = machine, erratum = machine, no_wc = machine, odd = machine, full = machine;
  none.present = false;
  erratum.ppro_erratum = true;
  no_wc.write_combining = false;
  odd.hardware.variable[1] = range(MemoryType::WC, 0xe0800000, 0x1000000, 36);
  odd.hardware.variable[1].natural = false;
  for (std::uint64_t i = 2; i < 4; ++i)
    full.hardware.variable[i] = range(MemoryType::WC, 0xc0000000 + (i << 24), 0x1000000, 36);
  add_attempt(table, none, {"the kernel has no MTRRs"});
  add_attempt(table, machine, {"base or size is no multiple of 4 KiB", 0xd0000800});
  add_attempt(table, erratum,
              {"Pentium Pro erratum: base not on 4 MiB, or WC or WB at 70000000..7003ffff",
               0xd0100000, 0x100000});
  add_attempt(table, machine, {"size is no power of two", 0xd0000000, 0x1800000});
  add_attempt(table, machine, {"base is no multiple of the size", 0xd0800000});
  add_attempt(table, machine, {"type 7 or more, or negative", 0xd0000000, 0x1000000, 7});
  add_attempt(table, no_wc, {"WC, and the processor or chipset has none"});
  add_attempt(table, machine, {"size 0", 0, 0});
  add_attempt(table, machine, {"beyond the address width", std::uint64_t{1} << 36});
  add_attempt(table, machine, {"inside a register of an incompatible type", 0x40000000});
  add_attempt(
      table, odd,
      {"partly over a register (here WC over [e0800000, e1800000), as firmware may leave it)",
       0xe1000000});
  add_attempt(table, machine,
              {"around a register of an incompatible type", 0xe0000000, 0x2000000, 5});
  add_attempt(table, machine,
              {"inside a register of the same type, or equal", 0xe0000000, 0x100000});
  add_attempt(
      table, machine,
      {"around exactly one register of the same type: it is replaced", 0xe0000000, 0x2000000});
  add_attempt(table, machine, {"inside a register of a compatible type", 0x40000000, 0x1000000, 0});
  add_attempt(table, full, {"no register is free"});
  add_attempt(table, machine, {"otherwise: the first free register"});
  add_attempt(table, machine,
              {"type 2 or 3 passes every check; the write of the register's base then faults",
               0xd0000000, 0x1000000, 2});
  return table;
}

// --- Calls ---

std::string result_text(cases::ResultKind kind) {
  switch (kind) {
    case cases::ResultKind::number: return "a number, or a negative errno";
    case cases::ResultKind::nothing: return "nothing";
    case cases::ResultKind::mapping: return "a mapping, or NULL";
    case cases::ResultKind::mapping_or_errno: return "a mapping, or a negative errno";
    case cases::ResultKind::errno_or_0: return "0, or a negative errno";
  }
  return "?";
}

// "base, size, type[, increment]": letters of the signature behind '?' may be left out.
std::string parameters_text(const cases::FunctionInfo& f) {
  std::string text(f.parameters);
  const std::size_t optional = f.arguments.find('?');
  if (optional == std::string_view::npos) return text;
  std::size_t at = 0;
  for (std::size_t n = 1; n < optional; ++n) at = text.find(", ", at) + 2;
  at = text.find(", ", at);
  return text.substr(0, at) + "[" + text.substr(at) + "]";
}

RuleTable functions_table() {
  RuleTable table{
      "functions",
      "Kernel calls that a case may make",
      "since: \"-\" is older than every kernel a case can name. gone in: the first version "
      "without it.",
      "",
      {"call", "gives", "since", "gone in", "source"},
      {}};
  for (const cases::FunctionInfo& f : cases::functions()) {
    if (f.kernel_call() == nullptr) continue;
    table.rows.push_back({fmt::format("{}({})", f.name, parameters_text(f)), result_text(f.result),
                          f.since == kernel::oldest_version ? "-" : kernel::series_name(f.since),
                          f.gone_in ? kernel::series_name(*f.gone_in) : "-",
                          std::string(f.source)});
  }
  return table;
}

RuleTable guards_table() {
  RuleTable table{
      "guards",
      "Why a call fails, or gets another mode than it asks for",
      "What a trace says, and the kernel's function with the guard. {range}, {register}, "
      "{by} and their like stand for what is in the way.",
      "",
      {"guard", "words", "source"},
      {}};
  for (std::size_t i = 1; i < kernel::guard_count; ++i) {
    const kernel::GuardRow& row = kernel::row_of(static_cast<kernel::Guard>(i));
    table.rows.push_back({std::string(row.name), std::string(row.words),
                          row.function.empty() ? "-" : std::string(row.function)});
  }
  return table;
}

}  // namespace

std::vector<RuleTable> kernel_tables() {
  return {entry_bits_table(), allowed_table(),   compatible_table(),
          mtrr_add_table(),   functions_table(), guards_table()};
}

std::vector<RuleTable> rule_tables() {
  std::vector<RuleTable> tables = processor_tables();
  for (RuleTable& table : kernel_tables()) tables.push_back(std::move(table));
  return tables;
}

}  // namespace memtype::cli
