#include "register_lists.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

namespace memtype::readers {
namespace {

std::string_view list_name(Teller teller) {
  switch (teller) {
    case Teller::msr: return "register values";
    case Teller::proc_mtrr: return "/proc/mtrr";
    case Teller::kernel_log: return "the boot log";
    case Teller::cleaned: return "mtrr_cleanup's new registers";
    case Teller::original: return "mtrr_cleanup's original registers";
    case Teller::hypervisor: return "the hypervisor's log";
    case Teller::firmware: return "the firmware's log";
    case Teller::temporary: return "the firmware's temporary registers";
    case Teller::memcontrol: return "memcontrol";
    case Teller::processor: return "/proc/cpuinfo";
    case Teller::lspci: return "lspci";
  }
  return "";
}

bool same_registers(const RegisterList& a, const RegisterList& b) {
  const auto in_use = [](const RegisterList& list) {
    std::map<unsigned, std::tuple<std::uint64_t, std::uint64_t, std::optional<MemoryType>>> used;
    for (const RegisterEntry& entry : list.entries)
      if (entry.in_use) used[entry.number] = {entry.base, mask_of(entry), entry.type};
    return used;
  };
  return in_use(a) == in_use(b);
}

void note_other_lists(const Observations& seen, std::vector<Note>& notes) {
  for (Teller teller : list_order) {
    const RegisterList* last = last_list(seen, teller);
    if (last == nullptr) continue;
    for (const RegisterList& list : seen.registers)
      if (list.teller == teller && !same_registers(list, *last)) {
        notes.push_back({Note::Kind::chosen,
                         std::string(list_name(teller)) +
                             " is there more than once, with different registers; the last "
                             "one counts",
                         {list.place, last->place}});
        break;
      }
  }
}

void note_other_pat_lists(const Observations& seen, std::vector<Note>& notes) {
  if (seen.pat_lists.size() < 2) return;
  const auto same = [](const PatEntry& a, const PatEntry& b) {
    return a.range == b.range && a.type == b.type;
  };
  const PatList& last = seen.pat_lists.back();
  for (const PatList& list : seen.pat_lists)
    if (!std::equal(list.entries.begin(), list.entries.end(), last.entries.begin(),
                    last.entries.end(), same)) {
      notes.push_back({Note::Kind::chosen,
                       "pat_memtype_list is there more than once, with different entries; "
                       "the last one counts",
                       {list.place, last.place}});
      return;
    }
}

void note_different_cpus(const Observations& seen, std::vector<Note>& notes) {
  std::map<std::uint32_t, const MsrValue*> first;
  for (const MsrValue& value : seen.msrs) {
    const auto [it, is_new] = first.try_emplace(value.msr, &value);
    if (is_new || it->second->value == value.value || !value.cpu || !it->second->cpu ||
        value.cpu == it->second->cpu || notes.size() > 100)
      continue;
    char name[16];
    std::snprintf(name, sizeof name, "0x%x", value.msr);
    notes.push_back({Note::Kind::contradiction,
                     "MSR " + std::string(name) + " differs between CPU " +
                         std::to_string(*it->second->cpu) + " and CPU " +
                         std::to_string(*value.cpu),
                     {it->second->place, value.place}});
  }
}

// Where a register in use lies, by number: base, size and type. Sizes do not show holes of a mask,
// so two lists are compared by the lowest bit of their masks.
using InForce = std::map<unsigned, std::tuple<std::uint64_t, std::uint64_t, MemoryType>>;

InForce in_force(const std::vector<KnownRegister>& registers) {
  InForce used;
  for (const KnownRegister& r : registers)
    used[r.number] = {r.base, r.mask & (~r.mask + 1), r.type};
  return used;
}

InForce in_force(const RegisterList& list) {
  InForce used;
  for (const RegisterEntry& entry : list.entries) {
    const std::uint64_t mask = mask_of(entry);
    if (entry.in_use)
      used[entry.number] = {entry.base, mask & (~mask + 1), entry.type.value_or(MemoryType::UC)};
  }
  return used;
}

}  // namespace

void note_other_sources(const Observations& seen, KnownMtrrs& mtrrs) {
  for (const Teller teller : {Teller::proc_mtrr, Teller::kernel_log, Teller::memcontrol}) {
    const RegisterList* other = last_list(seen, teller);
    if (other == nullptr || teller == mtrrs.teller) continue;
    // The boot log has them as they were before mtrr_cleanup() changed them.
    if (teller == Teller::kernel_log && last_list(seen, Teller::cleaned) != nullptr) continue;
    if (in_force(*other) == in_force(mtrrs.registers)) continue;
    mtrrs.notes.push_back({Note::Kind::chosen,
                           std::string(list_name(mtrrs.teller)) + " and " +
                               std::string(list_name(teller)) +
                               " have different registers; the former count",
                           {mtrrs.place, other->place}});
  }
}

const RegisterList* last_list(const Observations& seen, Teller teller) {
  for (auto list = seen.registers.rbegin(); list != seen.registers.rend(); ++list)
    if (list->teller == teller) return &*list;
  return nullptr;
}

std::uint64_t mask_of(const RegisterEntry& entry) {
  return (entry.has_mask ? entry.mask : ~entry.size + 1) & mtrr_address_bits(widest);
}

void note_differences(const Observations& seen, std::vector<Note>& notes) {
  note_other_lists(seen, notes);
  note_other_pat_lists(seen, notes);
  note_different_cpus(seen, notes);
}

}  // namespace memtype::readers
