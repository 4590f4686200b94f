// Values that are lists: registers of the firmware, fixed ranges, memory; and TOP_MEM2.
#include <algorithm>

#include "machine/values.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/linux/memtype_table.hpp"

namespace memtype::cases {
namespace {

constexpr std::string_view memory_kinds[] = {"ram", "reserved", "acpi"};

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

// The two arguments of TYPE(START, LENGTH), or nothing with a report.
struct KnownRange {
  std::uint64_t start = 0, length = 0;
};
std::optional<KnownRange> read_range(Expr& item, FactReader& reader, const std::string& what) {
  const auto start = reader.known(item.args[0], what);
  const auto length = start ? reader.known(item.args[1], what) : std::nullopt;
  if (!length) return std::nullopt;
  return KnownRange{*start, *length};
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
    if (auto range = read_register(item, reader)) list.ranges.push_back(std::move(*range));
  }
  out.push_back(std::move(list));
}

FactValue FirmwareValues::written(const Firmware& value) const {
  FactValue written;
  if (value.any || value.ranges.empty())
    written.items.push_back(word_expr(value.any ? "any" : "none"));
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
    if (const auto index = read_word(value, reader, words()))
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

void Tom2Values::read(FactValue& value, FactReader& reader, std::vector<std::uint64_t>& out) const {
  const Expr* item = single_item(value, reader);
  if (item == nullptr || is_unreadable(*item)) return;
  if (item->kind != Expr::Kind::number) {
    if (read_word(value, reader, words())) out.push_back(0);
    return;
  }
  const auto end = static_cast<std::uint64_t>(item->number);
  if (end > 4_GiB && end % 8_MiB == 0 && end < std::uint64_t{1} << 52) return out.push_back(end);
  reader.bad_value(item->at, "TOP_MEM2 is a multiple of 8M above 4G").hint =
      "write off where SYSCFG.Tom2ForceMemTypeWB is not set";
}

FactValue Tom2Values::written(std::uint64_t value) const {
  return {{}, {value == 0 ? word_expr("off") : size_expr(value)}, {}, false};
}

void MemoryValues::read(FactValue& value, FactReader& reader, std::vector<MemoryMap>& out) const {
  MemoryMap map;
  for (Expr& item : value.items) {
    if (is_unreadable(item)) return;
    const bool alone = value.items.size() == 1 && item.kind == Expr::Kind::name;
    if (alone && item.text == "none") continue;
    const auto kind = std::find(std::begin(memory_kinds), std::end(memory_kinds), item.text);
    if (kind == std::end(memory_kinds) && item.kind == Expr::Kind::call)
      return reader.unknown_word(item, {std::begin(memory_kinds), std::end(memory_kinds)});
    if (kind == std::end(memory_kinds) || item.kind != Expr::Kind::call || item.args.size() != 2) {
      reader.bad_value(item.at, quoted(item.text) + " is not a range of memory").hint =
          "write ram(START, LENGTH), reserved(START, LENGTH) or acpi(START, LENGTH)";
      return;
    }
    const auto range = read_range(item, reader, "the memory map");
    if (!range) return;
    if (range->length == 0 || range->start + range->length < range->start)
      reader.bad_value(item.at,
                       range->length == 0 ? "this range is empty" : "this range does not end");
    map.push_back({static_cast<MemoryRange::Kind>(kind - std::begin(memory_kinds)), range->start,
                   range->length});
  }
  if (value.up_to) return void(single_item(value, reader));
  out.push_back(std::move(map));
}

FactValue MemoryValues::written(const MemoryMap& value) const {
  FactValue written;
  written.commas = true;
  if (value.empty()) written.items.push_back(word_expr("none"));
  for (const MemoryRange& range : value)
    written.items.push_back(call_expr(memory_kinds[static_cast<std::size_t>(range.kind)],
                                      {size_expr(range.start), size_expr(range.length)}));
  return written;
}

namespace {

// Why the kernel cannot hold this beside the others; empty if it can.
std::string reservation_trouble(const Reservation& r, const Reservations& others) {
  const std::uint64_t end = r.start + r.length;
  if (r.length == 0 || end < r.start) return "this range is empty or does not end";
  if (r.start % page_bytes != 0 || r.length % page_bytes != 0)
    return "a reservation is of whole pages";
  if (kernel::isa_hole.begin <= r.start && end <= kernel::isa_hole.end)
    return "the kernel tracks nothing from 640K to 1M";
  for (const Reservation& other : others)
    if (other.mode != r.mode && other.start < end && r.start < other.start + other.length)
      return "overlapping reservations have one type";
  return "";
}

}  // namespace

void ReservationValues::read(FactValue& value, FactReader& reader,
                             std::vector<Reservations>& out) const {
  Reservations list;
  for (Expr& item : value.items) {
    if (is_unreadable(item)) return;
    if (value.items.size() == 1 && item.kind == Expr::Kind::name && item.text == "none") continue;
    const auto type = memory_type_named(item.text);
    const bool call = item.kind == Expr::Kind::call && item.args.size() == 2;
    if (!call || !type || !is_pat_encoding(static_cast<std::uint64_t>(*type))) {
      reader.bad_value(item.at, quoted(item.text) + " is not a reservation").hint =
          "write TYPE(START, LENGTH), such as UC-(0xfed00000, 4K)";
      return;
    }
    const auto range = read_range(item, reader, "a reservation");
    if (!range) return;
    const Reservation reservation{*type, range->start, range->length};
    if (const std::string trouble = reservation_trouble(reservation, list); !trouble.empty())
      reader.bad_value(item.at, trouble);
    list.push_back(reservation);
  }
  if (value.up_to) return void(single_item(value, reader));
  out.push_back(std::move(list));
}

FactValue ReservationValues::written(const Reservations& value) const {
  FactValue written;
  written.commas = true;
  if (value.empty()) written.items.push_back(word_expr("none"));
  for (const Reservation& r : value)
    written.items.push_back(call_expr(name(r.mode), {address_expr(r.start), size_expr(r.length)}));
  return written;
}

}  // namespace memtype::cases
