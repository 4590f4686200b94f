// Random machines for tests that compare rules over two domains.
#pragma once

#include "memtype/machine/system.hpp"
#include "random.hpp"

namespace memtype::solver::testing {

class RandomSystem {
 public:
  explicit RandomSystem(Random& random) : random_(random) {}

  static constexpr std::uint64_t area = 0xd0000000;

  std::uint64_t address() {
    switch (random_.below(8)) {
      case 0: return 0xa0000 + random_.below(0x60) * page_bytes;
      case 1: return 1_GiB - random_.below(4) * page_bytes;
      case 2: return random_.bits() >> random_.below(64);
      case 3: return area + random_.below(0x40000);
      default: return area + random_.below(0x40) * page_bytes;
    }
  }
  std::uint64_t size() {
    if (random_.one_in(6)) return random_.below(0x20000);
    return page_bytes << random_.below(random_.one_in(4) ? 20 : 6);
  }
  MemoryType mtrr_type() {
    return random_.pick(
        {MemoryType::UC, MemoryType::WC, MemoryType::WT, MemoryType::WP, MemoryType::WB});
  }
  VariableRange<Concrete> range() {
    const std::uint64_t bits = mtrr_address_bits(36);
    VariableRange<Concrete> r;
    r.valid = !random_.one_in(4);
    r.type = mtrr_type();
    const std::uint64_t bytes = page_bytes << random_.below(20);
    r.mask = ~(bytes - 1) & bits;
    r.base = address() & r.mask & bits;
    if (random_.one_in(4)) r.mask &= ~(page_bytes << random_.below(24));
    if (random_.one_in(8)) r.base |= random_.below(16) * page_bytes;
    r.natural = is_natural<Concrete>(r.base, r.mask, 36);
    r.elsewhere = r.natural && random_.one_in(6);
    return r;
  }
  System<Concrete> operator()() {
    using kernel::Environment;
    System<Concrete> s;
    s.environment =
        random_.pick({Environment::bare_metal, Environment::bare_metal, Environment::kvm});
    s.table =
        random_.pick({EffectiveTable::intel_pat, EffectiveTable::amd_pat, EffectiveTable::no_pat});
    s.pat = kernel::pat_setup(
        random_.one_in(2), s.table != EffectiveTable::no_pat,
        kernel::pat_msr_for(
            random_.pick({kernel::PatMode::full, kernel::PatMode::nopat, kernel::PatMode::linux4}),
            kernel::newest_version));
    s.guest_pat_honored = random_.one_in(2);
    s.host_type = mtrr_type();
    MtrrState<Concrete>& m = s.mtrr.hardware;
    m.enabled = !random_.one_in(8);
    m.fixed_enabled = random_.one_in(2);
    m.default_type = mtrr_type();
    m.fixed = FixedRanges::usual().runs();
    m.tom2_wb_end = random_.one_in(4) ? 6_GiB : 0;
    for (int i = 0; i < 4; ++i) m.variable.push_back(range());
    for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets()) m.choice[set] = mtrr_type();
    s.mtrr.start_counting();
    s.mtrr.present = !random_.one_in(8);
    s.mtrr.write_combining = !random_.one_in(8);
    s.mtrr.ppro_erratum = random_.one_in(8);
    s.memtype.rules =
        kernel::rules_of(random_.pick({kernel::Version{6, 15}, kernel::newest_version}));
    if (random_.one_in(2)) s.memtype.ram = {{0, 640_KiB}, {1_MiB, 1_GiB}};
    if (random_.one_in(6)) s.forced_belief = m;
    if (random_.one_in(4)) s.smrr = smrr_over(area, page_bytes << random_.below(6), mtrr_type());
    s.cache_disable = random_.one_in(4);
    if (random_.one_in(2)) s.wc_without_caches = random_.pick({MemoryType::UC, MemoryType::WC});
    return s;
  }

 private:
  Random& random_;
};

}  // namespace memtype::solver::testing
