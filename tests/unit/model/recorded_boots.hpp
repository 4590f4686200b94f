// What Linux 6.1.192, 6.12.117 and 7.3.4 found and logged on machines whose registers are known:
// QEMU 7.2 (TCG, with the hypervisor bit set), SeaBIOS or OVMF, November 2026. Numbers alone.
//
// Registers are as the firmware left them. `layout`: the entries of the line "x86/PAT:
// Configuration [0-7]". `bits`: PageBits::index() of the modes WB, WC, UC-, UC, WT, WP.
// `told`: what the log says of the MTRRs; 6.1 says nothing of them unless they keep it from setting
// PAT up. /proc/mtrr: its lines, or that it could not be read.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memtype/cpu/msr.hpp"
#include "memtype/cpu/pat.hpp"

namespace memtype::testing {

enum class Told { nothing, pat_skipped, map, off_by_firmware, not_available };

struct ProcLine {
  std::uint64_t base, size;
  MemoryType type;
  friend bool operator==(const ProcLine&, const ProcLine&) = default;
};

struct Found {
  bool pat_enabled;
  std::uint64_t pat_msr, layout;
  std::array<unsigned, 6> bits;
  Told told;
  bool proc_file;
};

// The fixed registers: none, or as the firmware leaves them.
enum class FixedBy { none, seabios, ovmf };

struct Processor {
  bool mtrr_shown, pat_shown;  // by CPUID
  std::uint64_t pat_found;
  unsigned phys_bits;
};

struct Registers {
  std::uint64_t def_type;  // IA32_MTRRCAP is 0x508
  FixedBy fixed;
  std::vector<MsrPair> variable;  // of the eight those that are not 0
};

struct RecordedBoot {
  const char* machine;
  Processor cpu;
  bool nopat;  // on the command line
  Registers registers;
  std::array<std::size_t, 2> entries;  // fixed and variable, of the log's "MTRR map" since 6.5
  std::vector<ProcLine> proc;
  std::array<Found, 3> found;  // 6.1.192, 6.12.117, 7.3.4
};

inline constexpr std::uint64_t linux_layout = 0x0407050600070106;
using enum MemoryType;

// What most of them come to.
inline constexpr Found with_pat(Told told, bool proc_file = true) {
  return {true, linux_layout, linux_layout, {0, 1, 2, 3, 7, 5}, told, proc_file};
}
inline constexpr Found as_found(bool enabled, Told told, bool proc_file = true,
                                std::uint64_t msr = pat_power_on) {
  return {enabled, msr, pat_power_on, {0, 2, 2, 3, 1, 2}, told, proc_file};
}

inline const std::vector<RecordedBoot>& recorded_boots() {
  static const std::vector<RecordedBoot> all = {
      {"centaur",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"cpu_no_mtrr",
       {false, true, pat_power_on, 40},
       false,
       Registers{0x0, FixedBy::none, {}},
       {0, 0},
       {},
       {as_found(true, Told::pat_skipped, false), with_pat(Told::not_available, false),
        with_pat(Told::not_available, false)}},
      {"cpu_no_mtrr_no_pat",
       {false, false, pat_power_on, 40},
       false,
       Registers{0x0, FixedBy::none, {}},
       {0, 0},
       {},
       {as_found(false, Told::pat_skipped, false), as_found(false, Told::not_available, false),
        as_found(false, Told::not_available, false)}},
      {"cpu_no_pat",
       {true, false, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {as_found(false, Told::nothing), as_found(false, Told::map), as_found(false, Told::map)}},
      {"default_uc",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc00, FixedBy::seabios, {{6, 0xfff0000800}}},
       {3, 1},
       {{0, 0x10000000, WB}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"fixed_off",
       {true, true, pat_power_on, 40},
       false,
       Registers{0x806, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {0, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"full_registers",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06,
                 FixedBy::seabios,
                 {{0xc0000000, 0xffc0000800},
                  {0x801000001, 0xffff000800},
                  {0x802000001, 0xffff000800},
                  {0x803000001, 0xffff000800},
                  {0x804000001, 0xffff000800},
                  {0x805000001, 0xffff000800},
                  {0x806000001, 0xffff000800},
                  {0x807000001, 0xffff000800}}},
       {3, 2},
       {{0xc0000000, 0x40000000, UC},
        {0x801000000, 0x1000000, WC},
        {0x802000000, 0x1000000, WC},
        {0x803000000, 0x1000000, WC},
        {0x804000000, 0x1000000, WC},
        {0x805000000, 0x1000000, WC},
        {0x806000000, 0x1000000, WC},
        {0x807000000, 0x1000000, WC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"intel_p3_hidden",
       {true, false, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {as_found(false, Told::nothing), as_found(false, Told::map), as_found(false, Told::map)}},
      {"intel_ppro",
       {true, false, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {as_found(false, Told::nothing), as_found(false, Told::map), as_found(false, Told::map)}},
      {"intel_skylake",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"mask_hole",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}, {0xd0000001, 0xffeff0f800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}, {0xd0000000, 0x10000000, WC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"mem5g",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"mtrr_off",
       {true, true, pat_power_on, 40},
       false,
       Registers{0x6, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {0, 0},
       {{0xc0000000, 0x40000000, UC}},
       {as_found(true, Told::pat_skipped), with_pat(Told::off_by_firmware, false),
        with_pat(Told::off_by_firmware, false)}},
      {"mtrr_off_nopat",
       {true, true, pat_power_on, 40},
       true,
       Registers{0x6, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {0, 0},
       {{0xc0000000, 0x40000000, UC}},
       {as_found(false, Told::nothing), as_found(false, Told::off_by_firmware, false),
        as_found(false, Told::off_by_firmware, false)}},
      {"nopat",
       {true, true, pat_power_on, 40},
       true,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {as_found(false, Told::nothing), as_found(false, Told::map), as_found(false, Told::map)}},
      {"ovmf",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::ovmf, {{0x80000000, 0xff80000800}, {0xe000000000, 0xe000000800}}},
       {2, 2},
       {{0x80000000, 0x80000000, UC}, {0xe000000000, 0x2000000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"pat_msr_zero",
       {true, true, 0, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {as_found(false, Told::nothing, true, 0), as_found(false, Told::map, true, 0),
        as_found(false, Told::map, true, 0)}},
      {"pat_on",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"pc_i440fx",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0x80000000, 0xff80000800}}},
       {3, 1},
       {{0x80000000, 0x80000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"pc_mem5g",
       {true, true, pat_power_on, 40},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"phys32",
       {true, true, pat_power_on, 32},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"phys36",
       {true, true, pat_power_on, 36},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0xfc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
      {"phys46",
       {true, true, pat_power_on, 46},
       false,
       Registers{0xc06, FixedBy::seabios, {{0xc0000000, 0x3fffc0000800}}},
       {3, 1},
       {{0xc0000000, 0x40000000, UC}},
       {with_pat(Told::nothing), with_pat(Told::map), with_pat(Told::map)}},
  };
  return all;
}

}  // namespace memtype::testing
