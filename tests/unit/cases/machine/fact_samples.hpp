// Values of each fact, as case files have them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "language/fact_text.hpp"
#include "machine/facts.hpp"

namespace memtype::cases::testing {

// Values beside the words and `any`, at least one for each shape that has others.
inline const std::map<std::string, std::vector<std::string>>& more_values() {
  static const std::map<std::string, std::vector<std::string>> values = {
      {"phys_bits", {"32", "36", "52"}},
      {"pat", {"msr(0x0007010600070106)", "msr(0x0000000000000000)", "nopat(0x0007010600070106)"}},
      {"kernel", {"\"4.2\"", "\"6.12\"", "\"6.12.54\""}},
      {"mtrr_variable", {"0", "8", "255"}},
      {"fixed", {"WB(0, 640K) + UC(640K, 384K)", "WP(0, 512K) + WT(512K, 16K) + UC(528K, 496K)"}},
      {"cmdline",
       {"unknown", "\"\"", "\"nopat\"", "\"unknown\"", "\"quiet  mtrr_gran_size=64K a,b\""}},
      {"smrr", {"none", "WB(0x7f800000, 8M)", "UC(0, 4K)"}},
      {"tom2", {"off", "6G", "0x100800000"}},
      {"syscfg", {"0", "0x740000", "0x7ffffff"}},
      {"top_mem", {"off", "2G", "4G", "0xbf800000"}},
      {"iorr", {"none", "mmio(0xe0000000, 256M)", "dram(1M, 1M), rdmem(2M, 1M)", "wrmem(2G, 4K)"}},
      {"cpus", {"same", "differ(variable)", "differ(pat, fixed, def_type)"}},
      {"firmware",
       {"WB(0, 4G)", "WB(0, 4G) + UC(0xc0000000, 1G)", "raw(0xc0000006, 0xfc0000800)",
        "free + WB(0, 4G) + free + raw(6, 2048)"}},
      {"mtrr_free", {"3", "0..8"}},
      {"reserved", {"none", "WB(0xffe0000, 12K)", "WB(0xffe0000, 12K), UC-(0xfed00000, 4K)"}},
      {"memory", {"none", "ram(0, 2G)", "ram(0, 640K), reserved(640K, 384K), acpi(1M, 64K)"}},
  };
  return values;
}

inline std::vector<std::string> sample_values(const MachineFact& fact) {
  std::vector<std::string> list;
  MachineSpec all;
  fact.add_all(all);
  for (const FactValue& value : fact.values(all)) list.push_back(print_value(value));
  if (const auto more = more_values().find(std::string(fact.name())); more != more_values().end())
    list.insert(list.end(), more->second.begin(), more->second.end());
  return list;
}

}  // namespace memtype::cases::testing
