#include "memtype/machine/page_question.hpp"

namespace memtype {

PageCell page_cell(PageUnder under, MemoryType page) {
  return {under, page, page_type_under<Concrete>(under.rule, under.below, page),
          rule_used(under.rule, under.below, page)};
}

LeafReading read_leaf(std::uint64_t entry, PageSize size, const Pat& pat) {
  constexpr unsigned shifts[] = {12, 21, 30};
  const unsigned shift = shifts[static_cast<std::size_t>(size)];
  const std::uint64_t address_bits = ((std::uint64_t{1} << 52) - 1) >> shift << shift;
  const PageBits bits = page_bits(entry, size);
  return {size, bits, pat[bits.index()], entry & address_bits};
}

std::vector<Way> ways_to(MemoryType wanted, PageUnder under, const Pat& pat) {
  std::vector<Way> ways;
  for (unsigned index = 0; index < pat.entries.size(); ++index)
    if (page_cell(under, pat[index]).effective == TypeSet(wanted))
      ways.push_back({index, pat[index]});
  return ways;
}

}  // namespace memtype
