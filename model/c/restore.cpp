// Save, restore, migrate.

#include "view.hpp"

using namespace memtype;

extern "C" {

std::size_t memtype_snapshot_msrs(const memtype_cpu* cpu, std::uint32_t* msrs, std::size_t max) {
  if (!c::valid(cpu)) return 0;
  static constexpr memtype_state none = {};
  std::uint32_t order[MEMTYPE_MAX_RESTORE_WRITES];
  std::size_t count = 0;
  rules::each_restore_write(c::ConstFile(*cpu, none), [&](const MsrWrite& write) {
    std::uint32_t* const end = std::remove(order, order + count, write.msr);
    *end = write.msr;
    count = static_cast<std::size_t>(end - order) + 1;
  });
  for (std::size_t i = 0; i < std::min(count, max); ++i) msrs[i] = order[i];
  return count;
}

std::size_t memtype_restore_writes(const memtype_cpu* cpu, const memtype_state* state,
                                   memtype_msr_value* writes, std::size_t max) {
  if (!c::valid(cpu, state)) return 0;
  std::size_t count = 0;
  rules::each_restore_write(c::ConstFile(*cpu, *state), [&](const MsrWrite& write) {
    if (count < max) writes[count] = {write.msr, 0, write.value};
    ++count;
  });
  return count;
}

memtype_status memtype_can_restore(const memtype_cpu* from, const memtype_state* state,
                                   const memtype_cpu* to, memtype_msr_value* failing) {
  memtype_state restored;
  if (!c::valid(from, state) || memtype_state_init(to, &restored) != MEMTYPE_OK)
    return MEMTYPE_BAD_ARGUMENT;
  c::File target(*to, restored);
  MsrFault fault = MsrFault::none;
  rules::each_restore_write(c::ConstFile(*from, *state), [&](const MsrWrite& write) {
    if (fault != MsrFault::none) return;
    fault = rules::write_msr(target, write.msr, write.value);
    if (fault != MsrFault::none && failing != nullptr) *failing = {write.msr, 0, write.value};
  });
  return c::status(fault);
}

}  // extern "C"
