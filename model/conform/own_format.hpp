// The parts of our own records that are written and read alike.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "fields.hpp"
#include "memtype/cpu/effective.hpp"

namespace memtype::conform {

using OrderedJson = nlohmann::ordered_json;

constexpr unsigned number(MemoryType type) { return static_cast<unsigned>(type); }

constexpr std::string_view table_name(EffectiveTable table) {
  switch (table) {
    case EffectiveTable::intel_pat: return "intel_pat";
    case EffectiveTable::no_pat: return "no_pat";
    case EffectiveTable::amd_pat: return "amd_pat";
  }
  return "?";
}

// One type as its number, several as an array of numbers.
inline OrderedJson types_json(TypeSet types) {
  if (const auto single = types.single()) return number(*single);
  OrderedJson list = OrderedJson::array();
  for (MemoryType type : all_memory_types)
    if (types.contains(type)) list.push_back(number(type));
  return list;
}

// The registers of a machine, as registers() reads them.
inline OrderedJson state_json(const MsrFile& file) {
  OrderedJson fixed = OrderedJson::array(), variable = OrderedJson::array();
  for (std::uint64_t value : file.fixed) fixed.push_back(hex(value));
  for (const MsrPair& pair : file.variable) variable.push_back({hex(pair.base), hex(pair.mask)});
  OrderedJson state = {{"phys_bits", file.phys_bits},
                       {"cap", hex(file.cap)},
                       {"def_type", hex(file.def_type)},
                       {"fixed", fixed},
                       {"var", variable}};
  if (file.vendor != Vendor::amd) return state;
  state["vendor"] = "amd";
  state["family"] = file.family;
  state["syscfg"] = hex(file.syscfg);
  state["tom2"] = hex(file.top_mem2);
  return state;
}

}  // namespace memtype::conform
