#include "fields.hpp"

#include <charconv>

namespace memtype::conform {
namespace {

[[noreturn]] void fail(const char* wanted, const Json& value) {
  throw FieldError(std::string("expected ") + wanted + ", found " + value.dump().substr(0, 60));
}

}  // namespace

const Json& field(const Json& object, const char* key) {
  if (!object.is_object()) fail("an object", object);
  const auto found = object.find(key);
  if (found == object.end()) throw FieldError(std::string("missing field \"") + key + "\"");
  return *found;
}

const Json& item(const Json& array, std::size_t index) {
  if (!array.is_array()) fail("an array", array);
  if (index >= array.size()) fail("a longer array", array);
  return array[index];
}

std::uint64_t word(const Json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_string()) fail("a number in hexadecimal", value);
  const std::string& digits = value.get_ref<const std::string&>();
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  if (!digits.starts_with("0x")) fail("a number in hexadecimal", value);
  const auto [rest, bad] = std::from_chars(digits.data() + 2, end, number, 16);
  if (bad != std::errc{} || rest != end) fail("a number in hexadecimal", value);
  return number;
}

std::int64_t integer(const Json& value) {
  if (!value.is_number_integer()) fail("an integer", value);
  return value.get<std::int64_t>();
}

bool flag(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (!value.is_number_integer() || value.get<std::int64_t>() >> 1 != 0) fail("a flag", value);
  return value.get<std::int64_t>() == 1;
}

std::string text(const Json& value) {
  if (!value.is_string()) fail("a string", value);
  return value.get<std::string>();
}

const Json& array(const Json& value) {
  if (!value.is_array()) fail("an array", value);
  return value;
}

MemoryType memory_type(const Json& value) {
  if (value.is_string()) {
    const auto type = memory_type_named(value.get_ref<const std::string&>());
    if (type && is_pat_encoding(static_cast<std::uint64_t>(*type))) return *type;
  } else if (value.is_number_unsigned() && is_pat_encoding(value.get<std::uint64_t>())) {
    return static_cast<MemoryType>(value.get<std::uint64_t>());
  }
  fail("a memory type", value);
}

kernel::RawType raw_type(const Json& value) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() < 256)
    return value.get<kernel::RawType>();
  if (value == "INVALID") return kernel::invalid_type;
  return static_cast<kernel::RawType>(memory_type(value));
}

std::vector<MsrPair> register_pairs(const Json& value) {
  std::vector<MsrPair> pairs;
  for (const Json& pair : array(value)) pairs.push_back({word(item(pair, 0)), word(item(pair, 1))});
  return pairs;
}

unsigned address_width(const Json& value) {
  const std::uint64_t width = word(value);
  if (width < 32 || width > 52) fail("an address width of 32 to 52 bits", value);
  return static_cast<unsigned>(width);
}

namespace {

void require_legal_types(const MsrFile& file, const Json& state) {
  MsrFile fresh = reset_msrs(file.vendor, file.phys_bits);
  if (file.vendor == Vendor::amd) fresh.syscfg = file.syscfg;  // are there RdMem and WrMem?
  for (std::uint64_t value : file.fixed)
    if (check_write(fresh, FixedRanges::msrs[0], value) != MsrFault::none)
      fail("legal types in the fixed ranges", state["fixed"]);
  for (const MsrPair& pair : file.variable)
    if (!is_mtrr_encoding(pair.base & 0xff)) fail("legal types in the ranges", state["var"]);
  if (!is_mtrr_encoding(file.def_type & 0xff)) fail("a legal default type", state["def_type"]);
}

}  // namespace

MsrFile registers(const Json& state) {
  MsrFile file;
  file.phys_bits = address_width(field(state, "phys_bits"));
  file.cap = word(field(state, "cap"));
  file.def_type = word(field(state, "def_type"));
  const Json& fixed = field(state, "fixed");
  for (std::size_t i = 0; i < file.fixed.size(); ++i) file.fixed[i] = word(item(fixed, i));
  file.variable = register_pairs(field(state, "var"));
  if (file.variable.size() != (file.cap & 0xff)) fail("VCNT variable ranges", state["cap"]);
  if (state.contains("vendor")) {
    if (state["vendor"] == "amd") file.vendor = Vendor::amd;
    if (state.contains("family")) file.family = static_cast<unsigned>(word(state["family"]));
    if (state.contains("syscfg")) file.syscfg = word(state["syscfg"]);
    if (state.contains("tom2")) file.top_mem2 = word(state["tom2"]);
  }
  require_legal_types(file, state);
  return file;
}

std::string hex(std::uint64_t value) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, 16).ptr;
  return "0x" + std::string(digits, end);
}

}  // namespace memtype::conform
