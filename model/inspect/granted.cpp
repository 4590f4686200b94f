#include "granted.hpp"

#include <algorithm>

#include "memtype/cpu/block.hpp"
#include "memtype/linux/memtype.hpp"
#include "memtype/linux/mtrr_table.hpp"

namespace memtype::inspect {
namespace {

using readers::Message;
using readers::MessageKind;
using readers::PatEntry;

std::string sized(PhysRange range) {
  return range_words(range) + " (" + size_words(range.bytes()) + ")";
}

std::string type_names(TypeSet types) {
  std::string text;
  for (MemoryType type : all_memory_types)
    if (types.contains(type)) text += (text.empty() ? "" : ", ") + std::string(name(type));
  return text;
}

std::string block_names(const std::vector<PhysRange>& blocks) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t i = 0; i < blocks.size() && i < most; ++i)
    text += (i == 0 ? "" : ", ") + sized(blocks[i]);
  if (blocks.size() > most) text += " and " + std::to_string(blocks.size() - most) + " more";
  return text;
}

// Around it, in it, and in pieces.
std::string instead_of_unaligned(const Facts&, const Message& message) {
  const PhysRange asked = message.range;
  if (asked.empty() || asked.end >= std::uint64_t{1} << 62) return "";
  const std::vector<PhysRange> blocks = mtrr_blocks(asked);
  std::string text;
  if (!blocks.empty())
    text = "All of it by " + std::to_string(blocks.size()) +
           (blocks.size() == 1 ? " register: " : " registers: ") + block_names(blocks) + ". ";
  return text + "Or one register around it, if what lies beside it may have the type: " +
         sized(smallest_block_around(asked)) + ".";
}

std::string instead_of_overlap(const Facts& facts, const Message& message) {
  const PhysRange asked = message.range, there = message.existing;
  if (asked.empty() || there.empty()) return "";
  std::string text;
  for (const PhysRange part : {PhysRange{asked.begin, std::min(asked.end, there.begin)},
                               PhysRange{std::max(asked.begin, there.end), asked.end}})
    if (!part.empty())
      text += (text.empty() ? "Beside it: " : "; ") + block_names(mtrr_blocks(part));
  if (!text.empty()) text += ". ";
  for (const auto* reg : registers_over(facts.mtrrs(), there))
    if (reg->base == there.begin)
      return text + "Inside or around it, reg " + std::to_string(reg->number) + " (" +
             std::string(name(reg->type)) + "), the types " +
             type_names(compatible_mtrr_types(reg->type)) + ".";
  return text + "Inside it or around all of it, a type that goes with that of the register.";
}

std::string instead_of_mismatch(const Facts&, const Message& message) {
  if (!message.first || !message.second) return "";
  const TypeSet types = compatible_mtrr_types(*message.first);
  std::string text = "The same range with the type " + type_names(types) + ".";
  if (types.contains(*message.second))
    text += " Kernels of today take this pair of types, too; the one that printed this is older.";
  if (*message.second == MemoryType::WC)
    text += " Write-combining without a register: ioremap_wc(), with PAT.";
  return text;
}

std::string instead_of_request(const Facts& facts, const Message& message) {
  return granted_part_words(facts, message.range);
}

std::string instead_of_mapping(const Facts&, const Message& message) {
  if (!message.second) return "";
  return "A request for " + type_names(accepted_requests(*message.second)) +
         ": what is reserved there as " + std::string(name(*message.second)) + " serves these.";
}

// The reservations that lie there, as they would have to be given back.
std::string instead_of_free(const Facts& facts, const Message& message) {
  if (facts.seen.pat_lists.empty()) return "";
  std::string text;
  for (const PatEntry& entry : facts.seen.pat_lists.back().entries)
    if (entry.range.overlaps(message.range))
      text += (text.empty() ? "Reserved there now: " : ", ") + sized(entry.range);
  return text.empty() ? "Nothing is reserved there now." : text + ".";
}

std::string instead_of_large_page(const Facts& facts, const Message& message) {
  std::string text;
  for (const TypedPiece& piece : facts.types.pieces(message.range))
    if (!piece.open)
      text += (text.empty() ? "" : ", ") + range_words(piece.range) + " " + to_string(piece.types);
  return text.empty() ? "" : "By the MTRRs: " + text + ". A large page inside one of these.";
}

struct GrantedRow {
  MessageKind kind;
  std::string (*text)(const Facts& facts, const Message& message);
};
constexpr GrantedRow granted_rows[] = {
    {MessageKind::mtrr_not_aligned, instead_of_unaligned},
    {MessageKind::mtrr_overlaps, instead_of_overlap},
    {MessageKind::mtrr_mismatch, instead_of_mismatch},
    {MessageKind::pat_conflict, instead_of_request},
    {MessageKind::reserve_failed, instead_of_request},
    {MessageKind::ioremap_failed, instead_of_mapping},
    {MessageKind::map_pfn_mismatch, instead_of_mapping},
    {MessageKind::free_invalid, instead_of_free},
    {MessageKind::huge_page_refused, instead_of_large_page},
};

// What reservations of other types than `type` leave of the range, the longest piece.
PhysRange longest_without(const std::vector<PatEntry>& reserved, PhysRange asked,
                          std::optional<MemoryType> type) {
  std::vector<PhysRange> others;
  for (const PatEntry& entry : reserved)
    if (entry.range.overlaps(asked) && (!type || entry.type != type)) others.push_back(entry.range);
  std::sort(others.begin(), others.end());
  PhysRange longest;
  std::uint64_t at = asked.begin;
  for (const PhysRange& other : others) {
    if (other.begin > at && other.begin - at > longest.bytes()) longest = {at, other.begin};
    at = std::max(at, other.end);
  }
  if (at < asked.end && asked.end - at > longest.bytes()) longest = {at, asked.end};
  return longest;
}

}  // namespace

GrantedPart longest_granted(const std::vector<PatEntry>& reserved, PhysRange asked) {
  GrantedPart best{longest_without(reserved, asked, std::nullopt), std::nullopt};
  for (MemoryType type : pat_memory_types) {
    const PhysRange part = longest_without(reserved, asked, type);
    const bool has_it = std::any_of(reserved.begin(), reserved.end(), [&](const PatEntry& entry) {
      return entry.type == type && entry.range.overlaps(part);
    });
    if (has_it && part.bytes() > best.range.bytes()) best = {part, type};
  }
  return best;
}

std::string granted_part_words(const Facts& facts, PhysRange asked) {
  if (facts.seen.pat_lists.empty() || asked.empty()) return "";
  const GrantedPart part = longest_granted(facts.seen.pat_lists.back().entries, asked);
  if (part.range.empty()) return "No part of it would be granted.";
  const bool all = part.range == asked;
  return std::string(all ? "With the reservations of the list all of it would be granted now"
                         : "The longest part that one request is granted for: " +
                               sized(part.range)) +
         (part.type ? ", as " + std::string(name(*part.type)) + ", which is reserved there"
                    : std::string(", with the type asked for: nothing is reserved there")) +
         ".";
}

TypeSet accepted_requests(MemoryType got) {
  TypeSet types;
  for (MemoryType asked : pat_memory_types)
    if (kernel::is_new_mode_allowed<Concrete>(false, asked, got)) types |= asked;
  return types;
}

TypeSet compatible_mtrr_types(MemoryType old) {
  TypeSet types = old;
  for (MemoryType type : mtrr_memory_types)
    if (kernel::types_compatible<Concrete>(type, old)) types |= type;
  return types;
}

std::vector<PhysRange> mtrr_blocks(PhysRange range) {
  std::vector<PhysRange> blocks;
  range = {(range.begin + page_bytes - 1) & page_mask, range.end & page_mask};
  for (std::uint64_t at = range.begin; at < range.end;) {
    const std::uint64_t bytes = largest_block_at(at, range.end - at);
    blocks.push_back({at, at + bytes});
    at += bytes;
  }
  return blocks;
}

std::string granted_instead(const Facts& facts, const Message& message) {
  for (const GrantedRow& row : granted_rows)
    if (row.kind == message.kind) return row.text(facts, message);
  return "";
}

}  // namespace memtype::inspect
