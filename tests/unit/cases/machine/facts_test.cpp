// The table of facts: each fact, and what it can be, printed and read again.
#include "machine/facts.hpp"

#include <gtest/gtest.h>

#include <map>

#include "../language/helpers.hpp"
#include "language/fact_text.hpp"
#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases::testing {
namespace {

// Values beside the words and `any`, at least one for each shape that has others.
const std::map<std::string, std::vector<std::string>>& more_values() {
  static const std::map<std::string, std::vector<std::string>> values = {
      {"phys_bits", {"32", "36", "52"}},
      {"pat", {"msr(0x0007010600070106)", "msr(0x0000000000000000)", "nopat(0x0007010600070106)"}},
      {"kernel", {"\"4.2\"", "\"6.12\"", "\"6.12.54\""}},
      {"mtrr_variable", {"0", "8", "255"}},
      {"fixed", {"WB(0, 640K) + UC(640K, 384K)", "WP(0, 512K) + WT(512K, 16K) + UC(528K, 496K)"}},
      {"tom2", {"6G", "0x100800000"}},
      {"firmware",
       {"WB(0, 4G)", "WB(0, 4G) + UC(0xc0000000, 1G)", "raw(0xc0000006, 0xfc0000800)",
        "free + WB(0, 4G) + free + raw(6, 2048)"}},
      {"mtrr_free", {"3", "0..8"}},
      {"memory", {"none", "ram(0, 2G)", "ram(0, 640K), reserved(640K, 384K), acpi(1M, 64K)"}},
      {"reserved", {"none", "WB(0xffe0000, 12K)", "WB(0xffe0000, 12K), UC-(0xfed00000, 4K)"}},
  };
  return values;
}

std::vector<std::string> values_of(const MachineFact& fact) {
  std::vector<std::string> list;
  MachineSpec all;
  fact.add_all(all);
  for (const FactValue& value : fact.values(all)) list.push_back(print_value(value));
  if (const auto more = more_values().find(std::string(fact.name())); more != more_values().end())
    list.insert(list.end(), more->second.begin(), more->second.end());
  return list;
}

std::string printed(const MachineFact& fact, const MachineSpec& machine) {
  return print_alternatives(fact.values(machine));
}

class Facts : public ::testing::TestWithParam<std::string> {
 protected:
  const MachineFact& fact() const { return *find_machine_fact(GetParam()); }
};

TEST_P(Facts, HaveValues) { EXPECT_FALSE(values_of(fact()).empty()); }

TEST_P(Facts, PrintWhatTheyRead) {
  for (const std::string& text : values_of(fact())) {
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
  for (const std::string& text : values_of(fact())) read_fact_text(fact(), text, machine);
  if (fact().text().count == FactCount::one) return;
  EXPECT_EQ(fact().count(machine), values_of(fact()).size());
  EXPECT_EQ(read_fact_text(fact(), printed(fact(), machine), again), "");
  EXPECT_EQ(printed(fact(), again), printed(fact(), machine));
}

TEST_P(Facts, RefuseWhatTheyCannotBe) {
  for (const char* text : {"bogus", "bogus(1)", "1..0", "", ";", "WB(0", "36; cpu intel", "-1"}) {
    MachineSpec machine;
    EXPECT_NE(read_fact_text(fact(), text, machine), "") << text;
  }
  if (fact().text().count == FactCount::any) return;
  MachineSpec machine;
  EXPECT_NE(read_fact_text(fact(), "any", machine), "");
}

TEST_P(Facts, AreFactsOfAMachineBlock) {
  for (const std::string& text : values_of(fact())) {
    const std::string name(fact().name());
    const bool guest = fact().text().counts != nullptr || name == "env";
    std::string block = name + " " + text + ";";
    if (name != "cpu") block += name == "tom2" ? "cpu amd64;" : "cpu intel;";
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

std::vector<std::string> all_names() { return fact_names(); }

INSTANTIATE_TEST_SUITE_P(Table, Facts, ::testing::ValuesIn(all_names()),
                         [](const auto& test) { return test.param; });

TEST(FactText, SaysWhatIsWrong) {
  MachineSpec machine;
  EXPECT_EQ(read_fact_text(*find_machine_fact("pat"), "linx", machine),
            "'linx' is not a value of 'pat'; did you mean 'linux'?; values are 'absent', 'nopat', "
            "'linux4', 'linux', 'xen'");
  EXPECT_EQ(read_fact_text(*find_machine_fact("firmware"), "WB(0, 3G)", machine),
            "no single MTRR can hold 3G at 0");
  EXPECT_EQ(read_fact_text(*find_machine_fact("firmware"), "WB(bar, 4G)", machine),
            "an address is a number, not 'bar'");
}

TEST(FactText, FixedRangesCoverTheFirstMegabyte) {
  for (const char* text : {"WB(0, 640K)", "WB(0, 100K) + UC(100K, 924K)", "WB(4K, 1020K)",
                           "WB(0, 1M) + UC(1M, 4K)", "WB(0, 0) + UC(0, 1M)"}) {
    MachineSpec machine;
    EXPECT_NE(read_fact_text(*find_machine_fact("fixed"), text, machine), "") << text;
  }
}

TEST(FactText, TopOfMemoryIsAbove4GAndOnAnAmd) {
  for (const char* text : {"4G", "0x100001000", "0x10000000000000"}) {
    MachineSpec machine;
    EXPECT_NE(read_fact_text(*find_machine_fact("tom2"), text, machine), "") << text;
  }
  EXPECT_FALSE(parse_case("", "case t machine { cpu intel; tom2 6G; }").parsed);
  EXPECT_TRUE(parse_case("", "case t machine { cpu intel; tom2 off; }").parsed);
}

}  // namespace
}  // namespace memtype::cases::testing
