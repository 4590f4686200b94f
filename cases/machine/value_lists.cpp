// Values that are lists of registers: those of the firmware, the fixed ranges.
#include <algorithm>
#include <bit>

#include "machine/values.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

bool is_zero(const Expr& e) { return e.kind == Expr::Kind::number && e.number == 0; }

// A register, or nothing with a report.
std::optional<FirmwareRange> read_register(Expr& item, FactReader& reader) {
  if (item.kind == Expr::Kind::name && item.text == "free")
    return FirmwareRange{MemoryType::UC, true, size_expr(0), size_expr(0)};
  const auto type = memory_type_named(item.text);
  const bool raw = item.text == "raw";
  const bool call = item.kind == Expr::Kind::call && item.args.size() == 2;
  if (!call || (!raw && !(type && any_mtrr_type.contains(*type)))) {
    if (!is_unreadable(item))
      reader.bad_value(item.at, quoted(item.text) + " is not something firmware can leave").hint =
          "write none, any, or a list such as WB(0, 4G) + UC(0xc0000000, 1G)";
    return std::nullopt;
  }
  bool resolved = true;
  for (Expr& e : item.args) resolved = reader.resolve(e) && resolved;
  FirmwareRange range{type.value_or(MemoryType::UC), raw, item.args[0], item.args[1]};
  if (!raw && resolved) reader.check_block(range, item.at);
  return range;
}

// A limit of `any`: min or max and a power of two.
bool read_limit(Expr& item, FactReader& reader, AnyRegister& limits) {
  const auto bytes = reader.known(item.args[0], "a size of registers");
  if (!bytes) return false;
  if (!std::has_single_bit(*bytes) || *bytes < page_bytes) {
    reader.bad_value(item.args[0].at,
                     "a register holds a power of two of at least 4K, not " + print_number(*bytes));
    return false;
  }
  (item.text == "min" ? limits.min : limits.max) = *bytes;
  return true;
}

// any (WB, UC) min 1M max 4G: the types, if there are some, and the limits are its arguments.
std::optional<AnyRegister> read_limits(Expr& any, FactReader& reader) {
  AnyRegister limits;
  TypeSet types{};
  for (Expr& item : any.args) {
    if (is_unreadable(item)) return std::nullopt;
    if (item.kind == Expr::Kind::call && item.args.size() == 1) {
      if (!read_limit(item, reader, limits)) return std::nullopt;
      continue;
    }
    const auto type = item.kind == Expr::Kind::types ? item.types.single() : std::nullopt;
    if (!type || !any_mtrr_type.contains(*type)) {
      reader.bad_value(item.at, quoted(print_expr(item)) + " is no type of an MTRR").hint =
          "write the types that registers may have: any (WB, UC)";
      return std::nullopt;
    }
    types |= *type;
  }
  if (!types.empty()) limits.types = types;
  if (limits.max == 0 || limits.min <= limits.max) return limits;
  reader.bad_value(any.at, "no register holds at least " + print_number(limits.min) +
                               " and at most " + print_number(limits.max));
  return std::nullopt;
}

Expr types_expr(TypeSet types) {
  Expr e;
  e.kind = Expr::Kind::types;
  e.types = types;
  return e;
}

Expr any_expr(const AnyRegister& limits) {
  if (limits == AnyRegister{}) return word_expr("any");
  std::vector<Expr> args;
  if (limits.types != any_mtrr_type)
    for (const MemoryType type : mtrr_memory_types)
      if (limits.types.contains(type)) args.push_back(types_expr(type));
  if (limits.min > page_bytes) args.push_back(call_expr("min", {size_expr(limits.min)}));
  if (limits.max != 0) args.push_back(call_expr("max", {size_expr(limits.max)}));
  return call_expr("any", std::move(args));
}

// Gives the type to the fixed ranges from `at` on; false if the range does not begin and end with
// one of them.
bool set_fixed(FixedRanges& ranges, std::uint64_t at, const KnownRange& range, MemoryType type) {
  const std::uint64_t end = range.start + range.length;
  if (range.start != at || end <= at || end > FixedRanges::end) return false;
  for (; at < end; at = FixedRanges::range(FixedRanges::index(at)).end)
    ranges.set(FixedRanges::index(at), type);
  return at == end;
}

}  // namespace

void FirmwareValues::read(FactValue& value, FactReader& reader, std::vector<Firmware>& out) const {
  Firmware list;
  if (value.up_to) return void(single_item(value, reader));
  for (Expr& item : value.items) {
    const bool alone = value.items.size() == 1 && item.kind == Expr::Kind::name;
    if (alone && item.text == "any") list.any = true;
    if (alone && (item.text == "none" || item.text == "any")) continue;
    if (value.items.size() == 1 && item.kind == Expr::Kind::call && item.text == "any") {
      const auto limits = read_limits(item, reader);
      if (!limits) return;
      list.any = true;
      list.limits = *limits;
      continue;
    }
    if (auto range = read_register(item, reader)) list.ranges.push_back(std::move(*range));
  }
  out.push_back(std::move(list));
}

FactValue FirmwareValues::written(const Firmware& value) const {
  FactValue written;
  if (value.any || value.ranges.empty())
    written.items.push_back(value.any ? any_expr(value.limits) : word_expr("none"));
  for (const FirmwareRange& range : value.ranges) {
    const bool free = range.raw && is_zero(range.start) && is_zero(range.length);
    written.items.push_back(
        free ? word_expr("free")
             : call_expr(range.raw ? "raw" : name(range.type), {range.start, range.length}));
  }
  return written;
}

std::vector<FixedRanges> FixedValues::all() const {
  std::vector<FixedRanges> list;
  for (const MemoryType type : mtrr_memory_types) list.emplace_back(type);
  return list;
}

std::vector<std::string> FixedValues::words() const { return mtrr_type_values().words(); }

void FixedValues::read(FactValue& value, FactReader& reader, std::vector<FixedRanges>& out) const {
  const bool list = !value.up_to && !value.items.empty() &&
                    value.items[0].kind == Expr::Kind::call &&
                    memory_type_named(value.items[0].text).has_value();
  if (!list) {
    if (const auto index = read_word(value, reader, words(), {"TYPE(START, LENGTH) + ..."}))
      out.emplace_back(mtrr_memory_types[*index]);
    return;
  }
  FixedRanges ranges;
  std::uint64_t end = 0;
  for (Expr& item : value.items) {
    const auto type = memory_type_named(item.text);
    const bool call = item.kind == Expr::Kind::call && item.args.size() == 2;
    if (!call || !type || !any_mtrr_type.contains(*type)) {
      reader.bad_value(item.at, quoted(item.text) + " is not a fixed range").hint =
          "write a type, or a list such as WB(0, 640K) + UC(640K, 384K)";
      return;
    }
    const auto range = read_range(item, reader, "a fixed range");
    if (!range) return;
    if (!set_fixed(ranges, end, *range, *type)) {
      reader
          .bad_value(item.at,
                     "this does not go on where the fixed range before it ends, or cuts "
                     "one in two")
          .hint = "they are of 64K up to 512K, of 16K up to 768K, of 4K up to 1M";
      return;
    }
    end = range->start + range->length;
  }
  if (end == FixedRanges::end) return out.push_back(ranges);
  reader.bad_value(value.at, "the fixed ranges end at 1M, and this list does not");
}

FactValue FixedValues::written(const FixedRanges& value) const {
  FactValue written;
  const std::vector<FixedRun> runs = value.runs();
  if (runs.size() == 1) written.items.push_back(word_expr(name(runs[0].type)));
  if (runs.size() > 1)
    for (const FixedRun& run : runs)
      written.items.push_back(
          call_expr(name(run.type),
                    {size_expr(run.range.begin), size_expr(run.range.end - run.range.begin)}));
  return written;
}

}  // namespace memtype::cases
