#include <cstdio>
#include <memtype/cases/parse.hpp>
#include <memtype/cpu/profiles.hpp>
#include <memtype/maps/flat_map.hpp>
#include <memtype/maps/interval_map.hpp>

using namespace memtype;

int main() {
  MsrFile file = reset_msrs(*find_cpu("intel_xeon"));
  set_direct_boot(file);
  if (write_msr(file, 0x200, 2_GiB) != MsrFault::none) return 1;
  if (write_msr(file, 0x201, 0x3fff80000800) != MsrFault::none) return 2;
  const FlatMap map(file);
  if (map.uniform({2_GiB, 4_GiB}) != MemoryType::UC) return 3;
  if (map.run(1_MiB).range.end != 2_GiB) return 4;
  if (TypeMap(file).uniform({4_GiB, 5_GiB}) != MemoryType::WB) return 5;
  if (!cases::parse_case("-", "case wrong machine {").diagnostics.empty()) {
    std::puts("foreign C++: ok");
    return 0;
  }
  return 6;
}
