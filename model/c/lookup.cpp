// Questions to the registers themselves.

#include "cpu/region_rules.hpp"
#include "view.hpp"

using namespace memtype;

namespace {
constexpr bool exists(const memtype_cpu& cpu, std::uint64_t address) {
  return address >> cpu.phys_bits == 0;
}
memtype_answer nothing() { return c::answer({}); }
}  // namespace

extern "C" {

memtype_answer memtype_at(const memtype_cpu* cpu, const memtype_state* state,
                          std::uint64_t address) {
  if (!c::valid(cpu, state) || !exists(*cpu, address)) return nothing();
  const auto mtrr = c::view(*cpu, *state);
  return c::answer(
      {mtrr_type_at<Concrete>(mtrr, address), mtrr_undefined_at<Concrete>(mtrr, address)});
}

std::uint32_t memtype_matching(const memtype_cpu* cpu, const memtype_state* state,
                               std::uint64_t address) {
  if (!c::valid(cpu, state) || !exists(*cpu, address)) return 0;
  std::uint32_t matching = 0, bit = 1;
  for (const VariableRange<Concrete>& range : c::view(*cpu, *state).variable) {
    if (matches<Concrete>(range, address)) matching |= bit;
    bit <<= 1;
  }
  return matching;
}

memtype_status memtype_region(const memtype_cpu* cpu, const memtype_state* state,
                              std::uint64_t begin, std::uint64_t end, memtype_answer* answer) {
  if (answer != nullptr) *answer = nothing();
  if (!c::valid(cpu, state) || answer == nullptr || begin >= end) return MEMTYPE_BAD_ARGUMENT;
  if (((begin | end) & ~page_mask) != 0 || !exists(*cpu, end - 1)) return MEMTYPE_BAD_ARGUMENT;
  const auto mtrr = c::view(*cpu, *state);
  const RegionTypes found = rules::RegionSearch(mtrr, default_max_cuts).run({begin, end});
  *answer = c::answer({found.types, false, found.exact});
  if (!found.exact) return MEMTYPE_BOUNDED;
  return found.types.size() == 1 ? MEMTYPE_OK : MEMTYPE_MIXED;
}

}  // extern "C"
