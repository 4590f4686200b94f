#include "memtype/machine/page_rule.hpp"

#include "types_from_text.hpp"

namespace memtype {
namespace page_rule_test {

using enum MemoryType;
using kernel::Environment;

constexpr EffectiveTable tables[] = {EffectiveTable::intel_pat, EffectiveTable::no_pat,
                                     EffectiveTable::amd_pat};

TypeSet guest_type(EffectiveTable table, bool pat_honored, MemoryType host, MemoryType page) {
  return page_type_under<Concrete>(page_rule(Environment::kvm, table, pat_honored), host, page);
}

TEST(PageRule, OnRealMemoryItIsTheProcessorsTable) {
  for (const Environment env :
       {Environment::bare_metal, Environment::xen_dom0, Environment::xen_domu})
    for (const EffectiveTable table : tables)
      for (const EffectiveRow& row : rows(table)) {
        const PageRule rule = page_rule(env, table, false);
        EXPECT_EQ(page_type_under<Concrete>(rule, row.mtrr, row.page), TypeSet(row.effective));
        const RuleUsed used = rule_used(rule, row.mtrr, row.page);
        EXPECT_EQ(used.name, rule_name(row));
        EXPECT_EQ(used.source, citation(row.source));
      }
}

// One line a type below, one column a page type.
struct GuestLine {
  MemoryType below;
  const char* types;
};
void expect_guest_types(EffectiveTable table, std::initializer_list<GuestLine> lines) {
  constexpr MemoryType pages[] = {UC, UC_minus, WC, WT, WP, WB};
  EXPECT_EQ(lines.size(), std::size(mtrr_memory_types));
  for (const GuestLine& line : lines) {
    const auto types = types_from(line.types);
    ASSERT_EQ(types.size(), std::size(pages));
    for (std::size_t i = 0; i < std::size(pages); ++i)
      EXPECT_EQ(guest_type(table, true, line.below, pages[i]), TypeSet(types[i]))
          << name(line.below) << " under " << name(pages[i]);
  }
}

// Intel SDM vol. 3C, 29.3.7.2: the EPT type takes the place of the MTRR in table 11-7.
TEST(PageRule, AllThirtyCellsOfTheEpt) {
  expect_guest_types(EffectiveTable::intel_pat, {{UC, "UC UC  WC UC UC UC"},
                                                 {WC, "UC WC  WC UC UC WC"},
                                                 {WT, "UC UC  WC WT WP WT"},
                                                 {WP, "UC WC  WC WT WP WP"},
                                                 {WB, "UC UC  WC WT WP WB"}});
}

// EPT is a matter of processors with PAT: the guest's CPUID changes nothing.
TEST(PageRule, AGuestOnIntelGoesByTheEpt) {
  for (const EffectiveTable table : {EffectiveTable::intel_pat, EffectiveTable::no_pat})
    for (const MemoryType host : mtrr_memory_types)
      for (const MemoryType page : pat_memory_types) {
        EXPECT_EQ(guest_type(table, true, host, page),
                  ept_effective_type<Concrete>(host, page, false, false));
        EXPECT_EQ(guest_type(table, false, host, page), TypeSet(host));
      }
  const PageRule rule = page_rule(Environment::kvm, EffectiveTable::intel_pat, true);
  EXPECT_EQ(rule_used(rule, WC, UC_minus).name, "EPT-WC-UCM");
  EXPECT_EQ(rule_used(rule, WC, UC_minus).source,
            "Intel SDM vol. 3C, 28.2.6 (29.3.7), with Intel SDM vol. 3A, table 11-7 (now 13-7)");
  const RuleUsed ignored = rule_used(PageRule::ept_ignore_pat, WB, UC);
  EXPECT_EQ(ignored.name, "EPT");
  EXPECT_EQ(ignored.source, "Intel SDM vol. 3C, 28.2.6 (29.3.7): guest PAT ignored");
}

// In every guest with a host type, and there the guest's MTRRs have no part.
TEST(PageRule, GuestsGoByTheHostType) {
  for (const Environment env : {Environment::kvm, Environment::tdx, Environment::snp,
                                Environment::hyperv, Environment::hyperv_isolated}) {
    EXPECT_EQ(page_rule(env, EffectiveTable::intel_pat, true), PageRule::ept);
    EXPECT_EQ(page_rule(env, EffectiveTable::intel_pat, false), PageRule::ept_ignore_pat);
    EXPECT_EQ(page_rule(env, EffectiveTable::amd_pat, true), PageRule::npt);
    EXPECT_EQ(page_rule(env, EffectiveTable::amd_pat, false), PageRule::shadow);
  }
}

// KVM's nested entries are WB, and the host's MTRRs lie below. This is not the bare processor's
// table: a guest's UC- does not yield to a WC MTRR, and its WC probes caches over cached memory.
TEST(PageRule, AGuestOnAmdGoesByNestedPaging) {
  unsigned differ = 0;
  for (const MemoryType host : mtrr_memory_types)
    for (const MemoryType page : pat_memory_types) {
      const TypeSet nested = npt_effective_type<Concrete>(page, WB, host, false);
      const TypeSet bare = effective_type<Concrete>(EffectiveTable::amd_pat, host, page);
      EXPECT_EQ(guest_type(EffectiveTable::amd_pat, true, host, page), nested);
      EXPECT_EQ(guest_type(EffectiveTable::amd_pat, false, host, page), TypeSet(host)) << "shadow";
      const bool other = (host == WC && page == UC_minus) ||
                         (page == WC && (host == WT || host == WP || host == WB));
      EXPECT_EQ(nested != bare, other) << name(host) << " under " << name(page);
      differ += nested != bare ? 1U : 0U;
    }
  EXPECT_EQ(differ, 4U);
  EXPECT_EQ(guest_type(EffectiveTable::amd_pat, true, WC, UC_minus), TypeSet(CD));
  EXPECT_EQ(guest_type(EffectiveTable::amd_pat, true, WB, WC), TypeSet(WC_plus));
  EXPECT_EQ(rule_used(PageRule::npt, WB, WC).name, "NPT-WB-WC");
  EXPECT_EQ(rule_used(PageRule::npt, WB, WC).source,
            "AMD APM vol. 2, table 15-19 (nested entry WB) and 15-20");
  EXPECT_EQ(name_below(PageRule::npt), "host MTRR");
}

TEST(PageRule, WhichPagesAskWhatLiesBelow) {
  EXPECT_EQ(sensitive_page_types(EffectiveTable::intel_pat), TypeSet::of(UC_minus, WT, WP, WB));
  EXPECT_EQ(sensitive_page_types(EffectiveTable::amd_pat), TypeSet::of(UC_minus, WT, WP, WB));
  EXPECT_EQ(sensitive_page_types(EffectiveTable::no_pat), TypeSet::of(UC_minus, WT, WB));
}

}  // namespace page_rule_test
}  // namespace memtype
