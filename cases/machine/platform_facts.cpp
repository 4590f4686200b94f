// The processor, the kernel, and where it runs.
#include <array>

#include "machine/fact_row.hpp"
#include "machine/to_rules.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

using Choice = MachineChoice;
using Shape = FactShape;
using Count = FactCount;

bool has_host_type(const Choice& k) { return kernel::has_host_type(k.env); }
bool may_ignore_guest_pat(const Choice& k) { return kernel::may_ignore_guest_pat(k.env); }

PatFact usual_pat(const Choice& k) {
  if (!k.cpu->has_pat || k.cpu->pat_errata == PatErrata::hidden) return {kernel::PatMode::absent};
  const bool off = kernel::has_effect(k.cmdline.options, kernel::OptionEffect::pat_off);
  return {off ? kernel::PatMode::nopat : kernel::PatMode::full};
}

namespace rows {

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

const Row cmdline{
    MachineFact::Text{.name = "cmdline",
                      .shape = Shape::text,
                      .count = Count::several,
                      .values = "`unknown`, or the options in quotes: `\"nopat quiet\"`",
                      .otherwise = "`unknown`: what `pat` says",
                      .meaning = "the kernel's command line, below",
                      .needs_value = "write the options, such as cmdline \"nopat\";",
                      .rare = true,
                      .to_rules = rules_of_nothing},
    MEMTYPE_FACT(cmdline), CommandLineValues{},
    [](const Choice&) { return kernel::CommandLine{}; }};

const Row pat{
    MachineFact::Text{
        .name = "pat",
        .values = "`absent`, `nopat`, `nopat(VALUE)`, `linux4`, `linux`, `xen`, `msr(VALUE)`",
        .otherwise = "`linux`; `absent` where the kernel sees no PAT; `nopat` by `cmdline`",
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

}  // namespace rows
}  // namespace

FactRows platform_facts() {
  using namespace rows;
  static const std::array<const MachineFact*, 8> list = {
      &cpu, &phys_bits, &cmdline, &pat, &env, &kernel_version, &guest_pat, &host_type};
  return list;
}

}  // namespace memtype::cases
