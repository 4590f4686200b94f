#include "msr_names.hpp"

#include <algorithm>
#include <string>

#include "memtype/cpu/msr.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

// Without prefix, underscores and case.
struct Name {
  std::string_view name;
  std::uint32_t msr;
};
constexpr Name msr_table[] = {
    {"mtrrcap", msr::mtrr_cap},
    {"mtrrdeftype", msr::mtrr_def_type},
    {"pat", msr::pat},
    {"crpat", msr::pat},
    {"syscfg", msr::syscfg},
    {"topmem", msr::top_mem},
    {"topmem2", msr::top_mem2},
    {"tom2", msr::top_mem2},
    {"smrrphysbase", msr::smrr_base},
    {"smrrphysmask", msr::smrr_mask},
    {"mtrrfix64k00000", 0x250},
    {"mtrrfix16k80000", 0x258},
    {"mtrrfix16ka0000", 0x259},
    {"mtrrfix4kc0000", 0x268},
    {"mtrrfix4kc8000", 0x269},
    {"mtrrfix4kd0000", 0x26a},
    {"mtrrfix4kd8000", 0x26b},
    {"mtrrfix4ke0000", 0x26c},
    {"mtrrfix4ke8000", 0x26d},
    {"mtrrfix4kf0000", 0x26e},
    {"mtrrfix4kf8000", 0x26f},
};

constexpr unsigned most_variable = 0x28;  // 0x200 to 0x24f

}  // namespace

bool is_memory_type_msr(std::uint64_t number) {
  if (number >= msr::mtrr_base0 && number < msr::mtrr_base0 + 2 * most_variable) return true;
  if (number == msr::mtrr_cap || number == msr::pat || number == msr::mtrr_def_type) return true;
  if (number == msr::smrr_base || number == msr::smrr_mask) return true;
  if (number == msr::syscfg || number == msr::top_mem || number == msr::top_mem2) return true;
  if (number >= msr::iorr_base0 && number < msr::iorr_base0 + 4) return true;
  const auto& fixed = FixedRanges::msrs;
  return std::find(fixed.begin(), fixed.end(), number) != fixed.end();
}

std::optional<std::uint32_t> msr_named(std::string_view name) {
  std::string plain;
  for (char c : name)
    if (c != '_') plain += lower(c);
  std::string_view rest = plain;
  for (std::string_view prefix : {"msr", "ia32", "msr", "amd64"})
    if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
  for (const Name& row : msr_table)
    if (row.name == rest) return row.msr;
  for (const auto& [start, mask] : {Name{"mtrrphysbase", 0}, Name{"mtrrphysmask", 1}})
    if (rest.starts_with(start)) {
      const auto number = decimal_number(rest.substr(start.size()));
      if (number && *number < most_variable)
        return msr::mtrr_base0 + 2 * static_cast<std::uint32_t>(*number) + mask;
    }
  return std::nullopt;
}

}  // namespace memtype::readers
