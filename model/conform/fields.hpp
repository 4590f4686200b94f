// Reading values out of a record. Every function throws FieldError for a value that is missing or
// not of the form it should have.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "memtype/cpu/msr.hpp"
#include "memtype/linux/cache_map.hpp"

namespace memtype::conform {

using Json = nlohmann::json;

class FieldError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// object[key]; array[index].
const Json& field(const Json& object, const char* key);
const Json& item(const Json& array, std::size_t index);

// "0x1f" or a number that is not negative.
std::uint64_t word(const Json& value);
std::int64_t integer(const Json& value);
// true, false, 1, 0.
bool flag(const Json& value);
std::string text(const Json& value);
const Json& array(const Json& value);

// "WB", "UC-", or the number of an encoding that a PAT entry may hold.
MemoryType memory_type(const Json& value);
// "WB", "INVALID", or any number below 256.
kernel::RawType raw_type(const Json& value);

// An address width the model takes: 32 to 52 bits.
unsigned address_width(const Json& value);
// The registers of a record's `state`; types in them must be legal ones.
MsrFile registers(const Json& state);
std::vector<MsrPair> register_pairs(const Json& value);

std::string hex(std::uint64_t value);

}  // namespace memtype::conform
