// Kernel calls by number, over either domain, with what they return.
#pragma once

#include <utility>
#include <vector>

#include "memtype/machine/system.hpp"

namespace memtype::solver::testing {

// One kernel call with all its arguments.
template <class D>
struct Call {
  int which = 0;
  typename D::Bool guard{true}, increment{true};
  typename D::Word address{0}, size{0};
  typename D::Int number{0};
  typename D::Set mode{TypeSet{}};
};

template <class D>
struct Results {
  std::vector<typename D::Bool> bools;
  std::vector<typename D::Word> words;
  std::vector<typename D::Int> numbers;
  std::vector<typename D::Set> sets;
};

template <Domain D>
void make_call(System<D>& s, const Call<D>& c, Results<D>& r) {
  using namespace kernel;
  const bool pat = s.pat.enabled;
  switch (c.which) {
    case 0: {
      r.numbers.push_back(mtrr_add<D>(s.mtrr, c.guard, c.address, c.size, c.number, c.increment));
      return;
    }
    case 1: return r.numbers.push_back(mtrr_del<D>(s.mtrr, c.guard, c.number, c.address, c.size));
    case 2:
      return r.numbers.push_back(arch_phys_wc_add<D>(s.mtrr, pat, c.guard, c.address, c.size));
    case 3: return arch_phys_wc_del<D>(s.mtrr, c.guard, c.number + typename D::Int(wc_handle_base));
    case 4:
    case 5: {
      const auto reserved = memtype_reserve<D>(s.memtype, s.belief(), pat, c.guard, c.address,
                                               c.address + c.size, c.mode, c.which == 4);
      r.numbers.push_back(reserved.error);
      return r.sets.push_back(reserved.mode);
    }
    case 6:
      return r.numbers.push_back(
          memtype_free<D>(s.memtype, pat, c.guard, c.address, c.address + c.size));
    case 7: {  // every mapping is kept, so that both domains count them alike
      auto m = ioremap<D>(s.memtype, s.belief(), pat, c.guard, c.address, c.size, c.mode);
      r.bools.push_back(m.live);
      return s.mappings.push_back(std::move(m));
    }
    case 8:
      if (!s.mappings.empty()) iounmap<D>(s.memtype, pat, c.guard, s.mappings.back());
      return;
  }
}

}  // namespace memtype::solver::testing
