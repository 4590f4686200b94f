// Which registers are in force, out of all the lists that the texts have.
#include <algorithm>
#include <bit>

#include "memtype/cpu/block.hpp"
#include "memtype/cpu/msr.hpp"
#include "memtype/readers/machine_of.hpp"
#include "register_lists.hpp"

namespace memtype::readers {
namespace {

// Firmware speaks of an earlier time than kernels do, and of its temporary state before that.
int lateness(Teller teller) {
  return teller == Teller::temporary ? 0 : teller == Teller::firmware ? 1 : 2;
}

template <class T>
Known<T> last_of(const Sayings<T>& sayings) {
  const Said<T>* last = nullptr;
  for (const Said<T>& said : sayings)
    if (last == nullptr || lateness(said.teller) >= lateness(last->teller)) last = &said;
  if (last == nullptr) return {};
  return {last->value, last->place};
}

// The widest mask of a log names the width: masks reach to its highest bit. (One that does not is
// `narrow`, and is seen as such beside others.)
void find_width(const Observations& seen, KnownMtrrs& mtrrs) {
  mtrrs.width = last_of(seen.phys_bits);
  std::uint64_t bits = 0;
  Place place;
  const auto look = [&](std::uint64_t mask, Place where) {
    if (mask <= bits) return;
    bits = mask;
    place = where;
  };
  if (!mtrrs.width) {
    for (const MsrValue& value : seen.msrs)
      if (value.msr > msr::mtrr_base0 && value.msr < 0x250 && value.msr % 2 == 1)
        look(value.value & page_mask, value.place);
    for (const RegisterList& list : seen.registers)
      for (const RegisterEntry& entry : list.entries)
        if (entry.in_use && entry.has_mask) look(entry.mask, entry.place);
    if (bits == 0) return;
    mtrrs.width = {static_cast<unsigned>(std::bit_width(bits)), place};
  }
  mtrrs.phys_bits = std::min(*mtrrs.width, widest);
}

std::optional<unsigned> lowest_cpu(const Observations& seen) {
  std::optional<unsigned> lowest;
  for (const MsrValue& value : seen.msrs)
    if (value.cpu && (!lowest || *value.cpu < *lowest)) lowest = value.cpu;
  return lowest;
}

bool take_msrs(const Observations& seen, KnownMtrrs& mtrrs) {
  const Known<std::uint64_t> cap = msr_value(seen, msr::mtrr_cap);
  if (cap) mtrrs.count = {static_cast<unsigned>(*cap & 0xff), cap.place};
  bool any = false;
  unsigned known = 0;
  for (unsigned n = 0; n < 0x28; ++n) {
    const auto base = msr_value(seen, msr::mtrr_base0 + 2 * n);
    const auto mask = msr_value(seen, msr::mtrr_base0 + 2 * n + 1);
    if (!base || !mask) continue;
    if (!any) mtrrs.place = base.place;
    any = true;
    known += n == known;
    if (mtrrs.count && n >= *mtrrs.count) continue;
    if ((*mask & mtrr_mask_valid) == 0) continue;
    const std::uint64_t bits = mtrr_address_bits(mtrrs.phys_bits);
    mtrrs.registers.push_back(
        {n, *base & bits, *mask & bits, static_cast<MemoryType>(*base & 7), false, base.place});
  }
  if (!any) return false;
  mtrrs.seen = true;
  mtrrs.teller = Teller::msr;
  mtrrs.complete = mtrrs.count && known >= *mtrrs.count;
  return true;
}

// The mask that the boot log had for this register, if it is still the same one: sizes do not show
// holes, and the log does.
void take_mask_of_log(const Observations& seen, KnownRegister& reg) {
  for (const RegisterList& list : seen.registers) {
    if (list.teller != Teller::kernel_log) continue;
    for (const RegisterEntry& entry : list.entries) {
      if (entry.number != reg.number || !entry.in_use || entry.base != reg.base) continue;
      const std::uint64_t wide =
          entry.mask | (bits_above(static_cast<unsigned>(std::bit_width(entry.mask))) &
                        mtrr_address_bits(widest));
      if (wide != reg.mask || entry.type != reg.type) continue;
      reg.mask = entry.mask;
      reg.from_size = false;
    }
  }
}

void take_list(const Observations& seen, const RegisterList& list, KnownMtrrs& mtrrs) {
  mtrrs.seen = true;
  mtrrs.teller = list.teller;
  mtrrs.place = list.place;
  unsigned next = 0;
  bool gap = false;
  for (const RegisterEntry& entry : list.entries) {
    gap |= entry.number != next;
    next = entry.number + 1;
    if (!entry.in_use) continue;
    KnownRegister reg{entry.number,    entry.base,
                      mask_of(entry),  entry.type.value_or(MemoryType::UC),
                      !entry.has_mask, entry.place};
    if (reg.from_size) take_mask_of_log(seen, reg);
    reg.mask &= mtrr_address_bits(mtrrs.phys_bits);
    mtrrs.registers.push_back(reg);
  }
  // /proc/mtrr and mtrr_cleanup list registers in use alone; a log lists all of them.
  const bool lists_all = list.teller == Teller::kernel_log || list.teller == Teller::hypervisor;
  mtrrs.complete = !lists_all || !gap;
  if (lists_all && !gap) mtrrs.count = {next, list.place};
}

void conclude(Known<MemoryType>& type, Place place, std::string_view because, KnownMtrrs& mtrrs) {
  if (type) return;
  type = {MemoryType::UC, place};
  mtrrs.notes.push_back(
      {Note::Kind::concluded,
       "the default type is UC: " + std::string(because) + " (arch/x86/kernel/cpu/mtrr/cleanup.c)",
       {place}});
}

// What a message says by being there.
void take_messages(const Observations& seen, KnownMtrrs& mtrrs) {
  if (!seen.cleanup_covered.empty())
    conclude(mtrrs.default_type, seen.cleanup_covered.back().place,
             "mtrr_cleanup runs under no other", mtrrs);
  for (const Message& message : seen.messages) {
    if (message.kind == MessageKind::ram_not_covered)
      conclude(mtrrs.default_type, message.place, "RAM is taken away under no other", mtrrs);
    const bool off =
        message.kind == MessageKind::mtrr_disabled || message.kind == MessageKind::pat_skipped;
    if (off && !mtrrs.enabled) mtrrs.enabled = {false, message.place};
  }
}

void take_values(const Observations& seen, KnownMtrrs& mtrrs) {
  const auto def = msr_value(seen, msr::mtrr_def_type);
  if (def) {
    mtrrs.default_type = {static_cast<MemoryType>(*def & 7), def.place};
    mtrrs.enabled = {(*def & mtrr_def_enable) != 0, def.place};
    mtrrs.fixed_enabled = {(*def & mtrr_def_fixed_enable) != 0, def.place};
  } else {
    mtrrs.default_type = last_of(seen.default_type);
    mtrrs.enabled = last_of(seen.enabled);
    mtrrs.fixed_enabled = last_of(seen.fixed_enabled);
  }
  mtrrs.tom2 = last_of(seen.tom2);
  const auto syscfg = msr_value(seen, msr::syscfg), tom2 = msr_value(seen, msr::top_mem2);
  if (syscfg && tom2) mtrrs.tom2 = {forces_tom2_wb(*syscfg) ? *tom2 & page_mask : 0, tom2.place};
}

void take_fixed(const Observations& seen, KnownMtrrs& mtrrs) {
  mtrrs.fixed = seen.fixed;
  for (std::size_t i = 0; i < FixedRanges::msrs.size(); ++i) {
    const auto value = msr_value(seen, FixedRanges::msrs[i]);
    if (!value) continue;
    for (std::size_t byte = 0; byte < 8; ++byte) {
      const std::uint64_t type = *value >> (8 * byte) & 0xff;
      if (is_mtrr_encoding(type))
        mtrrs.fixed.push_back(
            {FixedRun{FixedRanges::range(8 * i + byte), static_cast<MemoryType>(type)}, value.place,
             Teller::msr, 0});
    }
  }
}

}  // namespace

Known<std::uint64_t> msr_value(const Observations& seen, std::uint32_t number) {
  const auto cpu = lowest_cpu(seen);
  Known<std::uint64_t> found;
  for (const MsrValue& value : seen.msrs)
    if (value.msr == number && (!value.cpu || value.cpu == cpu)) found = {value.value, value.place};
  return found;
}

KnownMtrrs known_mtrrs(const Observations& seen) {
  KnownMtrrs mtrrs;
  find_width(seen, mtrrs);
  take_values(seen, mtrrs);
  take_fixed(seen, mtrrs);
  if (!take_msrs(seen, mtrrs))
    for (Teller teller : list_order)
      if (const RegisterList* list = last_list(seen, teller)) {
        take_list(seen, *list, mtrrs);
        break;
      }
  if (!mtrrs.count) mtrrs.count = last_of(seen.register_count);
  take_messages(seen, mtrrs);
  if (mtrrs.seen) note_other_sources(seen, mtrrs);
  note_differences(seen, mtrrs.notes);
  return mtrrs;
}

bool covers_fixed(const KnownMtrrs& mtrrs) {
  std::vector<PhysRange> ranges;
  for (const auto& run : mtrrs.fixed) ranges.push_back(run.value.range);
  std::sort(ranges.begin(), ranges.end());
  std::uint64_t reached = 0;
  for (const PhysRange& range : ranges)
    if (range.begin <= reached) reached = std::max(reached, range.end);
  return reached >= FixedRanges::end;
}

}  // namespace memtype::readers
