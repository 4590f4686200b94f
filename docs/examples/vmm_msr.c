/* An MSR exit handler: what a VMM does when its guest reads or writes an MTRR or IA32_PAT.
 *
 *   cc vmm_msr.c $(pkg-config --cflags --libs memtype)
 */
#include <inttypes.h>
#include <memtype.h>
#include <stdio.h>

/* One virtual CPU. `map` always says what the registers say. */
struct vcpu {
  memtype_cpu cpu;
  memtype_state msrs;
  memtype_map map;
};

static int create(struct vcpu *v, unsigned phys_bits) {
  memtype_status status = memtype_cpu_init(&v->cpu, MEMTYPE_INTEL, phys_bits);
  if (status == MEMTYPE_OK) status = memtype_state_init_direct_boot(&v->cpu, &v->msrs);
  if (status == MEMTYPE_OK) status = memtype_map_build(&v->cpu, &v->msrs, &v->map);
  return status == MEMTYPE_OK;
}

/* Here a VMM drops the second-level entries of [begin, end), so that they are built anew. */
static int zap(void *context, uint64_t begin, uint64_t end, memtype_answer before,
               memtype_answer after) {
  (void)context;
  printf("  zap %#" PRIx64 "-%#" PRIx64 ": %s -> %s\n", begin, end, memtype_type_name(before.type),
         memtype_type_name(after.type));
  return 0;
}

/* WRMSR exit: 1 when handled, 0 when the register is not ours, -1 to inject #GP. */
static int on_wrmsr(struct vcpu *v, uint32_t msr, uint64_t value) {
  static memtype_map scratch; /* one for each thread that handles exits */
  memtype_status status;
  if (!memtype_msr_known(&v->cpu, msr)) return 0;
  printf("wrmsr %#x, %#" PRIx64 "\n", (unsigned)msr, value);
  status = memtype_msr_update(&v->cpu, &v->msrs, &v->map, &scratch, msr, value, zap, v);
  if (status == MEMTYPE_OK || status == MEMTYPE_BOUNDED) return 1;
  printf("  %s\n", memtype_status_name(status));
  return -1;
}

/* RDMSR exit, likewise. */
static int on_rdmsr(const struct vcpu *v, uint32_t msr, uint64_t *value) {
  if (!memtype_msr_known(&v->cpu, msr)) return 0;
  return memtype_msr_read(&v->cpu, &v->msrs, msr, value) == MEMTYPE_OK ? 1 : -1;
}

int main(void) {
  struct vcpu v;
  uint64_t value = 0;
  if (!create(&v, 36)) return 1;
  if (on_wrmsr(&v, 0x200, 0xc0000000) != 1) return 2;                 /* base 3 GiB, UC */
  if (on_wrmsr(&v, 0x201, 0xfc0000800) != 1) return 3;                /* 1 GiB, valid */
  if (on_wrmsr(&v, 0x201, UINT64_C(1) << 40 | 0x800) != -1) return 4; /* beyond 36 bits: #GP */
  if (on_wrmsr(&v, 0x277, 0x0007040600070403) != -1) return 5;        /* 3 is no type: #GP */
  if (on_wrmsr(&v, 0x10, 0) != 0) return 6; /* the time stamp is not ours */
  if (on_rdmsr(&v, 0x2ff, &value) != 1 || value != 0x806) return 7;
  if (memtype_map_type(&v.map, 0xc0000000) != MEMTYPE_UC) return 8;
  if (memtype_map_type(&v.map, 0x100000) != MEMTYPE_WB) return 9;
  puts("ok");
  return 0;
}
