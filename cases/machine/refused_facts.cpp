#include "machine/refused_facts.hpp"

#include <algorithm>
#include <iterator>

namespace memtype::cases {
namespace {

constexpr std::string_view option = "it is an option of the kernel: write it in 'cmdline'";
constexpr std::string_view fields =
    "write its fields: 'mtrr_variable', 'mtrr_fixed', 'mtrr_wc', 'smrr'";

// Documentation/admin-guide/kernel-parameters.txt; Intel SDM vol. 3A, 11.11.1 (MTRRCAP).
constexpr RefusedFact table[] = {
    {"cache_disable", "write 'cr0_cd on'"},
    {"command_line", "write 'cmdline'"},
    {"nopat", "write 'pat nopat', or the option in 'cmdline'"},
    {"disable_mtrr_trim", option},
    {"enable_mtrr_cleanup", option},
    {"disable_mtrr_cleanup", option},
    {"mtrr_spare_reg_nr", option},
    {"mtrr_gran_size", option},
    {"mtrr_chunk_size", option},
    {"mtrrcap", fields},
    {"mtrr_cap", fields},
    {"smp", "write 'cpus'"},
};

}  // namespace

std::span<const RefusedFact> refused_facts() { return table; }

const RefusedFact* find_refused_fact(std::string_view name) {
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const RefusedFact& fact) { return fact.name == name; });
  return row == std::end(table) ? nullptr : row;
}

}  // namespace memtype::cases
