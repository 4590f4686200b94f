#include "memtype/cpu/amd.hpp"

#include "cpu/msr_bits.hpp"

namespace memtype {
namespace {

std::vector<FixedRouteRun> fixed_routes(const MsrFile& file) {
  std::vector<FixedRouteRun> runs;
  for (std::size_t i = 0; i < FixedRanges::count; ++i) {
    const std::uint64_t byte = file.fixed[i / 8] >> (i % 8 * 8);
    const FixedRouteRun run{FixedRanges::range(i), (byte >> 4 & 1) != 0, (byte >> 3 & 1) != 0};
    const bool joins = !runs.empty() && runs.back().read_dram == run.read_dram &&
                       runs.back().write_dram == run.write_dram;
    if (joins)
      runs.back().range.end = run.range.end;
    else
      runs.push_back(run);
  }
  return runs;
}

Iorr<Concrete> iorr_range(const MsrPair& pair) {
  Iorr<Concrete> iorr;
  iorr.valid = (pair.mask & mtrr_mask_valid) != 0;
  iorr.base = pair.base & mtrr_address_bits(52);
  iorr.mask = pair.mask & mtrr_address_bits(52);
  iorr.read_dram = (pair.base & iorr_read_dram) != 0;
  iorr.write_dram = (pair.base & iorr_write_dram) != 0;
  return iorr;
}

}  // namespace

AmdRouting<Concrete> amd_routing(const MsrFile& file) {
  AmdRouting<Concrete> routing;
  routing.fixed_dram = (file.syscfg & syscfg_fix_dram_en) != 0;
  routing.variable_dram = (file.syscfg & syscfg_var_dram_en) != 0;
  routing.tom2 = (file.syscfg & syscfg_tom2_en) != 0;
  routing.fixed = fixed_routes(file);
  for (std::size_t i = 0; i < routing.iorr.size(); ++i) routing.iorr[i] = iorr_range(file.iorr[i]);
  routing.top_mem = file.top_mem & top_mem_bits;
  routing.top_mem2 = file.top_mem2 & top_mem_bits;
  return routing;
}

}  // namespace memtype
