#include <memtype.h>
#include <stdio.h>

int main(void) {
  memtype_cpu cpu;
  memtype_state state;
  memtype_map map;
  uint8_t type = MEMTYPE_NONE;
  if (memtype_version() != (MEMTYPE_VERSION_MAJOR << 16 | MEMTYPE_VERSION_MINOR)) return 1;
  if (memtype_cpu_init(&cpu, MEMTYPE_AMD, 48) != MEMTYPE_OK) return 2;
  if (memtype_state_init(&cpu, &state) != MEMTYPE_OK) return 3;
  if (memtype_msr_write(&cpu, &state, 0x2ff, 0x806) != MEMTYPE_OK) return 4;
  if (memtype_msr_write(&cpu, &state, 0x2ff, 0x803) != MEMTYPE_RESERVED_TYPE) return 5;
  if (memtype_msr_write(&cpu, &state, 0x202, 0xd0000001) != MEMTYPE_OK) return 6;
  if (memtype_msr_write(&cpu, &state, 0x203, 0xfffff0000800) != MEMTYPE_OK) return 7;
  if (memtype_map_build(&cpu, &state, &map) != MEMTYPE_OK) return 8;
  if (memtype_map_type(&map, 0xd0000000) != MEMTYPE_WC) return 9;
  if (memtype_map_uniform(&map, 0xd0000000, 0xe0000000, &type) != MEMTYPE_OK) return 10;
  if (memtype_map_uniform(&map, 0xd0000000, 0xe0001000, &type) != MEMTYPE_MIXED) return 11;
  puts("foreign C: ok");
  return 0;
}
