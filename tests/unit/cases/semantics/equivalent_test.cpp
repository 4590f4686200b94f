// equivalent_choices(): machines that a proof takes for one are one to every rule.
#include <gtest/gtest.h>

#include "../parsed.hpp"
#include "machine/facts.hpp"
#include "semantics/machines.hpp"

namespace memtype::cases::testing {
namespace equivalent_test {

std::string number(std::uint64_t n) { return " " + std::to_string(n); }

std::string text_of(const MtrrState<Concrete>& mtrr) {
  std::string text = number(mtrr.phys_bits) + number(mtrr.enabled) + number(mtrr.fixed_enabled) +
                     number(static_cast<unsigned>(mtrr.default_type)) + number(mtrr.tom2_wb_end);
  for (const FixedRun& run : mtrr.fixed)
    text += number(run.range.begin) + number(static_cast<unsigned>(run.type));
  for (const auto& range : mtrr.variable)
    text += number(range.valid) + number(range.base) + number(range.mask) + to_string(range.type);
  return text;
}

// All that a program finds on the machine when it starts, but what hangs on the calls it makes: PAT
// layouts and rules of a version.
std::string everything(const MachineChoice& choice) {
  Inputs<Concrete> inputs;
  inputs.registers.resize(choice.mtrr_variable);
  const auto system = make_system<Concrete>(choice, inputs);
  std::string text =
      number(static_cast<unsigned>(system.environment)) +
      number(static_cast<unsigned>(system.table)) + number(system.pat.enabled) +
      number(system.pat.in_hardware) + text_of(system.mtrr.hardware) + text_of(system.belief()) +
      number(system.mtrr.present) + number(system.mtrr.write_combining) +
      number(system.mtrr.ppro_erratum) + number(system.guest_pat_honored) +
      number(static_cast<unsigned>(system.host_type)) + number(system.cache_disable) +
      number(system.smrr.valid) + number(system.smrr.base) + number(system.smrr.mask) +
      number(static_cast<unsigned>(system.page_rule()));
  for (const PhysRange& ram : system.memtype.ram) text += number(ram.begin) + number(ram.end);
  for (const auto& mapping : system.mappings) text += number(mapping.begin) + number(mapping.end);
  return text;
}

bool is_read_in_part(std::string_view fact) {
  return fact == "cpu" || fact == "pat" || fact == "kernel";
}

void expect_equal_machines(const std::string& facts, std::size_t at_least) {
  const Case c = parsed("machine { " + facts + " }");
  const std::vector<MachineChoice> choices = machine_choices(c);
  const std::vector<std::size_t> first = equivalent_choices(c, choices);
  std::size_t joined = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (first[i] == i) continue;
    ++joined;
    const MachineChoice &a = choices[first[i]], &b = choices[i];
    EXPECT_EQ(everything(a), everything(b)) << facts;
    for (const MachineFact* fact : machine_facts())
      if (fact->text().to_rules == nullptr) {
        EXPECT_EQ(print_value(fact->value(a)), print_value(fact->value(b))) << fact->name();
      }
  }
  EXPECT_GE(joined, at_least) << facts << ": nothing is compared";
}

const std::string processors =
    "cpu any; kernel any of (\"4.2\", \"4.4\", \"6.1\", \"6.12\"); mtrr_enabled any;"
    "pat any of (absent, nopat, linux4, linux, xen, msr(0x0407050601070006), "
    "msr(0x0007040600070406), msr(0x0607050406070006), msr(0));";

TEST(Equivalent, MachinesThatAreTakenForOneAreOne) {
  expect_equal_machines(processors + "env any of (bare_metal, xen_dom0, xen_domu);", 100);
  expect_equal_machines(processors +
                            "env any of (bare_metal, kvm, tdx, hyperv, hyperv_isolated); guest_pat "
                            "any; host_type any of (UC, WB);",
                        100);
}

// Each fact beside the processors: two values of it are never one machine, unless nothing reads it.
TEST(Equivalent, EveryFactTellsMachinesApart) {
  for (const MachineFact* fact : machine_facts()) {
    MachineSpec all;
    fact->add_all(all);
    const std::string name(fact->name());
    if (fact->count(all) < 2 || is_read_in_part(name)) continue;
    std::string facts = "cpu any of (intel, amd64); " + name + " any;";
    if (name == "env") facts += "pat any of (linux, xen); guest_pat honored; host_type UC;";
    if (name == "guest_pat" || name == "host_type") {
      facts += "env kvm;";
      if (name != "guest_pat") facts += "guest_pat honored;";
      if (name != "host_type") facts += "host_type UC;";
    }
    expect_equal_machines(facts, 0);
  }
}

// What no rule reads makes no machine of its own.
TEST(Equivalent, FactsWithoutAnEffectAreOne) {
  for (const char* facts :
       {"cpu amd64; top_mem any of (off, 2G, 3G);", "cpu amd64; syscfg any of (0, 0x140000);",
        "cpu amd64; tom2 any of (off, 6G, 8G); syscfg 0x20601;",
        "cpu intel; cmdline any of (unknown, \"\", \"quiet\", \"mtrr_spare_reg_nr=3\");",
        "cpu intel; cpus any of (same, differ(variable), differ(pat, fixed));",
        "cpu any of (intel_core, intel_xeon); phys_bits 39; pat nopat; cmdline any of (unknown, "
        "\"nopat\");"}) {
    const Case c = parsed("machine { " + std::string(facts) + " }");
    const auto choices = machine_choices(c);
    EXPECT_GT(choices.size(), 1U) << facts;
    EXPECT_EQ(equivalent_choices(c, choices), std::vector<std::size_t>(choices.size(), 0)) << facts;
    expect_equal_machines(facts, choices.size() - 1);
  }
  for (const char* facts :
       {"cpu amd64; tom2 any of (6G, 8G);", "cpu amd64; tom2 6G; syscfg any of (0, 0x600000);",
        "cpu intel; cr0_cd any;", "cpu intel_core; smrr any of (none, WB(0x7f800000, 8M));"}) {
    const Case c = parsed("machine { " + std::string(facts) + " }");
    EXPECT_EQ(equivalent_choices(c, machine_choices(c)), (std::vector<std::size_t>{0, 1})) << facts;
  }
}

// Both layouts have all the types; the bits of WC and UC differ, so that what set_memory_uc() makes
// of a page does.
TEST(Equivalent, LayoutsThatGiveTheSameTypesMayDiffer) {
  const Case c = parsed(
      "machine { cpu intel; pat any of (linux, msr(0x0407050601070006)); }"
      "program p { v = ioremap_wc(0xd0000000, 4K); }");
  const auto choices = machine_choices(c);
  EXPECT_EQ(equivalent_choices(c, choices), (std::vector<std::size_t>{0, 1}));
}

// What one check reads: its programs, and no others of the case.
TEST(Equivalent, OneCheckReadsItsProgramsAlone) {
  const Case c = parsed(
      "machine { cpu intel; kernel any of (\"6.12\", \"7.3\"); }"
      "region r (0xd0000000, 4K);"
      "program plain { v = ioremap(0xd0000000, 4K); }"
      "program frees { arch_io_free_memtype_wc(0xd0000000, 4K); }"
      "check always a (plain.r == UC) expect Holds; check always b (!mapped(frees.r)) expect Holds;"
      "check always c (plain.r == UC) when (kernel >= \"6.16\") expect Holds;");
  const auto choices = machine_choices(c);
  using Firsts = std::vector<std::size_t>;
  const Firsts all = equivalent_choices(c, choices);
  EXPECT_EQ(all, (Firsts{0, 1}));
  EXPECT_EQ(equivalent_choices(c, c.checks[0], choices, all), (Firsts{0, 0}));
  EXPECT_EQ(equivalent_choices(c, c.checks[1], choices, all), (Firsts{0, 1}));
  EXPECT_EQ(equivalent_choices(c, c.checks[2], choices, all), (Firsts{0, 1}));
}

}  // namespace equivalent_test
}  // namespace memtype::cases::testing
