#include "questions/clean_machine.hpp"

#include <algorithm>

#include "memtype/solver/synthesis.hpp"
#include "questions/ranges.hpp"

namespace memtype::solver {

using namespace cases;

std::vector<Expr> bar_of(const Case& c, const Region& region) {
  const auto span = span_of(c, region);
  const auto bar = span ? bar_around(c, *span) : std::nullopt;
  if (!bar) return {region.start, region.length};
  return {place_expr(c, bar->start), number_expr(bar->length)};
}

std::vector<Expr> is_clean(const Case& c, const Region& region) {
  const auto combining = std::count_if(c.regions.begin(), c.regions.end(),
                                       [](const Region& r) { return r.wants == MemoryType::WC; });
  std::vector<Expr> clean = {
      binary_expr(Operator::greater_equal, fact_expr(Fact::start_mtrr_free),
                  number_expr(combining)),
      not_expr(call_expr(CheckFunction::firmware_covers, bar_of(c, region)))};
  const auto& wc = c.machine.mtrr_wc;
  if (std::find(wc.begin(), wc.end(), false) != wc.end()) clean.push_back(fact_expr(Fact::mtrr_wc));
  return clean;
}

void make_clean(MachineSpec& machine) {
  machine.firmware = {Firmware{}};
  machine.mtrr_free.clear();
  machine.mtrr_default = {MemoryType::UC};
  machine.mtrr_enabled = {true};
  machine.mtrr_wc = {true};
}

}  // namespace memtype::solver
