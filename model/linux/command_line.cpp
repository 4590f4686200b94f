#include "memtype/linux/command_line.hpp"

#include <algorithm>

namespace memtype::kernel {
namespace {

using enum OptionEffect;

constexpr KernelOption table[] = {
    {"nopat", pat_off, "switches PAT off: what `pat nopat` says"},
    {"enable_mtrr_cleanup", before_drivers, "mtrr_cleanup() runs"},
    {"disable_mtrr_cleanup", before_drivers, "mtrr_cleanup() does not run"},
    {"mtrr_spare_reg_nr", before_drivers, "registers that mtrr_cleanup() leaves free"},
    {"mtrr_gran_size", before_drivers, "smallest block of mtrr_cleanup()"},
    {"mtrr_chunk_size", before_drivers, "largest block of mtrr_cleanup()"},
    {"disable_mtrr_trim", before_drivers, "RAM that no WB range covers is kept"},
    {"mtrr", messages, "`mtrr=debug` prints the ranges, from 6.5 on"},
    {"mtrr_cleanup_debug", messages, "prints what mtrr_cleanup() tries, up to 6.4"},
    {"debugpat", messages, "prints reservations"},
    {"clearcpuid", hides_feature, "hides features of CPUID: `pat`, `mtrr`, or their numbers"},
};

// X86_FEATURE_MTRR and X86_FEATURE_PAT, by name since 5.18.
constexpr std::string_view features[] = {"mtrr", "pat", "12", "16"};

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return (x == '-' ? '_' : x) == (y == '-' ? '_' : y); });
}

// The part of `text` before the first `end`, which is taken off as well.
std::string_view take(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

bool names_a_feature(std::string_view list) {
  while (!list.empty()) {
    const std::string_view item = take(list, ',');
    if (std::find(std::begin(features), std::end(features), item) != std::end(features))
      return true;
  }
  return false;
}

}  // namespace

std::span<const KernelOption> kernel_options() { return table; }

bool has_effect(std::string_view options, OptionEffect effect) {
  while (!options.empty()) {
    std::string_view value = take(options, ' ');
    if (value == "--") return false;
    const std::string_view name = take(value, '=');
    for (const KernelOption& option : table)
      if (option.effect == effect && same_name(option.name, name) &&
          (effect != hides_feature || names_a_feature(value)))
        return true;
  }
  return false;
}

}  // namespace memtype::kernel
