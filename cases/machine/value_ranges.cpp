// Values that are ranges of memory: the memory map, reservations, SMRR, IORRs.
#include <algorithm>

#include "machine/values.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cpu/block.hpp"
#include "memtype/linux/memtype_table.hpp"

namespace memtype::cases {
namespace {

constexpr std::string_view memory_kinds[] = {"ram", "reserved", "acpi"};

bool is_none(const FactValue& value, const Expr& item) {
  return value.items.size() == 1 && item.kind == Expr::Kind::name && item.text == "none";
}

bool is_range(const Expr& item) { return item.kind == Expr::Kind::call && item.args.size() == 2; }

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

// The block of an item, below `end`; nothing, with a report, where no register pair has it.
std::optional<KnownRange> read_block(Expr& item, FactReader& reader, const std::string& what,
                                     std::uint64_t end) {
  const auto range = read_range(item, reader, what);
  if (!range) return std::nullopt;
  if (is_mtrr_block(range->start, range->length) && range->start < end &&
      range->length <= end - range->start)
    return range;
  reader.bad_value(item.at, what +
                                " is one block: a power of two of at least 4K, at a multiple of "
                                "itself, that ends by " +
                                print_number(end));
  return std::nullopt;
}

struct IorrKind {
  std::string_view word;
  bool read_dram, write_dram;
};
constexpr IorrKind iorr_kinds[] = {
    {"dram", true, true}, {"mmio", false, false}, {"rdmem", true, false}, {"wrmem", false, true}};

const IorrKind* find_iorr_kind(const Expr& item) {
  const auto* row = std::find_if(std::begin(iorr_kinds), std::end(iorr_kinds),
                                 [&](const IorrKind& kind) { return kind.word == item.text; });
  return is_range(item) && row != std::end(iorr_kinds) ? row : nullptr;
}

}  // namespace

std::optional<KnownRange> read_range(Expr& item, FactReader& reader, const std::string& what) {
  const auto start = reader.known(item.args[0], what);
  const auto length = start ? reader.known(item.args[1], what) : std::nullopt;
  if (!length) return std::nullopt;
  return KnownRange{*start, *length};
}

void MemoryValues::read(FactValue& value, FactReader& reader, std::vector<MemoryMap>& out) const {
  MemoryMap map;
  for (Expr& item : value.items) {
    if (is_unreadable(item)) return;
    if (is_none(value, item)) continue;
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

void ReservationValues::read(FactValue& value, FactReader& reader,
                             std::vector<Reservations>& out) const {
  Reservations list;
  for (Expr& item : value.items) {
    if (is_unreadable(item)) return;
    if (is_none(value, item)) continue;
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

void SmrrValues::read(FactValue& value, FactReader& reader, std::vector<SmrrFact>& out) const {
  Expr* item = single_item(value, reader) != nullptr ? value.items.data() : nullptr;
  if (item == nullptr || is_unreadable(*item)) return;
  if (is_none(value, *item)) return void(out.emplace_back());
  const auto type = memory_type_named(item->text);
  if (!is_range(*item) || !type || !any_mtrr_type.contains(*type)) {
    reader.bad_value(item->at, quoted(item->text) + " is not a range of SMRR").hint =
        "write none, or TYPE(START, LENGTH), such as WB(0x7f800000, 8M)";
    return;
  }
  if (const auto block = read_block(*item, reader, "SMRR", 4_GiB))
    out.push_back({*type, block->start, block->length});
}

FactValue SmrrValues::written(const SmrrFact& value) const {
  if (value.length == 0) return {{}, {word_expr("none")}, {}, false};
  return {{},
          {call_expr(name(value.type), {address_expr(value.start), size_expr(value.length)})},
          {},
          false};
}

std::vector<std::string> IorrValues::words() const {
  std::vector<std::string> words = {"none"};
  for (const IorrKind& kind : iorr_kinds) words.emplace_back(kind.word);
  return words;
}

void IorrValues::read(FactValue& value, FactReader& reader, std::vector<IorrFacts>& out) const {
  IorrFacts list;
  for (Expr& item : value.items) {
    if (is_unreadable(item)) return;
    if (is_none(value, item)) continue;
    const IorrKind* kind = find_iorr_kind(item);
    if (kind == nullptr) {
      reader.bad_value(item.at, quoted(item.text) + " is not a range of an IORR").hint =
          "write dram(START, LENGTH), mmio(...), rdmem(...) or wrmem(...)";
      return;
    }
    const auto block = read_block(item, reader, "an IORR", std::uint64_t{1} << 52);
    if (!block) return;
    if (list.size() == 2) return void(reader.bad_value(item.at, "there are two IORRs and no more"));
    list.push_back({kind->read_dram, kind->write_dram, block->start, block->length});
  }
  if (value.up_to) return void(single_item(value, reader));
  out.push_back(std::move(list));
}

FactValue IorrValues::written(const IorrFacts& value) const {
  FactValue written;
  written.commas = true;
  if (value.empty()) written.items.push_back(word_expr("none"));
  for (const IorrFact& range : value)
    for (const IorrKind& kind : iorr_kinds)
      if (kind.read_dram == range.read_dram && kind.write_dram == range.write_dram)
        written.items.push_back(
            call_expr(kind.word, {address_expr(range.start), size_expr(range.length)}));
  return written;
}

}  // namespace memtype::cases
