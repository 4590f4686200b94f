// How much of a range is mapped: all of it, no less than before, how many bytes.
#pragma once

#include "memtype/machine/system.hpp"

namespace memtype {

// Does some live mapping hold the page at this address?
template <Domain D>
typename D::Bool mapped_at(const System<D>& system, const typename D::Word& address) {
  typename D::Bool some(false);
  for (const kernel::Mapping<D>& m : system.mappings)
    some = some || (m.live && m.begin <= address && address < m.end);
  return some;
}

// Is every page of [begin, end) mapped? True of a range without pages. The first page that is not
// would be the first of all, or where a mapping ends. Cost: mappings squared.
template <Domain D>
typename D::Bool covered(const System<D>& system, const typename D::Word& begin,
                         const typename D::Word& end) {
  typename D::Bool all = mapped_at<D>(system, begin) || !(begin < end);
  for (const kernel::Mapping<D>& m : system.mappings) {
    const typename D::Bool inside = m.live && begin <= m.end && m.end < end;
    if (!known_false(inside)) all = all && (!inside || mapped_at<D>(system, m.end));
  }
  return all;
}

// A range of whole pages of one system.
template <class D>
struct SystemPages {
  const System<D>& system;
  typename D::Word begin, end;
};

// Is every page of `before` that is mapped there a page of `now` and mapped there? The first that
// is not would be the first of `before`, or where one of its mappings begins, or where a mapping of
// `now` or `now` itself ends. Cost: mappings squared.
template <Domain D>
typename D::Bool keeps_mapped(const SystemPages<D>& now, const SystemPages<D>& before) {
  using Bool = typename D::Bool;
  using Word = typename D::Word;
  Bool all(true);
  const auto look_at = [&](const Bool& exists, const Word& page) {
    const Bool there = exists && before.begin <= page && page < before.end;
    if (known_false(there)) return;
    const Bool kept = now.begin <= page && page < now.end && mapped_at<D>(now.system, page);
    all = all && (!there || kept || !mapped_at<D>(before.system, page));
  };
  look_at(Bool(true), before.begin);
  look_at(Bool(true), now.end);
  for (const kernel::Mapping<D>& m : before.system.mappings) look_at(m.live, m.begin);
  for (const kernel::Mapping<D>& m : now.system.mappings) look_at(m.live, m.end);
  return all;
}

// How many bytes of [begin, end), whole pages, are mapped.
std::uint64_t mapped_bytes(const System<Concrete>& system, std::uint64_t begin, std::uint64_t end);

}  // namespace memtype
