// The registers of the processor as they are left for the kernel.
#include <algorithm>
#include <array>
#include <span>

#include "machine/fact_row.hpp"
#include "machine/to_rules.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cpu/msr.hpp"

namespace memtype::cases {
namespace {

using Choice = MachineChoice;
using Shape = FactShape;
using Count = FactCount;

bool goes_by_mtrrs(const Choice& k) { return !kernel::has_host_type(k.env); }
bool has_smrr(const Choice& k) { return k.cpu->has_smrr && goes_by_mtrrs(k); }
bool has_amd_registers(const Choice& k) { return k.cpu->has_amd_routing && goes_by_mtrrs(k); }

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

namespace rows {

const Row cr0_cd{
    MachineFact::Text{.name = "cr0_cd",
                      .shape = Shape::on_off,
                      .values = "`on`, `off`",
                      .otherwise = "`off`",
                      .meaning = "CR0.CD before the first call; on: nothing new is cached, below",
                      .counts = goes_by_mtrrs},
    MEMTYPE_FACT(cr0_cd), switch_values("on", "off"), [](const Choice&) { return false; }};

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

const Row smrr{
    MachineFact::Text{
        .name = "smrr",
        .shape = Shape::ranges,
        .count = Count::several,
        .values = "`none`, or `TYPE(START, LENGTH)` below 4G",
        .otherwise = "`none`",
        .meaning = "`intel_core`, `intel_xeon`: the range of System Management Mode, UC outside it",
        .needs_value = "write none, or the range: smrr WB(0x7f800000, 8M);",
        .counts = has_smrr},
    MEMTYPE_FACT(smrr), SmrrValues{}, [](const Choice&) { return SmrrFact{}; }};

const Row tom2{
    MachineFact::Text{.name = "tom2",
                      .shape = Shape::address,
                      .count = Count::several,
                      .values = "`off`, or an address above 4G",
                      .otherwise = "`off`",
                      .meaning = "AMD: memory from 4G up to here is WB by default",
                      .needs_value = "write off, or where the memory above 4G ends",
                      .to_rules = [](const Choice& k,
                                     const CaseReads&) { return print_address(tom2_wb_end(k)); }},
    MEMTYPE_FACT(tom2),
    AddressValues{.low = 4_GiB + 8_MiB,
                  .high = (std::uint64_t{1} << 52) - 1,
                  .multiple = 8_MiB,
                  .refusal = "TOP_MEM2 is a multiple of 8M above 4G",
                  .hint = "write off where SYSCFG.Tom2ForceMemTypeWB is not set"},
    [](const Choice&) { return 0U; }};

const Row syscfg{
    MachineFact::Text{.name = "syscfg",
                      .shape = Shape::address,
                      .count = Count::several,
                      .values = "a number up to 0x7ffffff",
                      .otherwise = "what `tom2` needs",
                      .meaning = "AMD: MSR 0xc0010010; is TOP_MEM2 in force, below",
                      .needs_value = "write the value of MSR 0xc0010010, such as 0x740000",
                      .counts = has_amd_registers,
                      .to_rules = rules_of_nothing},
    MEMTYPE_FACT(syscfg),
    AddressValues{.off = false,
                  .hex = true,
                  .high = 0x7ffffff,
                  .refusal = "SYSCFG has bits 0 to 26 and no others",
                  .hint = "bit 21 is MtrrTom2En, bit 22 Tom2ForceMemTypeWB"},
    [](const Choice& k) { return syscfg_for_tom2(k.tom2); }};

const Row top_mem{
    MachineFact::Text{.name = "top_mem",
                      .shape = Shape::address,
                      .count = Count::several,
                      .values = "`off`, or an address up to 4G",
                      .otherwise = "`off`",
                      .meaning = "AMD: DRAM below 4G ends here; no type depends on it",
                      .needs_value = "write off, or where the memory below 4G ends",
                      .counts = has_amd_registers,
                      .to_rules = rules_of_nothing},
    MEMTYPE_FACT(top_mem),
    AddressValues{.low = 8_MiB,
                  .high = 4_GiB,
                  .multiple = 8_MiB,
                  .refusal = "TOP_MEM is a multiple of 8M up to 4G",
                  .hint = "write off where SYSCFG.MtrrVarDramEn is not set"},
    [](const Choice&) { return 0U; }};

const Row iorr{
    MachineFact::Text{.name = "iorr",
                      .shape = Shape::ranges,
                      .count = Count::one,
                      .values = "`none`, or `dram(START, LENGTH)`, `mmio(...)`, `rdmem(...)`, "
                                "`wrmem(...)`, two at most",
                      .otherwise = "`none`",
                      .meaning = "AMD: what goes to DRAM; no type depends on it",
                      .needs_value = "write the ranges: iorr mmio(0xe0000000, 256M);",
                      .counts = has_amd_registers,
                      .to_rules = rules_of_nothing},
    MEMTYPE_FACT(iorr), IorrValues{}, [](const Choice&) { return IorrFacts{}; }};

const Row firmware{
    MachineFact::Text{.name = "firmware",
                      .shape = Shape::registers,
                      .values = "`none`, `any`, `any (TYPES) min SIZE max SIZE`, a list",
                      .otherwise = "`none`",
                      .meaning = "contents of the variable registers, below",
                      .headline = true,
                      .in_start = true},
    MEMTYPE_FACT(firmware), FirmwareValues{}, [](const Choice&) { return Firmware{}; }};

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

const Row cpus{
    MachineFact::Text{.name = "cpus",
                      .count = Count::several,
                      .values = "`same`, or `differ(variable, fixed, def_type, pat)`, some of them",
                      .otherwise = "`same`",
                      .meaning = "do the processors' registers differ as the firmware leaves them",
                      .needs_value = "write same, or in what they differ: differ(variable)",
                      .rare = true,
                      .to_rules = rules_of_nothing},
    MEMTYPE_FACT(cpus), CpuDifferenceValues{},
    [](const Choice&) { return kernel::CpuDifferences{}; }};

}  // namespace rows
}  // namespace

FactRows register_facts() {
  using namespace rows;
  static const std::array<const MachineFact*, 15> list = {
      &cr0_cd,       &mtrr_variable, &mtrr_default, &mtrr_fixed, &fixed,
      &mtrr_enabled, &mtrr_wc,       &smrr,         &tom2,       &syscfg,
      &top_mem,      &iorr,          &firmware,     &mtrr_free,  &cpus};
  return list;
}

}  // namespace memtype::cases
