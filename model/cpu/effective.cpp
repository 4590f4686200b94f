#include "memtype/cpu/effective.hpp"

namespace memtype {

std::string_view citation(Source source) {
  switch (source) {
    case Source::sdm_11_7: return "Intel SDM vol. 3A, table 11-7 (12-7)";
    case Source::sdm_11_7_n3: return "Intel SDM vol. 3A, table 11-7 (12-7), note 3";
    case Source::sdm_11_6: return "Intel SDM vol. 3A, 11.5.2.1, table 11-6";
    case Source::sdm_11_6_ms:
      return "Intel SDM vol. 3A, 11.5.2.1, table 11-6 (grey cell: model-specific)";
    case Source::apm_7_11: return "AMD APM vol. 2, table 7-11";
    case Source::apm_15_19: return "AMD APM vol. 2, table 15-19";
    case Source::apm_15_20: return "AMD APM vol. 2, table 15-20";
  }
  return "?";
}

namespace {

// Position of (mtrr, page) in a 16 x 16 index of row numbers, built at compile time.
template <std::size_t N>
constexpr std::array<std::uint8_t, 256> index_of(const EffectiveRow (&table)[N]) {
  std::array<std::uint8_t, 256> index{};
  for (std::size_t i = 0; i < N; ++i)
    index[static_cast<std::size_t>(table[i].mtrr) * 16 + static_cast<std::size_t>(table[i].page)] =
        static_cast<std::uint8_t>(i);
  return index;
}
constexpr std::array indices = {index_of(intel_pat_rows), index_of(no_pat_rows),
                                index_of(amd_pat_rows)};

std::string_view short_name(MemoryType type) {
  return type == MemoryType::UC_minus ? "UCM" : name(type);
}

}  // namespace

const EffectiveRow& effective_row(EffectiveTable table, MemoryType mtrr, MemoryType page) {
  const std::size_t key = static_cast<std::size_t>(mtrr) * 16 + static_cast<std::size_t>(page);
  return rows(table)[indices[static_cast<std::size_t>(table)][key]];
}

std::string rule_name(const EffectiveRow& row) {
  return "EFF-" + std::string(short_name(row.mtrr)) + "-" + std::string(short_name(row.page));
}

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
