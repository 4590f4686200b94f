// The table of facts.
#include "machine/facts.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "machine/to_rules.hpp"
#include "machine/values.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

// A fact of the member that `member_` picks, with values of one kind.
template <class Member, class Values, class Default>
class Row final : public MachineFact {
  using Value = typename Values::Value;

 public:
  Row(const Text& text, Member member, Values values, Default otherwise)
      : MachineFact(text), member_(member), values_(std::move(values)), default_(otherwise) {}

  std::vector<std::string> words() const override { return values_.words(); }
  void read(FactValue& value, FactReader& reader, MachineSpec& machine) const override {
    values_.read(value, reader, member_(machine));
  }
  void add_all(MachineSpec& machine) const override {
    for (const Value& value : values_.all()) member_(machine).push_back(value);
  }
  std::vector<FactValue> values(const MachineSpec& machine) const override {
    std::vector<FactValue> list;
    for (const Value& value : member_(machine)) list.push_back(values_.written(value));
    return list;
  }
  FactValue value(const MachineChoice& choice) const override {
    return values_.written(member_(choice));
  }
  std::size_t count(const MachineSpec& machine) const override { return member_(machine).size(); }
  void choose(const MachineSpec& machine, std::size_t i, MachineChoice& choice) const override {
    const auto& given = member_(machine);
    member_(choice) = given.empty() || !counts(choice) ? Value(default_(choice)) : Value(given[i]);
  }
  void keep(const MachineChoice& choice, MachineSpec& machine) const override {
    member_(machine) = {member_(choice)};
  }

 private:
  Member member_;
  Values values_;
  Default default_;
};

using Choice = MachineChoice;
using Shape = FactShape;
using Count = FactCount;

bool has_host_type(const Choice& k) { return kernel::has_host_type(k.env); }
bool may_ignore_guest_pat(const Choice& k) { return kernel::may_ignore_guest_pat(k.env); }

PatFact usual_pat(const Choice& k) {
  const bool seen = k.cpu->has_pat && k.cpu->pat_errata != PatErrata::hidden;
  return {seen ? kernel::PatMode::full : kernel::PatMode::absent};
}

// What is not listed; with `firmware any` any number.
// How many registers the list leaves free. A raw one, as `free` is, counts by its valid bit; where
// that hangs on a parameter, both ways.
Interval unlisted(const Choice& k) {
  if (k.firmware.any) return {0, k.mtrr_variable};
  Interval free{k.mtrr_variable, k.mtrr_variable};
  const std::size_t listed = std::min<std::size_t>(k.firmware.ranges.size(), k.mtrr_variable);
  for (const FirmwareRange& range : std::span(k.firmware.ranges).first(listed)) {
    const bool known = !range.raw || range.length.kind == Expr::Kind::number;
    const bool valid =
        !range.raw || (static_cast<std::uint64_t>(range.length.number) & mtrr_mask_valid) != 0;
    if (!known || valid) --free.low;
    if (known && valid) --free.high;
  }
  return free;
}

#define MEMTYPE_FACT(member) \
  [](auto& machine) -> auto& { return machine.member; }

const Row cpu{MachineFact::Text{.name = "cpu",
                                .values = "a profile, below",
                                .otherwise = "required",
                                .meaning = "table of effective types, PAT, errata, widths",
                                .headline = true,
                                .in_start = true,
                                .to_rules = rules_of_cpu},
              MEMTYPE_FACT(cpu), cpu_values(), [](const Choice& k) { return k.cpu; }};

const Row phys_bits{
    MachineFact::Text{.name = "phys_bits",
                      .shape = Shape::number,
                      .count = Count::several,
                      .values = "32 to 52, a range `36..46`",
                      .otherwise = "from the profile",
                      .meaning = "address width",
                      .needs_value = "write the widths: 36, or 36..46, or any of (36, 40)",
                      .headline = true},
    MEMTYPE_FACT(phys_bits), NumberValues{32, 52, true},
    [](const Choice& k) { return k.cpu->phys_bits; }};

const Row pat{
    MachineFact::Text{
        .name = "pat",
        .values = "`absent`, `nopat`, `nopat(VALUE)`, `linux4`, `linux`, `xen`, `msr(VALUE)`",
        .otherwise = "`linux`; `absent` where the kernel sees no PAT",
        .meaning = "below",
        .headline = true,
        .in_start = true,
        .to_rules = rules_of_pat},
    MEMTYPE_FACT(pat), PatValues{}, usual_pat};

const Row env{MachineFact::Text{
                  .name = "env",
                  .values = "`bare_metal`, `xen_dom0`, `xen_domu`, `kvm`, `tdx`, `snp`, `hyperv`, "
                            "`hyperv_isolated`",
                  .otherwise = "`bare_metal`",
                  .meaning = "who owns the MTRRs",
                  .headline = true},
              MEMTYPE_FACT(env), EnvironmentValues{},
              [](const Choice&) { return kernel::Environment::bare_metal; }};

const Row kernel_version{
    MachineFact::Text{.name = "kernel",
                      .shape = Shape::text,
                      .count = Count::several,
                      .values = "`\"4.2\"` to `\"7.3\"`, with or without a patch level",
                      .otherwise = "`\"7.3\"`",
                      .meaning = "whose rules; without a patch level the newest of the series",
                      .needs_value = "list the versions: any of (\"4.2\", \"6.12\")",
                      .headline = true,
                      .to_rules = rules_of_kernel},
    MEMTYPE_FACT(kernel), VersionValues{}, [](const Choice&) { return kernel::newest_version; }};

const Row guest_pat{MachineFact::Text{.name = "guest_pat",
                                      .values = "`honored`, `ignored`",
                                      .otherwise = "required with `kvm` and Hyper-V",
                                      .meaning = "does the guest's PAT take part",
                                      .in_start = true,
                                      .counts = may_ignore_guest_pat},
                    MEMTYPE_FACT(guest_pat), switch_values("honored", "ignored"),
                    [](const Choice&) { return true; }};

const Row host_type{MachineFact::Text{.name = "host_type",
                                      .values = "an MTRR type",
                                      .otherwise = "required in guests but Xen's",
                                      .meaning = "what takes the place of the MTRRs, below",
                                      .in_start = true,
                                      .counts = has_host_type},
                    MEMTYPE_FACT(host_type), mtrr_type_values(),
                    [](const Choice&) { return MemoryType::UC; }};

const Row mtrr_variable{MachineFact::Text{.name = "mtrr_variable",
                                          .shape = Shape::number,
                                          .count = Count::one,
                                          .values = "0 to 255",
                                          .otherwise = "from the profile: 8 or 10",
                                          .meaning = "variable registers that exist",
                                          .needs_value = "write one number of registers, such as 8",
                                          .headline = true,
                                          .in_start = true},
                        MEMTYPE_FACT(mtrr_variable), NumberValues{0, 255, false},
                        [](const Choice& k) { return k.cpu->variable_mtrrs; }};

const Row mtrr_default{MachineFact::Text{.name = "mtrr_default",
                                         .values = "an MTRR type",
                                         .otherwise = "`UC`",
                                         .meaning = "the default type",
                                         .headline = true,
                                         .in_start = true},
                       MEMTYPE_FACT(mtrr_default), mtrr_type_values(),
                       [](const Choice&) { return MemoryType::UC; }};

const Row mtrr_fixed{MachineFact::Text{.name = "mtrr_fixed",
                                       .shape = Shape::on_off,
                                       .values = "`on`, `off`",
                                       .otherwise = "`on`",
                                       .meaning = "the fixed ranges below 1 MiB"},
                     MEMTYPE_FACT(mtrr_fixed), switch_values("on", "off"),
                     [](const Choice&) { return true; }};

const Row fixed{
    MachineFact::Text{.name = "fixed",
                      .values = "an MTRR type, or a list `WB(0, 640K) + UC(640K, 384K)`",
                      .otherwise = "WB below 640 KiB, UC above",
                      .meaning = "what the fixed ranges hold"},
    MEMTYPE_FACT(fixed), FixedValues{}, [](const Choice&) { return FixedRanges::usual(); }};

const Row mtrr_enabled{MachineFact::Text{.name = "mtrr_enabled",
                                         .shape = Shape::on_off,
                                         .values = "`on`, `off`",
                                         .otherwise = "`on`",
                                         .meaning = "MTRRs altogether; off: all memory is UC"},
                       MEMTYPE_FACT(mtrr_enabled), switch_values("on", "off"),
                       [](const Choice&) { return true; }};

const Row mtrr_wc{MachineFact::Text{.name = "mtrr_wc",
                                    .shape = Shape::on_off,
                                    .values = "`on`, `off`",
                                    .otherwise = "`on`",
                                    .meaning = "MTRRCAP.WC; off: `mtrr_add()` refuses WC"},
                  MEMTYPE_FACT(mtrr_wc), switch_values("on", "off"),
                  [](const Choice&) { return true; }};

const Row tom2{MachineFact::Text{.name = "tom2",
                                 .shape = Shape::address,
                                 .count = Count::several,
                                 .values = "`off`, or an address above 4G",
                                 .otherwise = "`off`",
                                 .meaning = "AMD: memory from 4G up to here is WB by default",
                                 .needs_value = "write off, or where the memory above 4G ends"},
               MEMTYPE_FACT(tom2), Tom2Values{}, [](const Choice&) { return 0U; }};

const Row firmware{MachineFact::Text{.name = "firmware",
                                     .shape = Shape::registers,
                                     .values = "`none`, `any`, a list",
                                     .otherwise = "`none`",
                                     .meaning = "contents of the variable registers, below",
                                     .headline = true,
                                     .in_start = true},
                   MEMTYPE_FACT(firmware), FirmwareValues{},
                   [](const Choice&) { return Firmware{}; }};

const Row mtrr_free{MachineFact::Text{.name = "mtrr_free",
                                      .shape = Shape::interval,
                                      .count = Count::one,
                                      .values = "a number or range `0..8`",
                                      .otherwise = "below",
                                      .meaning = "registers not in use before the first call",
                                      .needs_value = "write a range, such as 0..8",
                                      .headline = true,
                                      .in_start = true},
                    MEMTYPE_FACT(mtrr_free), IntervalValues{0, 255}, unlisted};

const Row memory{
    MachineFact::Text{
        .name = "memory",
        .shape = Shape::ranges,
        .count = Count::one,
        .values = "`none`, or `ram(START, LENGTH)`, `reserved(...)`, `acpi(...)`, joined by commas",
        .otherwise = "`none`",
        .meaning = "memory map; `reserved` has no effect, `acpi` only in guests",
        .needs_value = "write the ranges: memory ram(0, 2G), reserved(2G, 16M);"},
    MEMTYPE_FACT(memory), MemoryValues{}, [](const Choice&) { return MemoryMap{}; }};

const Row reserved{
    MachineFact::Text{
        .name = "reserved",
        .shape = Shape::ranges,
        .count = Count::one,
        .values = "`none`, or `TYPE(START, LENGTH)`, joined by commas",
        .otherwise = "`none`",
        .meaning = "what the kernel has reserved before the first call, below",
        .needs_value = "write the ranges: reserved WB(0xffe0000, 12K), UC-(0xfed00000, 4K);"},
    MEMTYPE_FACT(reserved), ReservationValues{}, [](const Choice&) { return Reservations{}; }};

#undef MEMTYPE_FACT

}  // namespace

std::span<const MachineFact* const> machine_facts() {
  static const std::array<const MachineFact*, 18> table = {
      &cpu,       &phys_bits,     &pat,          &env,        &kernel_version, &guest_pat,
      &host_type, &mtrr_variable, &mtrr_default, &mtrr_fixed, &fixed,          &mtrr_enabled,
      &mtrr_wc,   &tom2,          &firmware,     &mtrr_free,  &memory,         &reserved};
  return table;
}

const MachineFact* find_machine_fact(std::string_view name) {
  for (const MachineFact* fact : machine_facts())
    if (fact->name() == name) return fact;
  return nullptr;
}

std::vector<std::string> fact_names() {
  std::vector<std::string> names;
  for (const MachineFact* fact : machine_facts()) names.emplace_back(fact->name());
  return names;
}

}  // namespace memtype::cases
