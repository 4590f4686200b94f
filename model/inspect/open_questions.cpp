// What the texts leave open, and the command that settles it.
#include "open_questions.hpp"

#include <algorithm>

namespace memtype::inspect {
namespace {

// RAM whose type hangs on the default type or TOM2.
std::uint64_t ram_that_is_open(const Facts& facts) {
  std::uint64_t bytes = 0;
  for (const Area& area : facts.inspection.areas)
    if (area.kind == Area::Kind::ram || area.kind == Area::Kind::perhaps_ram)
      for (const TypedPiece& piece : facts.types.pieces(area.range))
        if (piece.open) bytes += piece.range.bytes();
  return bytes;
}

void ask_default(const Facts& facts, std::vector<OpenQuestion>& open) {
  const readers::KnownMtrrs& mtrrs = facts.mtrrs();
  if (mtrrs.default_type || !mtrrs.seen) return;
  std::string what =
      "The default type is not in the text: where no register lies, memory is UC or WB.";
  if (const std::uint64_t bytes = ram_that_is_open(facts))
    what += " If it is UC, " + size_words(bytes) + " of RAM are uncached" +
            (facts.possible_tom2 != 0 ? " (but for what AMD's TOM2 covers)" : "") +
            "; if WB, none of it.";
  const bool none_wb = std::none_of(mtrrs.registers.begin(), mtrrs.registers.end(),
                                    [](const auto& reg) { return reg.type == MemoryType::WB; });
  if (none_wb && !mtrrs.registers.empty())
    what += " No register is WB, so a machine that works at all has WB.";
  if (!mtrrs.enabled) what += " Whether the MTRRs are on is not said either; they are taken to be.";
  open.push_back({what, "sudo rdmsr 0x2ff"});
}

// Below the end of RAM, and not WB: memory that is reserved, or RAM that is slow.
void ask_below_end(const Facts& facts, std::vector<OpenQuestion>& open) {
  std::string ranges;
  std::size_t count = 0;
  for (const Area& area : facts.inspection.areas) {
    if (area.kind != Area::Kind::perhaps_ram) continue;
    for (const TypedPiece& piece : facts.types.pieces(area.range))
      if (!piece.types.contains(MemoryType::WB) && ++count <= 3)
        ranges += (ranges.empty() ? "" : ", ") + range_words(piece.range) + " (" +
                  to_string(piece.types) + ")";
  }
  // Where the kernel has taken RAM away it says so.
  const bool trimmed = message_of(facts.seen, readers::MessageKind::ram_not_covered) != nullptr;
  if (count == 0 || facts.inspection.guest || trimmed) return;
  if (count > 3) ranges += " and " + std::to_string(count - 3) + " more";
  open.push_back(
      {"Not write-back, below the end of RAM: " + ranges +
           ". Firmware reserves such ranges for itself; whether they are usable RAM is not "
           "in the text.",
       "sudo cat /proc/iomem"});
}

void ask_memory(const Facts& facts, std::vector<OpenQuestion>& open) {
  const auto& areas = facts.inspection.areas;
  const bool bounded = std::any_of(areas.begin(), areas.end(), [](const Area& area) {
    return area.kind == Area::Kind::perhaps_ram;
  });
  if (facts.inspection.maps_ram || bounded || !facts.mtrrs().seen || facts.inspection.guest) return;
  open.push_back(
      {"Where RAM lies is not in the text, so whether all of it is write-back cannot be "
       "said.",
       "sudo cat /proc/iomem"});
}

void ask_hidden(const Facts& facts, std::vector<OpenQuestion>& open) {
  if (facts.seen.hidden_resources.empty()) return;
  open.push_back(
      {"/proc/iomem was read without root: all its numbers are 0.", "sudo cat /proc/iomem"});
}

void ask_enabled(const Facts& facts, std::vector<OpenQuestion>& open) {
  const readers::KnownMtrrs& mtrrs = facts.mtrrs();
  if (mtrrs.enabled || !mtrrs.seen || !mtrrs.default_type) return;  // else asked with that
  open.push_back(
      {"Whether the MTRRs are on is not in the text; they are taken to be.", "sudo rdmsr 0x2ff"});
}

void ask_tom2(const Facts& facts, std::vector<OpenQuestion>& open) {
  if (facts.possible_tom2 == 0 || !facts.mtrrs().default_type) return;  // else asked with that
  const std::uint64_t bytes = ram_that_is_open(facts);
  if (bytes == 0 || message_of(facts.seen, readers::MessageKind::ram_not_covered) != nullptr)
    return;
  open.push_back(
      {"No register covers " + size_words(bytes) +
           " of RAM above 4 GiB. On AMD it is write-back by TOM2 as a rule, which is not in "
           "the text; on other processors it is uncached.",
       "sudo rdmsr 0xc0010010; sudo rdmsr 0xc001001d"});
}

}  // namespace

void ask_types(const Facts& facts, std::vector<OpenQuestion>& open) {
  for (auto* question : {ask_default, ask_enabled, ask_tom2}) question(facts, open);
}

void ask(const Facts& facts, std::vector<OpenQuestion>& open) {
  for (auto* question : {ask_default, ask_below_end, ask_memory, ask_enabled, ask_tom2, ask_hidden})
    question(facts, open);
}

}  // namespace memtype::inspect
