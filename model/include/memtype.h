/* memtype: which memory type an x86 processor uses for a physical address, for hypervisors.
 *
 * C99 and C++. The library keeps nothing: no allocation, no globals that change, no locks, no I/O,
 * no floating point. All memory is the caller's; structures may be copied as bytes. Any function
 * may run on any thread; calls that write the same structure at the same time must be kept apart.
 * It needs no C library but memcpy, memmove, memset and memcmp.
 *
 * Addresses and sizes are bytes, ranges half-open. Every structure begins with its size, filled in
 * by the _init function: a later version of the library tells by it what the caller knows.
 *
 * The rules and their sources (Intel SDM, AMD APM) stand in the C++ headers: cpu/msr.hpp,
 * cpu/mtrr.hpp, cpu/overlap.hpp, cpu/effective.hpp, cpu/nested.hpp. This is the same engine.
 */
#ifndef MEMTYPE_H
#define MEMTYPE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define MEMTYPE_API __attribute__((visibility("default")))
#else
#define MEMTYPE_API
#endif

#define MEMTYPE_VERSION_MAJOR 0
#define MEMTYPE_VERSION_MINOR 1

/* ---- Types ------------------------------------------------------------------------------- */

/* The encodings of MTRRs, PAT and EPT; then two that are results only; then "no single type". */
enum {
  MEMTYPE_UC = 0,
  MEMTYPE_WC = 1,
  MEMTYPE_WT = 4,
  MEMTYPE_WP = 5,
  MEMTYPE_WB = 6,
  MEMTYPE_UC_MINUS = 7, /* PAT only */
  MEMTYPE_CD = 8,       /* AMD: cache disabled, caches are probed */
  MEMTYPE_WC_PLUS = 9,  /* AMD nested paging: WC that probes caches */
  MEMTYPE_NONE = 0xff   /* several types, an undefined overlap, or no such address */
};

/* What a function says. The first seven are the reasons for which WRMSR or RDMSR raise #GP. */
typedef enum memtype_status {
  MEMTYPE_OK = 0,
  MEMTYPE_UNKNOWN_MSR = 1,   /* this processor has no such register */
  MEMTYPE_READ_ONLY = 2,     /* MTRRCAP */
  MEMTYPE_RESERVED_TYPE = 3, /* a type field holds no type */
  MEMTYPE_RESERVED_BITS = 4, /* a bit that must be 0 is 1 */
  MEMTYPE_BEYOND_WIDTH = 5,  /* an address bit at or above the address width is 1 */
  MEMTYPE_OUTSIDE_SMM = 6,   /* SMRR registers are written in SMM only */
  MEMTYPE_BAD_ARGUMENT = 32, /* wrong size field, a processor that cannot be, a null pointer */
  MEMTYPE_MIXED = 33,        /* the range has several types, or one that is undefined */
  MEMTYPE_BOUNDED = 34,      /* masks with many holes: not exact everywhere, see there */
  MEMTYPE_NOT_FOUND = 35     /* there is none */
} memtype_status;

/* "accepted", "#GP: reserved bits", ...; "?" for a number that is no status. */
MEMTYPE_API const char *memtype_status_name(int status);
/* "UC", "UC-", "WC", ...; "?" for a number that is no type. */
MEMTYPE_API const char *memtype_type_name(unsigned type);
/* MEMTYPE_VERSION_MAJOR << 16 | MEMTYPE_VERSION_MINOR of the library that runs. */
MEMTYPE_API uint32_t memtype_version(void);

/* ---- A processor, and its registers --------------------------------------------------------- */

enum {
  MEMTYPE_INTEL = 0,
  MEMTYPE_AMD = 1,
  MEMTYPE_HYGON = 2,
  MEMTYPE_ZHAOXIN = 3,
  MEMTYPE_CENTAUR = 4
};

enum {
  MEMTYPE_HAS_MTRR = 1, /* CPUID.1:EDX.MTRR */
  MEMTYPE_HAS_PAT = 2,  /* CPUID.1:EDX.PAT */
  MEMTYPE_IN_SMM = 4    /* the processor is in System Management Mode now */
};

/* MTRRCAP: VCNT in bits 7:0. */
#define MEMTYPE_CAP_FIXED 0x100u
#define MEMTYPE_CAP_WC 0x400u
#define MEMTYPE_CAP_SMRR 0x800u

/* What an access finds where the manuals leave the overlap of two MTRRs undefined. */
enum {
  MEMTYPE_UNDEFINED_REPORT = 0xff /* say so: no single type. Else a type, e.g. MEMTYPE_UC */
};

/* The (virtual) processor: what never changes, but for MEMTYPE_IN_SMM. */
typedef struct memtype_cpu {
  uint32_t size;
  uint8_t vendor;
  uint8_t phys_bits; /* the guest's address width, not the host's: 32 to 52 */
  uint8_t family;    /* AMD: Tom2ForceMemTypeWB counts from 15 on */
  uint8_t flags;
  uint32_t mtrr_cap; /* the MTRRCAP register; at most MEMTYPE_MAX_VARIABLE variable ranges */
  uint8_t undefined; /* MEMTYPE_UNDEFINED_REPORT, or the type to take */
  uint8_t reserved[3];
} memtype_cpu;

#define MEMTYPE_MAX_VARIABLE 32
#define MEMTYPE_FIXED_MSRS 11

typedef struct memtype_pair {
  uint64_t base, mask; /* as the MSRs hold them */
} memtype_pair;

/* All registers of one vCPU that take part. Plain values: save them, migrate them, compare them. */
typedef struct memtype_state {
  uint32_t size;
  uint32_t reserved;
  uint64_t def_type;
  uint64_t pat;
  uint64_t fixed[MEMTYPE_FIXED_MSRS]; /* MSRs 0x250, 0x258, 0x259, 0x268 to 0x26f */
  memtype_pair variable[MEMTYPE_MAX_VARIABLE];
  memtype_pair smrr;
  uint64_t syscfg, top_mem, top_mem2; /* AMD */
  memtype_pair iorr[2];               /* AMD */
} memtype_state;

typedef struct memtype_msr_value {
  uint32_t msr;
  uint32_t reserved;
  uint64_t value;
} memtype_msr_value;

/* Family 15 with MTRRs and PAT, MTRRCAP 0x508 (eight variable ranges, fixed
 * ranges, WC); undefined overlaps are reported. */
MEMTYPE_API memtype_status memtype_cpu_init(memtype_cpu *cpu, unsigned vendor, unsigned phys_bits);
/* The registers after reset: MTRRs off, PAT at its power-on value. INIT changes none. */
MEMTYPE_API memtype_status memtype_state_init(const memtype_cpu *cpu, memtype_state *state);
/* What a VMM leaves that boots a kernel without firmware: after reset, MTRRs on, all memory WB. */
MEMTYPE_API memtype_status memtype_state_init_direct_boot(const memtype_cpu *cpu,
                                                          memtype_state *state);

/* ---- MSR intercepts: constant time ----------------------------------------------------------- */

/* 1: RDMSR of this number does not fault on this processor, and WRMSR is ours to judge. */
MEMTYPE_API int memtype_msr_known(const memtype_cpu *cpu, uint32_t msr);
/* Would WRMSR fault, and why? */
MEMTYPE_API memtype_status memtype_msr_check(const memtype_cpu *cpu, const memtype_state *state,
                                             uint32_t msr, uint64_t value);
/* WRMSR: stores the value, or says why it faults and stores nothing. */
MEMTYPE_API memtype_status memtype_msr_write(const memtype_cpu *cpu, memtype_state *state,
                                             uint32_t msr, uint64_t value);
/* RDMSR. *value is 0 where it faults. */
MEMTYPE_API memtype_status memtype_msr_read(const memtype_cpu *cpu, const memtype_state *state,
                                            uint32_t msr, uint64_t *value);

/* ---- One address, by the registers: linear in their number, always exact --------------------- */

enum { MEMTYPE_IS_UNDEFINED = 1, MEMTYPE_IS_INEXACT = 2 };

typedef struct memtype_answer {
  uint8_t type;       /* the type, or MEMTYPE_NONE */
  uint8_t candidates; /* bit t: it may be type t; 0: no such address */
  uint8_t flags;      /* UNDEFINED: hangs on an undefined overlap; INEXACT: see memtype_map_build */
  uint8_t reserved;
} memtype_answer;

/* The type that the MTRRs give an address. */
MEMTYPE_API memtype_answer memtype_at(const memtype_cpu *cpu, const memtype_state *state,
                                      uint64_t address);
/* Bit n: variable range n is valid and matches the address. So a caller may settle an undefined
 * overlap by the first register, or by the last, as some hypervisors do. */
MEMTYPE_API uint32_t memtype_matching(const memtype_cpu *cpu, const memtype_state *state,
                                      uint64_t address);
/* All types in [begin, end), which are multiples of 4096. OK: one, or MIXED. BOUNDED: registers so
 * contrived that the search was ended; `candidates` may hold more than there is. */
MEMTYPE_API memtype_status memtype_region(const memtype_cpu *cpu, const memtype_state *state,
                                          uint64_t begin, uint64_t end, memtype_answer *answer);

/* ---- The whole address space as a table: build it when a register changed, then ask it --------
 */

/* Opaque. Less than 4 KiB. Questions to a map that was not built are answered NONE. */
#define MEMTYPE_MAP_WORDS 496
typedef struct memtype_map {
  uint32_t size;
  uint32_t reserved;
  uint64_t table[MEMTYPE_MAP_WORDS];
} memtype_map;

/* Neighbouring addresses with one answer. */
typedef struct memtype_run {
  uint64_t begin, end;
  memtype_answer answer;
  uint32_t reserved;
} memtype_run;

/* OK; or BOUNDED: a mask has so many holes that its blocks do not fit. Then, between the first and
 * the last byte that it matches, answers carry MEMTYPE_IS_INEXACT and may hold more types than
 * there are (ask memtype_at() there). A map that is not exact never gives a wrong single type. */
MEMTYPE_API memtype_status memtype_map_build(const memtype_cpu *cpu, const memtype_state *state,
                                             memtype_map *map);
/* The answer for an address, in constant time where at most three runs begin in one cell: a
 * sixteenth of a power of two, counted from it. Else logarithmic in the number of runs. No branch
 * depends on the address. */
MEMTYPE_API memtype_answer memtype_map_at(const memtype_map *map, uint64_t address);
/* Its type, or MEMTYPE_NONE. */
MEMTYPE_API uint8_t memtype_map_type(const memtype_map *map, uint64_t address);
/* The types of many addresses, several at a time. */
MEMTYPE_API void memtype_map_types(const memtype_map *map, const uint64_t *addresses, size_t count,
                                   uint8_t *types);
/* What the address knows and up to where it is known: [address, run->end), which is exact. To walk
 * the address space, go on at run->end. NOT_FOUND at or above 2^phys_bits. */
MEMTYPE_API memtype_status memtype_map_run(const memtype_map *map, uint64_t address,
                                           memtype_run *run);
/* May [begin, end) be one large page? OK: *type is the type of every byte. MIXED: it is not, or the
 * range is empty or reaches beyond the width. Any alignment. */
MEMTYPE_API memtype_status memtype_map_uniform(const memtype_map *map, uint64_t begin, uint64_t end,
                                               uint8_t *type);
/* 1: both maps answer alike everywhere. Do all vCPUs agree? Build the map of each, compare. */
MEMTYPE_API int memtype_map_equal(const memtype_map *a, const memtype_map *b);

/* Called for each range whose answer changed. A result other than 0 ends the calls. */
typedef int (*memtype_change)(void *context, uint64_t begin, uint64_t end, memtype_answer before,
                              memtype_answer after);
/* The ranges in which two maps differ, in address order: what must be zapped or flushed. Ranges
 * with inexact answers are listed as well. Returns how many were told. */
MEMTYPE_API size_t memtype_map_diff(const memtype_map *before, const memtype_map *after,
                                    memtype_change change, void *context);
/* WRMSR with all that follows: stores the value, brings `map` up to date, tells the ranges that
 * changed. `scratch` is any other memtype_map. A fault changes nothing; BOUNDED as for a build. */
MEMTYPE_API memtype_status memtype_msr_update(const memtype_cpu *cpu, memtype_state *state,
                                              memtype_map *map, memtype_map *scratch, uint32_t msr,
                                              uint64_t value, memtype_change change, void *context);

/* ---- Page attributes --------------------------------------------------------------------------
 */

enum { MEMTYPE_PAGE_4K = 0, MEMTYPE_PAGE_2M = 1, MEMTYPE_PAGE_1G = 2 };

/* The PAT entry that a leaf entry of the page tables selects: PWT, PCD, and PAT (bit 7; bit 12 of a
 * large page). */
MEMTYPE_API unsigned memtype_pat_index(unsigned page, uint64_t leaf_entry);
/* The same for an access to a paging structure, by the entry or CR3 that points to it. */
MEMTYPE_API unsigned memtype_table_pat_index(uint64_t entry_or_cr3);
/* Entry `index` of IA32_PAT. */
MEMTYPE_API uint8_t memtype_pat_type(uint64_t pat, unsigned index);

enum { MEMTYPE_TABLE_INTEL = 0, MEMTYPE_TABLE_NO_PAT = 1, MEMTYPE_TABLE_AMD = 2 };
/* The table that a processor combines types by. */
MEMTYPE_API unsigned memtype_table_of(const memtype_cpu *cpu);
/* The effective type of an MTRR type and a page type, CR0.CD = 0; MEMTYPE_NONE for numbers that the
 * table does not have. Without PAT the page type names PCD and PWT: WB neither, WT PWT, UC- PCD, UC
 * both. */
MEMTYPE_API uint8_t memtype_effective(unsigned table, unsigned mtrr, unsigned page);
/* The effective type of an access to an address through a leaf entry: MTRRs by the map, the page
 * type by IA32_PAT and the entry. MEMTYPE_NONE where it is not certain. Needs PAT. */
MEMTYPE_API uint8_t memtype_map_effective(const memtype_map *map, unsigned table, uint64_t pat,
                                          uint64_t address, unsigned page, uint64_t leaf_entry);
/* The lowest PAT index whose type gives `wanted` under an MTRR type; NOT_FOUND: this PAT has none.
 */
MEMTYPE_API memtype_status memtype_pat_for(unsigned table, unsigned mtrr, unsigned wanted,
                                           uint64_t pat, unsigned *index);

/* ---- Nested paging ----------------------------------------------------------------------------
 */

/* The type of a guest access under EPT. `page`: what the guest's PAT selects (WB while it has
 * paging off); `cr0_cd`: the guest's. MEMTYPE_NONE: an EPT misconfiguration. */
MEMTYPE_API uint8_t memtype_ept_effective(unsigned ept, int ignore_pat, unsigned page, int cr0_cd);
/* Bits 5:3 and 6 of an EPT leaf entry. */
MEMTYPE_API uint64_t memtype_ept_bits(unsigned ept, int ignore_pat);
/* The type of a guest access under AMD's nested paging: what the guest's PAT and the host's PAT
 * select, and the host's MTRR type. `cr0_cd`: the guest's or the host's. `snp`: SEV-SNP is active.
 */
MEMTYPE_API uint8_t memtype_npt_effective(unsigned guest, unsigned host, unsigned mtrr, int cr0_cd,
                                          int snp);

/* ---- Save, restore, migrate -------------------------------------------------------------------
 */

/* Room enough for the two lists below. */
#define MEMTYPE_MAX_RESTORE_WRITES 160
/* The registers to save, each once, in the order in which their last restoring write comes.
 * Returns how many there are; at most `max` are stored. */
MEMTYPE_API size_t memtype_snapshot_msrs(const memtype_cpu *cpu, uint32_t *msrs, size_t max);
/* The writes that put a state back so that a half-restored one is never in force. Returns how many
 * there are; at most `max` are stored. */
MEMTYPE_API size_t memtype_restore_writes(const memtype_cpu *cpu, const memtype_state *state,
                                          memtype_msr_value *writes, size_t max);
/* Can a state saved on one processor be restored on another: same vendor rules, wide enough, enough
 * registers? Otherwise the reason, and in *failing (may be null) the write that would fault. */
MEMTYPE_API memtype_status memtype_can_restore(const memtype_cpu *from, const memtype_state *state,
                                               const memtype_cpu *to, memtype_msr_value *failing);

#ifdef __cplusplus
}
#endif
#endif
