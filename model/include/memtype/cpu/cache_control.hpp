// Caches switched off by CR0.CD, and paging switched off by CR0.PG, on bare metal.
//
// Intel SDM vol. 3A, 11.5 and table 11-5 (now 13.5, 13-5); AMD APM vol. 2, 3.1.1 and
// 7.4. Guests have their own rules: nested.hpp.
#pragma once

#include "memtype/cpu/effective.hpp"

namespace memtype {

// What CR0.CD and CR0.NW ask of the caches.
enum class CacheMode : std::uint8_t {
  normal,
  // Nothing new is cached; what is cached still answers, and stays coherent. After WBINVD nothing
  // is left to answer.
  no_fill,
  // The same, and what is cached is no longer kept coherent with memory: the older Intel
  // processors with NW set.
  no_fill_incoherent,
  refused,  // CD = 0 with NW = 1: MOV to CR0 raises #GP
};
std::string_view name(CacheMode mode);

// `nw_counts`: CpuProfile::nw_counts. Elsewhere NW makes no difference while CD is set.
constexpr CacheMode cache_mode(bool cd, bool nw, bool nw_counts) {
  if (!cd) return nw ? CacheMode::refused : CacheMode::normal;
  return nw && nw_counts ? CacheMode::no_fill_incoherent : CacheMode::no_fill;
}

inline constexpr TypeSet cacheable_types =
    TypeSet::of(MemoryType::WT, MemoryType::WP, MemoryType::WB);

// The type under CR0.CD = 1 of what has `type` under CR0.CD = 0. Cacheable types become CD on AMD
// (APM 7.4) and UC on Intel; UC and CD stay. WC stays on AMD, which speaks of cacheable types only;
// Intel's manual gives it no type here: both UC and WC are possible. On Intel, CD = 1 alone does
// not give UC's strong order, and lines cached before still answer: only the type of a miss is
// named here.
//
// `open_wc`: what a processor makes of WC where its manual does not say, one or both of
// wc_with_cache_disabled, the same at every address.
inline constexpr TypeSet wc_with_cache_disabled = TypeSet::of(MemoryType::UC, MemoryType::WC);
constexpr bool leaves_wc_open(EffectiveTable table) { return table != EffectiveTable::amd_pat; }

template <Domain D>
constexpr typename D::Set effective_with_cache_disabled(EffectiveTable table,
                                                        const typename D::Set& type,
                                                        const typename D::Set& open_wc) {
  using Set = typename D::Set;
  const bool open = leaves_wc_open(table);
  const TypeSet uncached = open ? MemoryType::UC : MemoryType::CD;
  return when(intersects(type, cacheable_types), Set(uncached)) |
         when(has(type, MemoryType::WC), open ? open_wc : Set(TypeSet(MemoryType::WC))) |
         when(has(type, MemoryType::UC), Set(TypeSet(MemoryType::UC))) |
         when(has(type, MemoryType::CD), Set(TypeSet(MemoryType::CD)));
}
template <Domain D>
constexpr typename D::Set effective_with_cache_disabled(EffectiveTable table,
                                                        const typename D::Set& type) {
  return effective_with_cache_disabled<D>(table, type, typename D::Set(wc_with_cache_disabled));
}

// The control bits that take part in the type of an access.
template <class D>
struct CacheControl {
  typename D::Bool paging{true};          // CR0.PG
  typename D::Bool cache_disable{false};  // CR0.CD
};

// The type of an access on bare metal. `page` counts with paging on only: with paging off there is
// no PAT look-up and the MTRR type stands alone, which is what a WB page gives in every table.
template <Domain D>
typename D::Set native_effective_type(EffectiveTable table, const CacheControl<D>& control,
                                      const typename D::Set& mtrr, const typename D::Set& page) {
  using Set = typename D::Set;
  const Set attribute = ite(control.paging, page, Set(TypeSet(MemoryType::WB)));
  const Set type = effective_type<D>(table, mtrr, attribute);
  return ite(control.cache_disable, effective_with_cache_disabled<D>(table, type), type);
}

}  // namespace memtype
