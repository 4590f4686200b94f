// Which rule gives a page its effective type, on bare metal and in a guest.
//
// On bare metal, and for the PV guests of Xen, the processor's table combines MTRR and page
// attribute. In other guests hardware does not look at the guest's MTRRs, and what takes their
// place is called the host type here:
//   Intel: the type in the EPT entry, which stands where the MTRR stood (vmx_get_mt_mask()). Such a
//   processor has a PAT, whatever the guest's CPUID shows: a guest without PAT goes by the power-on
//   layout.
//   AMD: the type of the host's MTRRs. KVM leaves the PAT bits of nested page-table entries 0,
//   which the host's PAT makes WB. Without nested paging the guest's PAT takes no part: the shadow
//   entries are WB pages.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "memtype/cpu/cache_control.hpp"
#include "memtype/cpu/nested.hpp"
#include "memtype/linux/config.hpp"

namespace memtype {

enum class PageRule : std::uint8_t {
  intel_pat,       // MTRR and PAT, Intel
  no_pat,          // MTRR, PCD and PWT
  amd_pat,         // MTRR and PAT, AMD
  ept,             // EPT type and guest PAT
  ept_ignore_pat,  // EPT type alone
  npt,             // guest PAT, nested entry WB, host MTRR
  shadow,          // host MTRR under the WB pages of shadow paging
};

// `table`: of the processor; `pat_honored`: in a guest, does its PAT take part.
constexpr PageRule page_rule(kernel::Environment environment, EffectiveTable table,
                             bool pat_honored) {
  const bool amd = table == EffectiveTable::amd_pat;
  if (kernel::has_host_type(environment)) {
    if (amd) return pat_honored ? PageRule::npt : PageRule::shadow;
    return pat_honored ? PageRule::ept : PageRule::ept_ignore_pat;
  }
  if (amd) return PageRule::amd_pat;
  return table == EffectiveTable::no_pat ? PageRule::no_pat : PageRule::intel_pat;
}

// The effective type, CR0.CD clear. `below`: the type of the MTRRs, the EPT entry or the host's
// MTRRs; `page`: what the bits of the entry select.
template <Domain D>
constexpr typename D::Set page_type_under(PageRule rule, const typename D::Set& below,
                                          const typename D::Set& page) {
  using Set = typename D::Set;
  using Bool = typename D::Bool;
  const Set wb{TypeSet(MemoryType::WB)};
  switch (rule) {
    case PageRule::intel_pat: return effective_type<D>(EffectiveTable::intel_pat, below, page);
    case PageRule::no_pat: return effective_type<D>(EffectiveTable::no_pat, below, page);
    case PageRule::amd_pat: return effective_type<D>(EffectiveTable::amd_pat, below, page);
    case PageRule::ept: return ept_effective_type<D>(below, page, Bool(false), Bool(false));
    case PageRule::ept_ignore_pat:
      return ept_effective_type<D>(below, page, Bool(true), Bool(false));
    case PageRule::npt: return npt_effective_type<D>(page, wb, below, Bool(false));
    case PageRule::shadow: return effective_type<D>(EffectiveTable::amd_pat, below, wb);
  }
  return Set(TypeSet{});
}

// Page types whose effective type depends on the MTRRs, UC and CD counted as one. Over the others
// an undefined overlap of MTRRs does no harm. The second index: is CR0.CD set.
inline constexpr auto sensitive_types_by_table = [] {
  std::array<std::array<TypeSet, 2>, 3> by_table{};
  for (const EffectiveTable table :
       {EffectiveTable::intel_pat, EffectiveTable::no_pat, EffectiveTable::amd_pat})
    for (MemoryType page : pat_memory_types) {
      std::array<TypeSet, 2> results;
      for (MemoryType mtrr : mtrr_memory_types) {
        const TypeSet type = effective_type<Concrete>(table, mtrr, page);
        results[0] |= type;
        results[1] |= effective_with_cache_disabled<Concrete>(table, type, MemoryType::WC);
      }
      for (std::size_t cd = 0; cd < 2; ++cd)
        if (results[cd].size() > 1 &&
            !results[cd].subset_of(TypeSet::of(MemoryType::UC, MemoryType::CD)))
          by_table[static_cast<std::size_t>(table)][cd] |= page;
    }
  return by_table;
}();
constexpr TypeSet sensitive_page_types(EffectiveTable table, bool cache_disabled = false) {
  return sensitive_types_by_table[static_cast<std::size_t>(table)][cache_disabled ? 1 : 0];
}

// What lies below the page: "MTRR", "EPT" or "host MTRR".
std::string_view name_below(PageRule rule);

// The cell that decided, for people: "EFF-WC-UCM" and the table it stands in; "EPT-...", "NPT-..."
// for guests, "EPT" and "SHADOW" where the page takes no part.
struct RuleUsed {
  std::string name;
  std::string source;
};
RuleUsed rule_used(PageRule rule, MemoryType below, MemoryType page);
// The same with CR0.CD set, on bare metal.
RuleUsed with_cache_disabled(RuleUsed rule, EffectiveTable table);

}  // namespace memtype
