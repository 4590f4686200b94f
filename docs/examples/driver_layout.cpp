// Checks the memory layout of a driver through the library, in the place of a case file: which
// type do its registers and its frame buffer get, on processors with and without PAT, wherever the
// firmware put the BAR and whatever uncached ranges it left?
//
//   find_package(memtype REQUIRED COMPONENTS model)
//   target_link_libraries(driver_layout PRIVATE memtype::model)
#include <cstdio>
#include <memtype/cpu/effective.hpp>
#include <memtype/cpu/msr.hpp>
#include <memtype/cpu/mtrr_region.hpp>

using namespace memtype;

namespace {

// The driver: registers in the last page of the BAR, mapped UC; the rest mapped WC.
struct Layout {
  PhysRange registers, frame_buffer;
};
Layout layout_at(std::uint64_t bar) {
  return {{bar + 8_MiB - 4_KiB, bar + 8_MiB}, {bar, bar + 8_MiB - 4_KiB}};
}

// Firmware: everything WB but what lies from 2 GiB to 4 GiB; perhaps a WC range over the BAR.
MsrFile firmware(std::uint64_t bar, bool wc_over_bar) {
  MsrFile file = reset_msrs(Vendor::intel, 36);
  set_direct_boot(file);
  file.variable[0] = {2_GiB, 0xf80000800};
  if (wc_over_bar) file.variable[1] = {bar | 1, ((std::uint64_t{1} << 36) - 8_MiB) | 0x800};
  return file;
}

int wrong = 0;
void expect(const char* what, TypeSet found, TypeSet allowed, std::uint64_t bar) {
  if (found.subset_of(allowed)) return;
  ++wrong;
  std::printf("BAR %llx: %s is %s, not %s\n", static_cast<unsigned long long>(bar), what,
              to_string(found).c_str(), to_string(allowed).c_str());
}

void check(std::uint64_t bar, bool wc_over_bar) {
  const MtrrState<Concrete> mtrr = mtrr_state(firmware(bar, wc_over_bar));
  const Layout layout = layout_at(bar);
  const TypeSet registers = mtrr_types_in(mtrr, layout.registers);
  const TypeSet pixels = mtrr_types_in(mtrr, layout.frame_buffer);
  for (EffectiveTable table :
       {EffectiveTable::intel_pat, EffectiveTable::amd_pat, EffectiveTable::no_pat}) {
    // ioremap_uc(), ioremap_wc(). Without PAT a WC mapping is as good as its MTRR: no promise.
    expect("registers", effective_type<Concrete>(table, registers, MemoryType::UC),
           TypeSet::of(MemoryType::UC, MemoryType::CD), bar);
    if (table != EffectiveTable::no_pat)
      expect("frame buffer", effective_type<Concrete>(table, pixels, MemoryType::WC),
             MemoryType::WC, bar);
  }
}

}  // namespace

int main() {
  for (std::uint64_t bar = 2_GiB; bar < 4_GiB; bar += 16_MiB)
    for (bool wc_over_bar : {false, true}) check(bar, wc_over_bar);
  std::printf("%d wrong\n", wrong);
  return wrong == 0 ? 0 : 1;
}
