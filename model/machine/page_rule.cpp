#include "memtype/machine/page_rule.hpp"

#include "memtype/cpu/manual.hpp"

namespace memtype {
namespace {

RuleUsed table_cell(EffectiveTable table, MemoryType below, MemoryType page) {
  const EffectiveRow& row = effective_row(table, below, page);
  return {rule_name(row), std::string(citation(row.source))};
}

// The cell of Intel's table, with the EPT type as the MTRR type.
RuleUsed ept_cell(MemoryType below, MemoryType page) {
  const EffectiveRow& row = effective_row(EffectiveTable::intel_pat, below, page);
  return {rule_name("EPT", below, page),
          std::string(citation(Source::sdm_ept)) + ", with " + std::string(citation(row.source))};
}

}  // namespace

std::string_view name_below(PageRule rule) {
  switch (rule) {
    case PageRule::intel_pat:
    case PageRule::no_pat:
    case PageRule::amd_pat: return "MTRR";
    case PageRule::ept:
    case PageRule::ept_ignore_pat: return "EPT";
    case PageRule::npt:
    case PageRule::shadow: return "host MTRR";
  }
  return "?";
}

RuleUsed with_cache_disabled(RuleUsed rule, EffectiveTable table) {
  const bool amd = table == EffectiveTable::amd_pat;
  rule.name += " with CR0.CD";
  if (!rule.source.empty()) rule.source += "; ";
  rule.source += amd ? std::string_view("AMD APM vol. 2, 7.4")
                     : std::string_view(cited<"Intel SDM vol. 3A, 11.5.3 and table 11-5">);
  return rule;
}

RuleUsed rule_used(PageRule rule, MemoryType below, MemoryType page) {
  switch (rule) {
    case PageRule::intel_pat: return table_cell(EffectiveTable::intel_pat, below, page);
    case PageRule::no_pat: return table_cell(EffectiveTable::no_pat, below, page);
    case PageRule::amd_pat: return table_cell(EffectiveTable::amd_pat, below, page);
    case PageRule::ept: return ept_cell(below, page);
    case PageRule::ept_ignore_pat:
      return {"EPT", std::string(citation(Source::sdm_ept)) + ": guest PAT ignored"};
    case PageRule::npt:
      return {rule_name("NPT", below, page),
              std::string(citation(Source::apm_15_19)) + " (nested entry WB) and 15-20"};
    case PageRule::shadow:
      return {"SHADOW", std::string(citation(Source::apm_7_11)) + ": guest PAT ignored, page WB"};
  }
  return {};
}

}  // namespace memtype
