// MSR intercepts, and the registers at the beginning.

#include "view.hpp"

using namespace memtype;

extern "C" {

memtype_status memtype_cpu_init(memtype_cpu* cpu, unsigned vendor, unsigned phys_bits) {
  if (cpu == nullptr) return MEMTYPE_BAD_ARGUMENT;
  *cpu = {};
  cpu->size = sizeof *cpu;
  cpu->vendor = static_cast<std::uint8_t>(std::min(vendor, 255U));
  cpu->phys_bits = static_cast<std::uint8_t>(std::min(phys_bits, 255U));
  cpu->family = 15;
  cpu->flags = MEMTYPE_HAS_MTRR | MEMTYPE_HAS_PAT;
  cpu->mtrr_cap = 8 | MEMTYPE_CAP_FIXED | MEMTYPE_CAP_WC;
  cpu->undefined = MEMTYPE_UNDEFINED_REPORT;
  return c::valid(cpu) ? MEMTYPE_OK : MEMTYPE_BAD_ARGUMENT;
}

memtype_status memtype_state_init(const memtype_cpu* cpu, memtype_state* state) {
  if (!c::valid(cpu) || state == nullptr) return MEMTYPE_BAD_ARGUMENT;
  *state = {};
  state->size = sizeof *state;
  state->pat = pat_power_on;
  c::File file(*cpu, *state);
  rules::reset_amd(file);
  return MEMTYPE_OK;
}

memtype_status memtype_state_init_direct_boot(const memtype_cpu* cpu, memtype_state* state) {
  const memtype_status status = memtype_state_init(cpu, state);
  if (status == MEMTYPE_OK) state->def_type = direct_boot_def_type;
  return status;
}

int memtype_msr_known(const memtype_cpu* cpu, std::uint32_t msr) {
  if (!c::valid(cpu)) return 0;
  static constexpr memtype_state none = {};
  const c::ConstFile file(*cpu, none);
  return rules::find_register(file, msr) != nullptr;
}

memtype_status memtype_msr_check(const memtype_cpu* cpu, const memtype_state* state,
                                 std::uint32_t msr, std::uint64_t value) {
  if (!c::valid(cpu, state)) return MEMTYPE_BAD_ARGUMENT;
  return c::status(rules::check_write(c::ConstFile(*cpu, *state), msr, value));
}

memtype_status memtype_msr_write(const memtype_cpu* cpu, memtype_state* state, std::uint32_t msr,
                                 std::uint64_t value) {
  if (!c::valid(cpu, state)) return MEMTYPE_BAD_ARGUMENT;
  c::File file(*cpu, *state);
  return c::status(rules::write_msr(file, msr, value));
}

memtype_status memtype_msr_read(const memtype_cpu* cpu, const memtype_state* state,
                                std::uint32_t msr, std::uint64_t* value) {
  if (value != nullptr) *value = 0;
  if (!c::valid(cpu, state) || value == nullptr) return MEMTYPE_BAD_ARGUMENT;
  const MsrRead read = rules::read_msr(c::ConstFile(*cpu, *state), msr);
  *value = read.value;
  return c::status(read.fault);
}

}  // extern "C"
