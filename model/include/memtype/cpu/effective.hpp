// The effective memory type: MTRR and page attribute combined.
//
// Three tables, one row a line, each row with its source. Everything that combines types - the
// emulator, the solver, the library, the printed rules - reads these rows and no others.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "memtype/cpu/pat.hpp"
#include "memtype/domain.hpp"

namespace memtype {

// Which table a processor follows.
enum class EffectiveTable : std::uint8_t {
  intel_pat,  // Intel with PAT: Pentium III and later
  no_pat,     // any processor without PAT: PCD and PWT alone
  amd_pat,    // AMD64
};

enum class Source : std::uint8_t {
  sdm_11_7,     // Intel SDM vol. 3A, table 11-7 (now 13-7)
  sdm_11_7_n3,  // the same table, cell covered by its note 3: implementation-defined in old
                // editions
  sdm_11_6,     // Intel SDM vol. 3A, table 11-6 and the rules of 11.5.2.1
  sdm_11_6_ms,  // the same, grey cell: Intel calls it model-specific
  apm_7_11,     // AMD APM vol. 2, table 7-11
  apm_15_19,    // AMD APM vol. 2, table 15-19: guest PAT with nested PAT
  apm_15_20,    // AMD APM vol. 2, table 15-20: combined PAT with host MTRR
  sdm_ept,      // Intel SDM vol. 3C, 28.2.6 (29.3.7 in newer editions): EPT and memory typing
};
std::string_view citation(Source source);

struct EffectiveRow {
  MemoryType mtrr;
  MemoryType
      page;  // PAT type; in the table without PAT: UC = PCD+PWT, UC- = PCD, WT = PWT, WB = none
  MemoryType effective;
  Source source;
};

// Intel, PAT present, CR0.CD = 0. UC- is UC that yields to a WC (and WP) MTRR; a WC page is WC
// under every MTRR type, UC included.
inline constexpr EffectiveRow intel_pat_rows[] = {
    {MemoryType::UC, MemoryType::UC, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::UC, MemoryType::UC_minus, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::UC, MemoryType::WC, MemoryType::WC, Source::sdm_11_7},
    {MemoryType::UC, MemoryType::WT, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::UC, MemoryType::WP, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::UC, MemoryType::WB, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::WC, MemoryType::UC, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::WC, MemoryType::UC_minus, MemoryType::WC, Source::sdm_11_7},
    {MemoryType::WC, MemoryType::WC, MemoryType::WC, Source::sdm_11_7},
    {MemoryType::WC, MemoryType::WT, MemoryType::UC, Source::sdm_11_7_n3},
    {MemoryType::WC, MemoryType::WP, MemoryType::UC, Source::sdm_11_7_n3},
    {MemoryType::WC, MemoryType::WB, MemoryType::WC, Source::sdm_11_7},
    {MemoryType::WT, MemoryType::UC, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::WT, MemoryType::UC_minus, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::WT, MemoryType::WC, MemoryType::WC, Source::sdm_11_7},
    {MemoryType::WT, MemoryType::WT, MemoryType::WT, Source::sdm_11_7},
    {MemoryType::WT, MemoryType::WP, MemoryType::WP, Source::sdm_11_7_n3},
    {MemoryType::WT, MemoryType::WB, MemoryType::WT, Source::sdm_11_7},
    {MemoryType::WP, MemoryType::UC, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::WP, MemoryType::UC_minus, MemoryType::WC, Source::sdm_11_7_n3},
    {MemoryType::WP, MemoryType::WC, MemoryType::WC, Source::sdm_11_7},
    {MemoryType::WP, MemoryType::WT, MemoryType::WT, Source::sdm_11_7_n3},
    {MemoryType::WP, MemoryType::WP, MemoryType::WP, Source::sdm_11_7},
    {MemoryType::WP, MemoryType::WB, MemoryType::WP, Source::sdm_11_7},
    {MemoryType::WB, MemoryType::UC, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::WB, MemoryType::UC_minus, MemoryType::UC, Source::sdm_11_7},
    {MemoryType::WB, MemoryType::WC, MemoryType::WC, Source::sdm_11_7},
    {MemoryType::WB, MemoryType::WT, MemoryType::WT, Source::sdm_11_7},
    {MemoryType::WB, MemoryType::WP, MemoryType::WP, Source::sdm_11_7},
    {MemoryType::WB, MemoryType::WB, MemoryType::WB, Source::sdm_11_7},
};

// No PAT. The page column names the PCD/PWT pair by what the power-on PAT would make of it. Intel
// marks opposite PCD and PWT under WC and WP model-specific.
inline constexpr EffectiveRow no_pat_rows[] = {
    {MemoryType::UC, MemoryType::WB, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::UC, MemoryType::WT, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::UC, MemoryType::UC_minus, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::UC, MemoryType::UC, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::WC, MemoryType::WB, MemoryType::WC, Source::sdm_11_6},
    {MemoryType::WC, MemoryType::WT, MemoryType::WC, Source::sdm_11_6_ms},
    {MemoryType::WC, MemoryType::UC_minus, MemoryType::WC, Source::sdm_11_6_ms},
    {MemoryType::WC, MemoryType::UC, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::WT, MemoryType::WB, MemoryType::WT, Source::sdm_11_6},
    {MemoryType::WT, MemoryType::WT, MemoryType::WT, Source::sdm_11_6},
    {MemoryType::WT, MemoryType::UC_minus, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::WT, MemoryType::UC, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::WP, MemoryType::WB, MemoryType::WP, Source::sdm_11_6},
    {MemoryType::WP, MemoryType::WT, MemoryType::WP, Source::sdm_11_6_ms},
    {MemoryType::WP, MemoryType::UC_minus, MemoryType::WC, Source::sdm_11_6_ms},
    {MemoryType::WP, MemoryType::UC, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::WB, MemoryType::WB, MemoryType::WB, Source::sdm_11_6},
    {MemoryType::WB, MemoryType::WT, MemoryType::WT, Source::sdm_11_6},
    {MemoryType::WB, MemoryType::UC_minus, MemoryType::UC, Source::sdm_11_6},
    {MemoryType::WB, MemoryType::UC, MemoryType::UC, Source::sdm_11_6},
};

// AMD64. CD: uncached, but caches are probed. Three cells differ from Intel in the type itself:
// WT x WP, WP x UC- and WP x WT are CD.
inline constexpr EffectiveRow amd_pat_rows[] = {
    {MemoryType::UC, MemoryType::UC, MemoryType::UC, Source::apm_7_11},
    {MemoryType::UC, MemoryType::UC_minus, MemoryType::UC, Source::apm_7_11},
    {MemoryType::UC, MemoryType::WC, MemoryType::WC, Source::apm_7_11},
    {MemoryType::UC, MemoryType::WT, MemoryType::UC, Source::apm_7_11},
    {MemoryType::UC, MemoryType::WP, MemoryType::UC, Source::apm_7_11},
    {MemoryType::UC, MemoryType::WB, MemoryType::UC, Source::apm_7_11},
    {MemoryType::WC, MemoryType::UC, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WC, MemoryType::UC_minus, MemoryType::WC, Source::apm_7_11},
    {MemoryType::WC, MemoryType::WC, MemoryType::WC, Source::apm_7_11},
    {MemoryType::WC, MemoryType::WT, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WC, MemoryType::WP, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WC, MemoryType::WB, MemoryType::WC, Source::apm_7_11},
    {MemoryType::WT, MemoryType::UC, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WT, MemoryType::UC_minus, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WT, MemoryType::WC, MemoryType::WC, Source::apm_7_11},
    {MemoryType::WT, MemoryType::WT, MemoryType::WT, Source::apm_7_11},
    {MemoryType::WT, MemoryType::WP, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WT, MemoryType::WB, MemoryType::WT, Source::apm_7_11},
    {MemoryType::WP, MemoryType::UC, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WP, MemoryType::UC_minus, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WP, MemoryType::WC, MemoryType::WC, Source::apm_7_11},
    {MemoryType::WP, MemoryType::WT, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WP, MemoryType::WP, MemoryType::WP, Source::apm_7_11},
    {MemoryType::WP, MemoryType::WB, MemoryType::WP, Source::apm_7_11},
    {MemoryType::WB, MemoryType::UC, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WB, MemoryType::UC_minus, MemoryType::CD, Source::apm_7_11},
    {MemoryType::WB, MemoryType::WC, MemoryType::WC, Source::apm_7_11},
    {MemoryType::WB, MemoryType::WT, MemoryType::WT, Source::apm_7_11},
    {MemoryType::WB, MemoryType::WP, MemoryType::WP, Source::apm_7_11},
    {MemoryType::WB, MemoryType::WB, MemoryType::WB, Source::apm_7_11},
};

constexpr std::span<const EffectiveRow> rows(EffectiveTable table) {
  switch (table) {
    case EffectiveTable::intel_pat: return intel_pat_rows;
    case EffectiveTable::no_pat: return no_pat_rows;
    case EffectiveTable::amd_pat: return amd_pat_rows;
  }
  return {};
}

// Position of (mtrr, page) in a 16 x 16 index of row numbers, built at compile time.
template <std::size_t N>
constexpr std::array<std::uint8_t, 256> index_of_rows(const EffectiveRow (&table)[N]) {
  std::array<std::uint8_t, 256> index{};
  for (std::size_t i = 0; i < N; ++i)
    index[static_cast<std::size_t>(table[i].mtrr) * 16 + static_cast<std::size_t>(table[i].page)] =
        static_cast<std::uint8_t>(i);
  return index;
}
inline constexpr std::array effective_row_indices = {
    index_of_rows(intel_pat_rows), index_of_rows(no_pat_rows), index_of_rows(amd_pat_rows)};

// The row for an MTRR type and a page type; the tables are complete for legal types. Constant time.
constexpr const EffectiveRow& effective_row(EffectiveTable table, MemoryType mtrr,
                                            MemoryType page) {
  const std::size_t key = static_cast<std::size_t>(mtrr) * 16 + static_cast<std::size_t>(page);
  return rows(table)[effective_row_indices[static_cast<std::size_t>(table)][key]];
}

// The lowest PAT index whose type gives `wanted` under this MTRR type; nothing if this PAT has
// none. Shadow paging and nested paging on AMD choose page bits so.
constexpr std::optional<unsigned> pat_index_for(EffectiveTable table, MemoryType mtrr,
                                                MemoryType wanted, const Pat& pat) {
  for (unsigned index = 0; index < pat.entries.size(); ++index) {
    const EffectiveRow& row = effective_row(table, mtrr, pat[index]);
    if (row.mtrr == mtrr && row.page == pat[index] && row.effective == wanted) return index;
  }
  return std::nullopt;
}

// One cell on which two tables differ.
struct Disagreement {
  MemoryType mtrr, page;
  MemoryType first, second;
  // UC and CD: neither is cached, they differ in whether caches are probed.
  bool in_probing_only = false;
  friend constexpr bool operator==(const Disagreement&, const Disagreement&) = default;
};
// The cells that both tables have and fill differently, in the order of the first.
std::vector<Disagreement> disagreements(EffectiveTable first, EffectiveTable second);

// "EFF-WC-UCM": the table, the type below the page, then the page type. For traces and reports.
std::string rule_name(std::string_view table, MemoryType below, MemoryType page);
std::string rule_name(const EffectiveRow& row);

// What PCD and PWT select without PAT, as the page column of the table without PAT. The PAT bit
// does not exist there and is ignored.
constexpr MemoryType page_type_without_pat(PageBits bits) {
  return decode_pat(pat_power_on)[PageBits{bits.pwt, bits.pcd, false}.index()];
}

// The effective type of every combination of a member of `mtrr` and a member of `page`.
template <Domain D>
constexpr typename D::Set effective_type(EffectiveTable table, const typename D::Set& mtrr,
                                         const typename D::Set& page) {
  using Set = typename D::Set;
  Set result{TypeSet{}};
  for (const EffectiveRow& row : rows(table))
    result = result | when(has(mtrr, row.mtrr) && has(page, row.page), Set(TypeSet(row.effective)));
  return result;
}

}  // namespace memtype
