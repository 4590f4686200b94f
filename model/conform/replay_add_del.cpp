#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/mtrr.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

using kernel::MtrrTable;

constexpr Rule add_rule{"mtrr_add(): checks in order, then the overlap search",
                        "v6.12, arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_add_page"};
constexpr Rule del_rule{"mtrr_del(): usage counts",
                        "v6.12, arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_del_page"};
constexpr Rule wc_rule{"arch_phys_wc_add(): an MTRR only without PAT",
                       "v6.12, arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_add"};
constexpr Rule final_rule{"registers and usage counts afterwards",
                          "v6.12, arch/x86/kernel/cpu/mtrr/generic.c: generic_set_mtrr"};
constexpr Rule lookup_rule{"mtrr_type_lookup() afterwards",
                           "v6.12, arch/x86/kernel/cpu/mtrr/generic.c: generic_rebuild_map"};

MtrrTable<Concrete> boot_table(const Json& record) {
  const MsrFile file = registers(field(record, "state"));
  MtrrTable<Concrete> table;
  table.hardware = kernel::kernel_mtrr_state(file);
  table.present = table.hardware.enabled;
  table.write_combining = (file.cap & mtrr_cap_wc) != 0;
  if (record.contains("cpu")) {
    const Json& cpu = record["cpu"];
    table.ppro_erratum = integer(field(cpu, "family")) == 6 && integer(field(cpu, "model")) == 1 &&
                         integer(field(cpu, "stepping")) <= 7;
  }
  table.start_counting();
  return table;
}

std::int64_t type_number(const Json& value) {
  return value.is_string() ? static_cast<std::int64_t>(memory_type(value)) : integer(value);
}

// Runs one operation; the result is 0 for those that have none.
std::int64_t run(MtrrTable<Concrete>& table, bool pat_enabled, const Json& op) {
  const std::string kind = text(field(op, "op"));
  if (kind == "add")
    return kernel::mtrr_add<Concrete>(table, true, word(field(op, "base")), word(field(op, "size")),
                                      type_number(field(op, "type")), flag(field(op, "inc")));
  if (kind == "del")
    return kernel::mtrr_del<Concrete>(table, true, integer(field(op, "reg")),
                                      word(field(op, "base")), word(field(op, "size")));
  if (kind == "wc_add")
    return kernel::arch_phys_wc_add<Concrete>(table, pat_enabled, true, word(field(op, "base")),
                                              word(field(op, "size")));
  if (kind != "wc_del") throw FieldError("unknown operation \"" + kind + "\"");
  kernel::arch_phys_wc_del<Concrete>(table, true, integer(field(op, "handle")));
  return 0;
}

const Rule& rule_of(const Json& op) {
  if (op["op"] == "add") return add_rule;
  return op["op"] == "del" ? del_rule : wc_rule;
}

MsrPair hardware_pair(const VariableRange<Concrete>& range) {
  const auto type = static_cast<std::uint64_t>(range.type.single().value());
  return {range.base | type, range.mask | (range.valid ? mtrr_mask_valid : 0)};
}

// The kernel's copy: a freed register is all zero there.
MsrPair software_pair(const VariableRange<Concrete>& range, const MsrPair& at_boot, bool touched) {
  if (!touched) return at_boot;
  return range.valid ? hardware_pair(range) : MsrPair{};
}

std::string pair_text(const MsrPair& pair) { return hex(pair.base) + "/" + hex(pair.mask); }

void check_registers(const Json& record, const MtrrTable<Concrete>& table, ReplayCounter& tally) {
  const Json& final = field(record, "final");
  const std::vector<MsrPair> theirs = register_pairs(final);
  const std::vector<MsrPair> boot = registers(record["state"]).variable;
  const std::vector<MsrPair> copies =
      record.contains("final_sw") ? register_pairs(record["final_sw"]) : theirs;
  if (theirs.size() != boot.size() || copies.size() != boot.size())
    throw FieldError("as many final registers as at boot wanted");
  const MtrrState<Concrete> copy = kernel::kernel_copy(table);
  for (std::size_t i = 0; i < boot.size(); ++i) {
    const MsrPair hardware = hardware_pair(table.hardware.variable[i]);
    const MsrPair software =
        software_pair(copy.variable[i], boot[i], hardware != boot[i] || table.refused[i].refused);
    const std::int64_t usage = integer(item(item(final, i), 2));
    const bool same = hardware == theirs[i] && software == copies[i] && usage == table.usage[i];
    tally.check(same, "registers afterwards", final_rule, [&] {
      return Example{0, record["state"].dump(),
                     "register " + std::to_string(i) + " after " + record["ops"].dump(),
                     pair_text(theirs[i]) + " used " + std::to_string(usage) + ", copy " +
                         pair_text(copies[i]),
                     pair_text(hardware) + " used " + std::to_string(table.usage[i]) + ", copy " +
                         pair_text(software)};
    });
  }
}

void check_lookups(const Json& record, const MtrrTable<Concrete>& table, ReplayCounter& tally) {
  const kernel::CacheMap map(kernel::kernel_copy(table));
  for (const Json& query : array(field(record, "post_lookup"))) {
    const std::uint64_t begin = word(item(query, 0)), end = word(item(query, 1));
    const kernel::TypeLookup theirs{raw_type(item(query, 2)), flag(item(query, 3))};
    const kernel::TypeLookup ours = map.lookup(begin, end);
    tally.check(theirs == ours, "look-up afterwards", lookup_rule, [&] {
      return Example{0, record["final"].dump(),
                     "mtrr_type_lookup[" + hex(begin) + ", " + hex(end) + ")", query.dump(),
                     kernel::raw_type_name(ours.type) + (ours.uniform ? ", 1" : ", 0")};
    });
  }
}

}  // namespace

void replay_linux_add_del(const Json& record, ReplayCounter& tally) {
  MtrrTable<Concrete> table = boot_table(record);
  const bool pat_enabled = !flag(field(record, "nopat"));
  for (const Json& op : array(field(record, "ops"))) {
    const std::int64_t ours = run(table, pat_enabled, op);
    if (op["op"] == "wc_del") continue;
    const std::int64_t theirs = integer(field(op, "ret"));
    tally.check(theirs == ours, "result of a call", rule_of(op), [&] {
      return Example{0, record["state"].dump(), op.dump(), kernel::result_name(theirs),
                     kernel::result_name(ours)};
    });
  }
  check_registers(record, table, tally);
  check_lookups(record, table, tally);
}

}  // namespace memtype::conform
