#include "memtype/cpu/effective.hpp"

#include "memtype/cpu/manual.hpp"

namespace memtype {

std::string_view citation(Source source) {
  switch (source) {
    case Source::sdm_11_7: return cited<"Intel SDM vol. 3A, table 11-7">;
    case Source::sdm_11_7_n3: return cited<"Intel SDM vol. 3A, table 11-7, note 3">;
    case Source::sdm_11_6: return cited<"Intel SDM vol. 3A, 11.5.2.1, table 11-6">;
    case Source::sdm_11_6_ms:
      return cited<"Intel SDM vol. 3A, 11.5.2.1, table 11-6 (grey cell: model-specific)">;
    case Source::apm_7_11: return "AMD APM vol. 2, table 7-11";
    case Source::apm_15_19: return "AMD APM vol. 2, table 15-19";
    case Source::apm_15_20: return "AMD APM vol. 2, table 15-20";
    case Source::sdm_ept: return "Intel SDM vol. 3C, 28.2.6 (29.3.7)";
  }
  return "?";
}

namespace {

std::string_view short_name(MemoryType type) {
  return type == MemoryType::UC_minus ? "UCM" : name(type);
}

}  // namespace

std::string rule_name(std::string_view table, MemoryType below, MemoryType page) {
  std::string name(table);
  name.append("-").append(short_name(below)).append("-").append(short_name(page));
  return name;
}

std::string rule_name(const EffectiveRow& row) { return rule_name("EFF", row.mtrr, row.page); }

std::vector<Disagreement> disagreements(EffectiveTable first, EffectiveTable second) {
  constexpr TypeSet uncached = TypeSet::of(MemoryType::UC, MemoryType::CD);
  std::vector<Disagreement> found;
  for (const EffectiveRow& a : rows(first))
    for (const EffectiveRow& b : rows(second)) {
      if (a.mtrr != b.mtrr || a.page != b.page || a.effective == b.effective) continue;
      const bool probing = uncached.contains(a.effective) && uncached.contains(b.effective);
      found.push_back({a.mtrr, a.page, a.effective, b.effective, probing});
    }
  return found;
}

}  // namespace memtype
