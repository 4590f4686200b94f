#include "machine/refused_facts.hpp"

#include <algorithm>
#include <iterator>

namespace memtype::cases {
namespace {

constexpr std::string_view smrr =
    "memory under SMRR is out of reach outside System Management Mode, where no program of a case "
    "runs; keep regions off it";
constexpr std::string_view caches_on =
    "programs run with caches on: Linux sets CR0.CD only inside a change of the MTRRs, which is "
    "one "
    "step";
constexpr std::string_view routes =
    "it says whether an access goes to DRAM or to I/O, and not its type; TOP_MEM2 with "
    "Tom2ForceMemTypeWB is 'tom2'";
constexpr std::string_view options =
    "write what the options do: nopat is 'pat nopat'; mtrr cleanup and trimming come before the "
    "first driver, so write what they leave as 'firmware' and 'memory'";
constexpr std::string_view one_processor =
    "all processors have the same MTRRs and PAT at every step; to see what one of them does with "
    "others, write its registers as 'firmware'";

// AMD APM vol. 2, 7.7.1 and 7.9 (IORR, TOP_MEM, SYSCFG); Intel SDM vol. 3A, 11.11.2.4 (SMRR) and
// 11.5.3 (CR0.CD); Documentation/admin-guide/kernel-parameters.txt.
constexpr RefusedFact table[] = {
    {"smrr", smrr},
    {"cr0_cd", caches_on},
    {"cache_disable", caches_on},
    {"iorr", routes},
    {"syscfg", routes},
    {"top_mem", routes},
    {"cmdline", options},
    {"command_line", options},
    {"nopat", "write 'pat nopat'"},
    {"disable_mtrr_trim", options},
    {"enable_mtrr_cleanup", options},
    {"disable_mtrr_cleanup", options},
    {"mtrr_spare_reg_nr", options},
    {"mtrr_gran_size", options},
    {"mtrr_chunk_size", options},
    {"mtrrcap", "write its fields: 'mtrr_variable', 'mtrr_fixed', 'mtrr_wc'"},
    {"mtrr_cap", "write its fields: 'mtrr_variable', 'mtrr_fixed', 'mtrr_wc'"},
    {"cpus", one_processor},
    {"smp", one_processor},
};

}  // namespace

std::span<const RefusedFact> refused_facts() { return table; }

const RefusedFact* find_refused_fact(std::string_view name) {
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const RefusedFact& fact) { return fact.name == name; });
  return row == std::end(table) ? nullptr : row;
}

}  // namespace memtype::cases
