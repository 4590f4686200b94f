#include "memtype/linux/pat_setup.hpp"

namespace memtype::kernel {
namespace {

using enum MemoryType;

constexpr std::uint64_t layout(std::array<MemoryType, 8> entries) {
  return encode_pat(Pat{entries});
}

constexpr std::uint64_t lower_four = layout({WB, WC, UC_minus, UC, WB, WC, UC_minus, UC});
// Entry 5 was a second WC until WP got a cache mode of its own.
constexpr std::uint64_t full_old = layout({WB, WC, UC_minus, UC, WB, WC, UC_minus, WT});
constexpr std::uint64_t full_new = layout({WB, WC, UC_minus, UC, WB, WP, UC_minus, WT});
constexpr std::uint64_t xen_layout = layout({WB, WT, UC_minus, UC, WC, WP, UC, UC});
constexpr Version first_with_wp{4, 14};

}  // namespace

std::uint64_t pat_msr_for(PatMode mode, Version kernel) {
  switch (mode) {
    case PatMode::absent:
    case PatMode::nopat:
    case PatMode::msr: return pat_power_on;
    case PatMode::linux4: return lower_four;
    case PatMode::full: return kernel < first_with_wp ? full_old : full_new;
    case PatMode::xen: return xen_layout;
  }
  return pat_power_on;
}

PatSetup built_in_pat_setup(bool enabled, bool in_hardware, std::uint64_t msr) {
  PatSetup setup;
  setup.enabled = enabled;
  setup.in_hardware = in_hardware;
  setup.msr = msr;
  const PageBits pcd{.pcd = true};
  setup.bits.fill(pcd);
  setup.bits[static_cast<std::size_t>(WB)] = {};
  setup.bits[static_cast<std::size_t>(UC)] = {.pwt = true, .pcd = true};
  setup.modes = {WB, UC_minus, UC_minus, UC, WB, UC_minus, UC_minus, UC};
  return setup;
}

PatSetup pat_setup(bool enabled, bool in_hardware, std::uint64_t msr) {
  PatSetup setup = built_in_pat_setup(enabled, in_hardware, msr);
  const Pat pat = decode_pat(msr);
  setup.modes = pat.entries;
  for (unsigned i = 8; i-- > 0;)
    setup.bits[static_cast<std::size_t>(pat[i])] = PageBits::from_index(i);
  return setup;
}

}  // namespace memtype::kernel
