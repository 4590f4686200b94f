#include "facts.hpp"

#include <algorithm>
#include <cstdio>

#include "memtype/cpu/block.hpp"

namespace memtype::inspect {

using readers::KnownMtrrs;
using readers::KnownRegister;

namespace {

MtrrState<Concrete> state_of(const KnownMtrrs& mtrrs, MemoryType default_type, bool fixed) {
  MtrrState<Concrete> state;
  state.phys_bits = mtrrs.phys_bits;
  // Linux keeps and prints registers of MTRRs that are on; where it says that they are off, they
  // are off.
  state.enabled = mtrrs.enabled.value.value_or(true);
  state.fixed_enabled = fixed;
  state.default_type = default_type;
  state.tom2_wb_end = mtrrs.tom2.value.value_or(0);
  FixedRanges ranges;
  for (const auto& run : mtrrs.fixed)
    for (std::size_t i = 0; i < FixedRanges::count; ++i)
      if (run.value.range.begin <= FixedRanges::range(i).begin &&
          FixedRanges::range(i).end <= run.value.range.end)
        ranges.set(i, run.value.type);
  state.fixed = ranges.runs();
  for (const KnownRegister& reg : mtrrs.registers) {
    VariableRange<Concrete> range;
    range.valid = true;
    range.base = reg.base & mtrr_address_bits(mtrrs.phys_bits);
    range.mask = reg.mask & mtrr_address_bits(mtrrs.phys_bits);
    range.type = reg.type;
    range.natural = is_natural<Concrete>(range.base, range.mask, mtrrs.phys_bits);
    state.variable.push_back(range);
  }
  return state;
}

void add_piece(std::vector<TypedPiece>& found, const TypedPiece& piece) {
  if (!found.empty() && found.back().types == piece.types &&
      found.back().undefined == piece.undefined && found.back().open == piece.open)
    found.back().range.end = piece.range.end;
  else
    found.push_back(piece);
}

}  // namespace

Types::Types(const KnownMtrrs& mtrrs, std::uint64_t possible_tom2) {
  known_ = mtrrs.seen || mtrrs.enabled.value == false;
  if (!known_) return;
  const bool fixed = mtrrs.fixed_enabled.value.value_or(true) && covers_fixed(mtrrs);
  knows_low_ = fixed || mtrrs.fixed_enabled.value == false || mtrrs.enabled.value == false;
  std::vector<MemoryType> defaults = {MemoryType::UC, MemoryType::WB};
  if (mtrrs.default_type) defaults = {*mtrrs.default_type};
  for (MemoryType type : defaults) {
    MtrrState<Concrete> state = state_of(mtrrs, type, fixed);
    maps_.emplace_back(state);
    if (possible_tom2 == 0 || type == MemoryType::WB) continue;
    state.tom2_wb_end = possible_tom2;
    maps_.emplace_back(state);
  }
}

// Walks through the runs of all maps at once: a piece ends where the first of them does.
std::vector<TypedPiece> Types::pieces(PhysRange range) const {
  std::vector<TypedPiece> found;
  std::vector<std::vector<TypeRun>> runs;
  for (const TypeMap& map : maps_) runs.push_back(map.runs(range));
  std::vector<std::size_t> next(runs.size(), 0);
  for (std::uint64_t at = range.begin; !runs.empty() && at < range.end;) {
    TypedPiece piece{{at, range.end}, {}, false, false};
    for (std::size_t i = 0; i < runs.size(); ++i) {
      while (next[i] < runs[i].size() && runs[i][next[i]].range.end <= at) ++next[i];
      if (next[i] == runs[i].size()) return found;  // beyond the address width
      const TypeRun& run = runs[i][next[i]];
      piece.range.end = std::min(piece.range.end, run.range.end);
      // A mask with very many holes: the answer holds the truth, and perhaps more.
      piece.undefined |= run.answer.undefined && run.answer.exact;
      piece.open |= !run.answer.exact;
      piece.open |= i != 0 && run.answer.candidates != runs[0][next[0]].answer.candidates;
      piece.types |= run.answer.candidates;
    }
    at = piece.range.end;
    add_piece(found, piece);
  }
  return found;
}

std::string decided_by(const Facts& facts, const TypedPiece& piece) {
  const readers::KnownMtrrs& mtrrs = facts.mtrrs();
  if (mtrrs.enabled.value == false) return "MTRRs off";
  if (piece.range.end <= FixedRanges::end && facts.types.knows_low() &&
      mtrrs.fixed_enabled.value.value_or(true))
    return "fixed ranges";
  std::string text;
  for (const auto* reg : registers_over(mtrrs, piece.range))
    text += (text.empty() ? "reg " : ", ") + std::to_string(reg->number);
  if (!text.empty()) return text;
  if (mtrrs.tom2 && piece.range.begin >= 4_GiB && piece.range.end <= *mtrrs.tom2) return "TOM2";
  if (piece.open && mtrrs.default_type) return "default type, or TOM2";
  return mtrrs.default_type ? "default type" : "default type, not known";
}

Facts facts_of(const readers::Observations& seen, const Inspection& inspection) {
  const std::uint64_t tom2 = possible_tom2(seen, inspection);
  return {seen, inspection, Types(inspection.mtrrs, tom2), pat_state(seen, inspection.machine),
          tom2};
}

PatState pat_state(const readers::Observations& seen, const Machine& machine) {
  using kernel::PatMode;
  if (!machine.pat.empty()) {
    const PatMode mode = machine.pat[0].mode;
    return mode == PatMode::absent || mode == PatMode::nopat ? PatState::off : PatState::on;
  }
  if (!seen.pat_lists.empty()) return PatState::on;  // there is none without
  // Linux uses the PAT since 2.6.26.
  if (!seen.kernel.empty())
    if (const auto version = kernel::version_from(seen.kernel.back().value))
      if (*version < kernel::Version{2, 6, 26}) return PatState::off;
  return PatState::unknown;
}

std::uint64_t possible_tom2(const readers::Observations& seen, const Inspection& inspection) {
  if (inspection.mtrrs.tom2 || inspection.guest) return 0;
  for (const auto& cpu : seen.processors)
    if (!cpu.value.vendor.empty() && cpu.value.vendor != "AuthenticAMD" &&
        cpu.value.vendor != "HygonGenuine")
      return 0;
  std::uint64_t end = 0;
  for (const Area& area : inspection.areas)
    if (area.kind == Area::Kind::ram || area.kind == Area::Kind::perhaps_ram)
      end = std::max(end, area.range.end);
  return end > 4_GiB ? end : 0;
}

bool is_guest(const readers::Observations& seen) {
  for (const auto& said : seen.hypervisor)
    if (said.teller != readers::Teller::hypervisor && !said.value.starts_with("Xen PV"))
      return true;
  for (const auto& board : seen.board)
    for (std::string_view maker : {"QEMU", "VMware", "VirtualBox", "Google Compute Engine",
                                   "Amazon EC2", "Microsoft Corporation Virtual Machine", "Bochs",
                                   "Parallels", "OpenStack", "KVM", "bhyve"})
      if (board.value.find(maker) != std::string::npos) return true;
  for (const auto& cpu : seen.processors)
    if (cpu.value.hypervisor == true) return true;
  return message_of(seen, readers::MessageKind::mtrr_blank) != nullptr;
}

std::vector<const KnownRegister*> registers_over(const KnownMtrrs& mtrrs, PhysRange range) {
  std::vector<const KnownRegister*> over;
  for (const KnownRegister& reg : mtrrs.registers) {
    const std::uint64_t bits = mtrr_address_bits(mtrrs.phys_bits);
    const std::uint64_t first = reg.base & reg.mask & bits;
    const std::uint64_t last = first | (~reg.mask & bits) | (page_bytes - 1);
    if (first < range.end && range.begin <= last) over.push_back(&reg);
  }
  return over;
}

std::string names_of(const std::vector<const KnownRegister*>& registers) {
  std::string text;
  for (const KnownRegister* reg : registers) {
    if (!text.empty()) text += reg == registers.back() ? " and " : ", ";
    text += "reg " + std::to_string(reg->number) + " (" + std::string(name(reg->type)) + ")";
  }
  return text;
}

const readers::Message* message_of(const readers::Observations& seen, readers::MessageKind kind) {
  const auto found = std::find_if(seen.messages.begin(), seen.messages.end(),
                                  [&](const auto& message) { return message.kind == kind; });
  return found == seen.messages.end() ? nullptr : &*found;
}

std::string hex_words(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  return text;
}

std::string range_words(PhysRange range) {
  if (range.empty()) return "[" + hex_words(range.begin) + "]";
  return "[" + hex_words(range.begin) + "-" + hex_words(range.end - 1) + "]";
}

std::string size_words(std::uint64_t bytes) {
  struct Unit {
    std::uint64_t bytes;
    std::string_view name;
  };
  constexpr Unit units[] = {{1_GiB, " GiB"}, {1_MiB, " MiB"}, {1_KiB, " KiB"}};
  for (const Unit& unit : units) {
    if (bytes < unit.bytes) continue;
    if (bytes % unit.bytes == 0) return std::to_string(bytes / unit.bytes) + std::string(unit.name);
    if (bytes >= 16 * unit.bytes || unit.bytes == 1_KiB)
      return "about " + std::to_string((bytes + unit.bytes / 2) / unit.bytes) +
             std::string(unit.name);
  }
  return std::to_string(bytes) + " bytes";
}

}  // namespace memtype::inspect
