// Memory types of a guest: EPT (Intel) and nested paging (AMD).
//
// Intel SDM vol. 3C, 28.2.6 (29.3.7 in newer editions); AMD APM vol. 2, 15.25.8 and 15.36.14. In
// neither does hardware look at MTRRs that the guest has: on Intel the EPT entry takes the place of
// the MTRR, on AMD the host's MTRRs apply to system physical addresses.
#pragma once

#include "memtype/cpu/effective.hpp"

namespace memtype {

// The memory type field of an EPT entry, bits 5:3. 2, 3 and 7 are an EPT misconfiguration.
constexpr bool is_ept_encoding(std::uint64_t value) { return is_mtrr_encoding(value); }

// The type of a guest access under EPT. `ept`: the entry's type; `page`: the guest PAT type (WB
// while the guest has paging off); `ignore_pat`: bit 6 of the entry; `cache_disable`: the guest's
// CR0.CD. CD: UC. Else ignore_pat: the EPT type. Else the table of Intel's MTRR and PAT, with the
// EPT type as the MTRR type.
template <Domain D>
constexpr typename D::Set ept_effective_type(const typename D::Set& ept,
                                             const typename D::Set& page,
                                             const typename D::Bool& ignore_pat,
                                             const typename D::Bool& cache_disable) {
  using Set = typename D::Set;
  const Set combined = effective_type<D>(EffectiveTable::intel_pat, ept, page);
  return ite(cache_disable, Set(TypeSet(MemoryType::UC)), ite(ignore_pat, ept, combined));
}

struct NestedPatRow {
  MemoryType guest;     // what the guest's PAT selects
  MemoryType host;      // what the host's PAT selects for the nested page-table entry
  MemoryType combined;  // WC_plus: write-combining that probes all caches
  Source source;
};

// AMD nested paging, first step. A guest WC page stays write-combining whatever the host says.
inline constexpr NestedPatRow nested_pat_rows[] = {
    {MemoryType::UC, MemoryType::UC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC, MemoryType::UC_minus, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC, MemoryType::WC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC, MemoryType::WT, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC, MemoryType::WP, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC, MemoryType::WB, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC_minus, MemoryType::UC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC_minus, MemoryType::UC_minus, MemoryType::UC_minus, Source::apm_15_19},
    {MemoryType::UC_minus, MemoryType::WC, MemoryType::WC, Source::apm_15_19},
    {MemoryType::UC_minus, MemoryType::WT, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC_minus, MemoryType::WP, MemoryType::UC, Source::apm_15_19},
    {MemoryType::UC_minus, MemoryType::WB, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WC, MemoryType::UC, MemoryType::WC, Source::apm_15_19},
    {MemoryType::WC, MemoryType::UC_minus, MemoryType::WC, Source::apm_15_19},
    {MemoryType::WC, MemoryType::WC, MemoryType::WC, Source::apm_15_19},
    {MemoryType::WC, MemoryType::WT, MemoryType::WC_plus, Source::apm_15_19},
    {MemoryType::WC, MemoryType::WP, MemoryType::WC_plus, Source::apm_15_19},
    {MemoryType::WC, MemoryType::WB, MemoryType::WC_plus, Source::apm_15_19},
    {MemoryType::WT, MemoryType::UC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WT, MemoryType::UC_minus, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WT, MemoryType::WC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WT, MemoryType::WT, MemoryType::WT, Source::apm_15_19},
    {MemoryType::WT, MemoryType::WP, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WT, MemoryType::WB, MemoryType::WT, Source::apm_15_19},
    {MemoryType::WP, MemoryType::UC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WP, MemoryType::UC_minus, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WP, MemoryType::WC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WP, MemoryType::WT, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WP, MemoryType::WP, MemoryType::WP, Source::apm_15_19},
    {MemoryType::WP, MemoryType::WB, MemoryType::WP, Source::apm_15_19},
    {MemoryType::WB, MemoryType::UC, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WB, MemoryType::UC_minus, MemoryType::UC, Source::apm_15_19},
    {MemoryType::WB, MemoryType::WC, MemoryType::WC, Source::apm_15_19},
    {MemoryType::WB, MemoryType::WT, MemoryType::WT, Source::apm_15_19},
    {MemoryType::WB, MemoryType::WP, MemoryType::WP, Source::apm_15_19},
    {MemoryType::WB, MemoryType::WB, MemoryType::WB, Source::apm_15_19},
};

// Second step, for the combined type that exists only here. All others follow amd_pat_rows, of
// which table 15-20 is otherwise a copy.
inline constexpr EffectiveRow wc_plus_rows[] = {
    {MemoryType::UC, MemoryType::WC_plus, MemoryType::WC, Source::apm_15_20},
    {MemoryType::WC, MemoryType::WC_plus, MemoryType::WC, Source::apm_15_20},
    {MemoryType::WT, MemoryType::WC_plus, MemoryType::WC_plus, Source::apm_15_20},
    {MemoryType::WP, MemoryType::WC_plus, MemoryType::WC_plus, Source::apm_15_20},
    {MemoryType::WB, MemoryType::WC_plus, MemoryType::WC_plus, Source::apm_15_20},
};

// Guest PAT type with host PAT type, every combination of members.
template <Domain D>
constexpr typename D::Set combined_pat_type(const typename D::Set& guest,
                                            const typename D::Set& host) {
  using Set = typename D::Set;
  Set result{TypeSet{}};
  for (const NestedPatRow& row : nested_pat_rows)
    result =
        result | when(has(guest, row.guest) && has(host, row.host), Set(TypeSet(row.combined)));
  return result;
}

// The type of a guest access under nested paging: guest PAT, host PAT, host MTRR. CR0.CD of guest
// or host: CD. `snp`: in a guest with SEV-SNP active no access goes uncoherent: UC becomes CD and
// WC becomes WC+ (APM vol. 2, table 15-40).
template <Domain D>
constexpr typename D::Set npt_effective_type(const typename D::Set& guest,
                                             const typename D::Set& host,
                                             const typename D::Set& mtrr,
                                             const typename D::Bool& cache_disable,
                                             bool snp = false) {
  using Set = typename D::Set;
  const Set combined = combined_pat_type<D>(guest, host);
  Set result = effective_type<D>(EffectiveTable::amd_pat, mtrr, combined);
  for (const EffectiveRow& row : wc_plus_rows)
    result =
        result | when(has(mtrr, row.mtrr) && has(combined, row.page), Set(TypeSet(row.effective)));
  result = ite(cache_disable, Set(TypeSet(MemoryType::CD)), result);
  if (!snp) return result;
  const Set cd{TypeSet(MemoryType::CD)}, wc_plus{TypeSet(MemoryType::WC_plus)};
  Set coherent = when(has(result, MemoryType::UC) || has(result, MemoryType::CD), cd) |
                 when(has(result, MemoryType::WC) || has(result, MemoryType::WC_plus), wc_plus);
  for (MemoryType type : {MemoryType::WT, MemoryType::WP, MemoryType::WB})
    coherent = coherent | when(has(result, type), Set(TypeSet(type)));
  return coherent;
}

}  // namespace memtype
