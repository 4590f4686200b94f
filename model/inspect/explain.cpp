#include "memtype/inspect/explain.hpp"

#include <algorithm>

#include "granted.hpp"
#include "memtype/cpu/block.hpp"
#include "memtype/cpu/pat.hpp"
#include "memtype/linux/errno.hpp"

namespace memtype::inspect {
namespace {

using readers::Field;
using readers::FieldValues;
using readers::Message;
using readers::Shape;

using Numbers = std::vector<DecodedNumber>;

std::string both_ends(PhysRange range) {
  if (range.empty()) return "nothing: it ends where it begins, " + hex_words(range.begin);
  return range_words(range) + ", " + size_words(range.bytes()) + "; the first byte behind it is " +
         hex_words(range.end);
}

// Decimal numbers as they stand, sizes with their unit, all others hexadecimal.
std::string number_words(Field field, std::uint64_t number) {
  switch (field) {
    case Field::n:
    case Field::n2:
    case Field::n3:
    case Field::n4: return std::to_string(number);
    case Field::amount:
    case Field::amount2: return size_words(number);
    case Field::error: {
      const auto result = -static_cast<std::int64_t>(number & 0xfff);
      return std::to_string(result) + ", " + kernel::result_name(result);
    }
    case Field::type:
    case Field::type2:
    case Field::mode:
    case Field::mode2: return std::string(name(static_cast<MemoryType>(number)));
    case Field::anything:
    case Field::who:
    case Field::begin:
    case Field::size:
    case Field::end:
    case Field::last:
    case Field::mask:
    case Field::begin2:
    case Field::size2:
    case Field::x:
    case Field::x2:
    case Field::x3: break;
  }
  return hex_words(number);
}

// Parts of a range are told with it.
bool is_part_of_range(Field field) {
  return field == Field::begin || field == Field::size || field == Field::end ||
         field == Field::last || field == Field::mask || field == Field::begin2 ||
         field == Field::size2;
}

void add_ranges(const Message& message, const FieldValues& values, unsigned phys_bits,
                Numbers& numbers) {
  const auto begin = values[Field::begin], mask = values[Field::mask];
  if (begin && mask) {
    const auto span = matched_span<Concrete>(*begin & mtrr_address_bits(phys_bits),
                                             *mask & mtrr_address_bits(phys_bits), phys_bits);
    const bool block = is_natural<Concrete>(*begin & mtrr_address_bits(phys_bits),
                                            *mask & mtrr_address_bits(phys_bits), phys_bits);
    numbers.push_back(
        {block ? "range" : "range, with holes, of " + std::to_string(phys_bits) + " address bits",
         both_ends({span.first, span.last + 1})});
  } else if (begin && (values[Field::size] || values[Field::end] || values[Field::last])) {
    numbers.push_back({"range", both_ends(message.range)});
  } else if (begin && values[Field::amount] && *values[Field::amount] <= ~*begin) {
    numbers.push_back({"range", both_ends({*begin, *begin + *values[Field::amount]})});
  } else if (begin) {
    numbers.push_back({"address", hex_words(*begin)});
  } else if (values[Field::end]) {
    numbers.push_back({"end", hex_words(*values[Field::end])});
  }
  if (values[Field::begin2]) numbers.push_back({"register there", both_ends(message.existing)});
}

// Entry by entry: "WB WC UC- UC WB WP UC- WT".
void add_layout(std::string_view words, Numbers& numbers) {
  unsigned index = 0;
  while (!words.empty() && index < 8) {
    const std::size_t start = words.find_first_not_of(' ');
    if (start == words.npos) return;
    const std::size_t end = std::min(words.find(' ', start), words.size());
    const PageBits bits = PageBits::from_index(index);
    numbers.push_back({"entry " + std::to_string(index) + ", PAT=" + std::to_string(bits.pat) +
                           " PCD=" + std::to_string(bits.pcd) + " PWT=" + std::to_string(bits.pwt),
                       std::string(words.substr(start, end - start))});
    words.remove_prefix(end);
    ++index;
  }
}

}  // namespace

std::vector<DecodedNumber> decode(const Message& message, unsigned phys_bits) {
  Numbers numbers;
  bool cut = false;
  const Shape& shape = message.known->shape;
  auto values = shape.match(message.text, false, cut);
  if (!values) return numbers;
  if (!values->who.empty()) numbers.push_back({"asked by", values->who});
  add_ranges(message, *values, phys_bits, numbers);
  for (const Shape::Piece& piece : shape.pieces()) {
    if (!piece.is_field || is_part_of_range(piece.field)) continue;
    if (piece.field == Field::anything && !piece.text.empty())
      numbers.push_back({std::string(piece.text), values->anything});
    const auto number = (*values)[piece.field];
    const bool told = piece.field == Field::amount && piece.text.empty();  // with the range
    if (!number || told) continue;
    const bool is_type = piece.field == Field::type || piece.field == Field::type2;
    const std::string label = !piece.text.empty()           ? std::string(piece.text)
                              : is_type                     ? "type"
                              : piece.field == Field::error ? "error"
                                                            : "number";
    numbers.push_back({label, number_words(piece.field, *number)});
  }
  if (shape.anchor().ends_with("onfiguration [0-7]:")) add_layout(values->anything, numbers);
  return numbers;
}

std::vector<Explanation> explain(const readers::Observations& seen) {
  const Inspection inspection = inspect(seen);
  const Facts facts = facts_of(seen, inspection);
  std::vector<Explanation> all;
  for (const Message& message : seen.messages) {
    if (message.known == nullptr) continue;
    Explanation one{message, decode(message, inspection.mtrrs.phys_bits), {}};
    one.instead = granted_instead(facts, message);
    if (one.instead.empty()) one.instead = message.known->row.instead;
    all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(), [](const Explanation& a, const Explanation& b) {
    return a.message.place < b.message.place;
  });
  return all;
}

}  // namespace memtype::inspect
