// The table of facts: each fact, and what it can be, printed and read again.
#include "machine/facts.hpp"

#include <gtest/gtest.h>

#include "../language/helpers.hpp"
#include "fact_samples.hpp"
#include "machine/refused_facts.hpp"
#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases::testing {
namespace facts_test {

std::string printed(const MachineFact& fact, const MachineSpec& machine) {
  return print_alternatives(fact.values(machine));
}

class Facts : public ::testing::TestWithParam<std::string> {
 protected:
  const MachineFact& fact() const { return *find_machine_fact(GetParam()); }
};

TEST_P(Facts, HaveValues) { EXPECT_FALSE(sample_values(fact()).empty()); }

TEST_P(Facts, PrintWhatTheyRead) {
  for (const std::string& text : sample_values(fact())) {
    MachineSpec machine, again;
    EXPECT_EQ(read_fact_text(fact(), text, machine), "") << text;
    ASSERT_EQ(fact().count(machine), 1U) << text;
    const FactValue value = fact().values(machine)[0];
    EXPECT_EQ(read_fact_text(fact(), print_setting(value), again), "") << print_setting(value);
    EXPECT_EQ(printed(fact(), again), printed(fact(), machine));
  }
}

TEST_P(Facts, KeepAllAlternatives) {
  MachineSpec machine, again;
  for (const std::string& text : sample_values(fact())) read_fact_text(fact(), text, machine);
  if (fact().text().count == FactCount::one) return;
  EXPECT_EQ(fact().count(machine), sample_values(fact()).size());
  EXPECT_EQ(read_fact_text(fact(), printed(fact(), machine), again), "");
  EXPECT_EQ(printed(fact(), again), printed(fact(), machine));
}

TEST_P(Facts, RefuseWhatTheyCannotBe) {
  if (GetParam() == "cmdline") return;  // any text can be the kernel's options
  for (const char* text : {"bogus", "bogus(1)", "1..0", "", ";", "WB(0", "36; cpu intel", "-1"}) {
    MachineSpec machine;
    EXPECT_NE(read_fact_text(fact(), text, machine), "") << text;
  }
  if (fact().text().count == FactCount::any) return;
  MachineSpec machine;
  EXPECT_NE(read_fact_text(fact(), "any", machine), "");
}

// A message that lists values lists all that a setting can have, and nothing that it refuses.
TEST_P(Facts, OfferWhatTheyTake) {
  MachineSpec machine;
  const std::string message = read_fact_text(fact(), "bogus", machine);
  const std::size_t list = message.find("values are ");
  if (list == std::string::npos) return;
  const std::string offered = message.substr(list);
  for (const std::string& text : sample_values(fact()))
    EXPECT_NE(offered.find("'" + text.substr(0, text.find('('))), std::string::npos)
        << text << ": " << message;
  for (const std::string& word : fact().words()) {
    MachineSpec read;
    read_fact_text(fact(), word, read);  // "differ" alone is no value
    EXPECT_EQ(offered.find("'" + word + "'") != std::string::npos, fact().count(read) == 1)
        << word << ": " << message;
  }
}

TEST_P(Facts, AreFactsOfAMachineBlock) {
  for (const std::string& text : sample_values(fact())) {
    const std::string name(fact().name());
    const bool guest = name == "guest_pat" || name == "host_type" || name == "env";
    std::string block = name + " " + text + ";";
    if (name == "pat") block += "cpu any; env any of (bare_metal, xen_pv);";
    if (name == "env") block += "pat any of (linux, xen);";
    if (name == "env") block += "cpu any of (intel, amd64);";
    if (name != "cpu" && name != "pat" && name != "env")
      block += name == "tom2" ? "cpu amd64;" : "cpu intel;";
    if (guest) block += name == "env" ? "" : "env kvm;";
    if (guest)
      for (const std::string other : {"guest_pat honored;", "host_type UC;"})
        if (!other.starts_with(name)) block += other;
    const ParseResult result = parse_case("", "case t machine { " + block + " }");
    ASSERT_TRUE(result.parsed) << block << result.diagnostics.at(0).message;
    MachineSpec alone;
    read_fact_text(fact(), text, alone);
    EXPECT_EQ(printed(fact(), result.parsed->machine), printed(fact(), alone));
  }
}

TEST_P(Facts, HaveWordsForPeople) {
  EXPECT_FALSE(fact().text().values.empty());
  EXPECT_FALSE(fact().text().otherwise.empty());
  EXPECT_FALSE(fact().text().meaning.empty());
  EXPECT_EQ(fact().text().count == FactCount::any, fact().text().needs_value.empty());
}

// docs/case-language.md has the table, row by row.
TEST_P(Facts, StandInTheDocumentation) {
  const MachineFact::Text& text = fact().text();
  const std::string row = "| `" + std::string(text.name) + "` | " + std::string(text.values) +
                          " | " + (text.count == FactCount::any ? "yes" : "no") + " | " +
                          std::string(text.otherwise) + " | " + std::string(text.meaning) + " |\n";
  EXPECT_NE(read_file(MEMTYPE_SOURCE_DIR "/docs/case-language.md").find(row), std::string::npos)
      << row;
}

// ... and names those that take no `any of`.
TEST_P(Facts, HaveSeveralValuesUnlessTheDocumentationSaysOtherwise) {
  const std::string text = read_file(MEMTYPE_SOURCE_DIR "/docs/case-language.md");
  const std::size_t from = text.find("One value alone"), to = text.find("All combinations", from);
  ASSERT_TRUE(from != std::string::npos && to != std::string::npos);
  const bool named = text.substr(from, to - from).find("`" + GetParam() + "`") != std::string::npos;
  EXPECT_EQ(fact().text().count == FactCount::one, named);
}

std::vector<std::string> all_names() { return fact_names(); }

INSTANTIATE_TEST_SUITE_P(Table, Facts, ::testing::ValuesIn(all_names()),
                         [](const auto& test) { return test.param; });

TEST(FactText, SaysWhatIsWrong) {
  MachineSpec machine;
  EXPECT_EQ(read_fact_text(*find_machine_fact("pat"), "linx", machine),
            "'linx' is not a value of 'pat'; did you mean 'linux'?; values are 'absent', 'nopat', "
            "'linux4', 'linux', 'xen', 'nopat(VALUE)', 'msr(VALUE)'");
  EXPECT_EQ(read_fact_text(*find_machine_fact("firmware"), "WB(0, 3G)", machine),
            "no single MTRR can hold 3G at 0");
  EXPECT_EQ(read_fact_text(*find_machine_fact("firmware"), "WB(bar, 4G)", machine),
            "an address is a number, not 'bar'");
}

TEST(FactText, AWordThatIsMeantOtherwiseIsGuessed) {
  MachineSpec machine;
  EXPECT_EQ(read_fact_text(*find_machine_fact("memory"), "rom(0, 1M)", machine),
            "'rom' is not a value of 'memory'; did you mean 'ram'?; values are 'ram', 'reserved', "
            "'acpi'");
}

// What people know of a computer and no case has is refused with a reason, in the file, as a
// setting and in the documentation.
TEST(RefusedFacts, SayWhy) {
  const std::string limits = read_file(MEMTYPE_SOURCE_DIR "/docs/limits.md");
  for (const RefusedFact& fact : refused_facts()) {
    const std::string name(fact.name);
    EXPECT_EQ(find_machine_fact(name), nullptr) << "is a fact by now";
    EXPECT_FALSE(fact.why.empty());
    EXPECT_NE(limits.find("`" + name + "`"), std::string::npos) << name;
    const ParseResult result = parse_case("", "case t machine { cpu intel; " + name + " on; }");
    EXPECT_FALSE(result.parsed);
    ASSERT_EQ(result.diagnostics.size(), 1U) << name;
    EXPECT_EQ(result.diagnostics[0].id, "E027");
    EXPECT_EQ(result.diagnostics[0].hint, fact.why);
  }
}

TEST(FactText, OneValueAndNotSeveral) {
  for (const MachineFact* fact : machine_facts()) {
    if (fact->text().count != FactCount::one) continue;
    const std::string name(fact->name());
    MachineSpec machine;
    EXPECT_TRUE(read_fact_text(*fact, "any of (2, 4)", machine)
                    .starts_with("'" + name + "' has one value, not several; "));
    EXPECT_TRUE(
        read_fact_text(*fact, "any", machine).starts_with("'" + name + "' cannot be 'any'; "));
  }
}

TEST(FactText, FixedRangesCoverTheFirstMegabyte) {
  for (const char* text : {"WB(0, 640K)", "WB(0, 100K) + UC(100K, 924K)", "WB(4K, 1020K)",
                           "WB(0, 1M) + UC(1M, 4K)", "WB(0, 0) + UC(0, 1M)"}) {
    MachineSpec machine;
    EXPECT_NE(read_fact_text(*find_machine_fact("fixed"), text, machine), "") << text;
  }
}

// Each of them with what the message says; docs/errors.md has the ids.
TEST(FactText, NewRegistersAreHeldToWhatTheyCanHold) {
  for (const auto& [fact, text, why] :
       {std::tuple{"smrr", "WB(0x7f800000, 3M)", "SMRR is one block"},
        {"smrr", "WB(3G, 2G)", "SMRR is one block"},
        {"smrr", "WB(4G, 4K)", "SMRR is one block"},
        {"smrr", "WB(0, 0)", "SMRR is one block"},
        {"smrr", "CD(0, 4K)", "'CD' is not a range of SMRR"},
        {"smrr", "WB(0, 4K), WB(8K, 4K)", "'smrr' takes one value"},
        {"syscfg", "0x8000000", "SYSCFG has bits 0 to 26"},
        {"syscfg", "off", "SYSCFG has bits 0 to 26"},
        {"top_mem", "0", "TOP_MEM is a multiple of 8M up to 4G"},
        {"top_mem", "5G", "TOP_MEM is a multiple of 8M up to 4G"},
        {"iorr", "dram(0, 4K), dram(4K, 4K), mmio(8K, 4K)", "there are two IORRs"},
        {"iorr", "dram(4K, 8K)", "an IORR is one block"},
        {"iorr", "sram(4K, 8K)", "'sram' is not a range of an IORR"},
        {"cmdline", "\"clearcpuid=514,pat\"", "'clearcpuid' hides PAT"},
        {"cpus", "differ", "does not say in what"},
        {"cpus", "differ(variable, mtrr)", "do not differ in 'mtrr'"},
        {"cpus", "same(variable)", "'same' is not"}}) {
    MachineSpec machine;
    EXPECT_NE(read_fact_text(*find_machine_fact(fact), text, machine).find(why), std::string::npos)
        << fact << " " << text << ": " << read_fact_text(*find_machine_fact(fact), text, machine);
    EXPECT_FALSE(find_machine_fact(fact)->given(machine)) << text;
  }
  MachineSpec machine;
  EXPECT_FALSE(parse_case("", "case t machine { cpu intel; cmdline nopat; }").parsed)
      << "no quotes";
  EXPECT_EQ(read_fact_text(*find_machine_fact("cmdline"), "nopat  quiet", machine), "");
  EXPECT_EQ(machine.cmdline.at(0).options, "nopat quiet");
}

TEST(FactText, TopOfMemoryIsAbove4GAndOnAnAmd) {
  for (const char* text : {"4G", "0x100001000", "0x10000000000000"}) {
    MachineSpec machine;
    EXPECT_NE(read_fact_text(*find_machine_fact("tom2"), text, machine), "") << text;
  }
  EXPECT_FALSE(parse_case("", "case t machine { cpu intel; tom2 6G; }").parsed);
  EXPECT_TRUE(parse_case("", "case t machine { cpu intel; tom2 off; }").parsed);
}

}  // namespace facts_test
}  // namespace memtype::cases::testing
