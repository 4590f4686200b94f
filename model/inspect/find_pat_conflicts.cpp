// "conflicting memory types a-b A<->B", and mappings of user space that were refused.
#include <algorithm>

#include "granted.hpp"

namespace memtype::inspect {
namespace {

using readers::Message;
using readers::MessageKind;
using readers::PatEntry;

// The page of the local APIC: no BAR of a device can hold it.
constexpr std::uint64_t local_apic = 0xfee00000;

std::string entry_words(const Facts& facts, const PatEntry& entry) {
  const std::string owner = owner_of(facts, entry.range);
  return range_words(entry.range) + " " +
         (entry.type ? std::string(name(*entry.type)) : std::string("broken")) +
         (owner.empty() ? "" : " (" + owner + ")");
}

// The entries inside the range, as lines of evidence and as words.
std::string entries_inside(const Facts& facts, PhysRange range, Finding& finding) {
  if (facts.seen.pat_lists.empty()) return "";
  std::string text;
  std::size_t shown = 0;
  for (const PatEntry& entry : facts.seen.pat_lists.back().entries) {
    if (!entry.range.overlaps(range) || ++shown > 6) continue;
    finding.evidence.push_back(entry.place);
    text += (text.empty() ? "" : ", ") + entry_words(facts, entry);
  }
  return text;
}

std::string todo_without_list(PhysRange range) {
  return "See which two: sudo cat /sys/kernel/debug/x86/pat_memtype_list, all entries between " +
         hex_words(range.begin) + " and " + hex_words(range.end) + ".";
}

// Is A of "A<->B" the type asked for? It is if the list has no such reservation in the range.
bool is_request(const Facts& facts, const Message& message) {
  if (facts.seen.pat_lists.empty()) return false;
  bool any = false;
  for (const PatEntry& entry : facts.seen.pat_lists.back().entries) {
    if (!entry.range.overlaps(message.range)) continue;
    any = true;
    if (entry.type == message.first) return false;
  }
  return any;
}

void add_conflict(const Facts& facts, const Message& message, Findings& found) {
  Finding finding;
  finding.kind = FindingKind::pat_conflict;
  finding.severity = Severity::costs_speed;
  finding.where = {message.range};
  finding.bytes = message.range.bytes();
  finding.evidence = {message.place};
  const std::string owner = owner_of(facts, message.range);
  const std::string first(name(*message.first)), second(name(*message.second));
  const bool asked = is_request(facts, message);
  finding.what = "A request" + (message.who.empty() ? "" : " of " + message.who) + " for " +
                 range_words(message.range) + (owner.empty() ? "" : " (" + owner + ")") +
                 (asked ? " as " + first + " was refused: " + second + " is reserved there"
                        : " was refused: " + first + " and " + second + " meet in it") +
                 (message.count > 1 ? " (" + std::to_string(message.count) + " times)." : ".");
  finding.why =
      asked ? "The request is of a kind that accepts no other type (set_memory_uc(), _wc(), "
              "_wt(), and their callers)."
            : "For ioremap() and mmap() these are two reservations that are there already, "
              "the first in the range and a later one, not the request with one of them; "
              "while both exist no request over both is granted. (For set_memory_*() on "
              "RAM the first is the type asked for.)";
  const std::string inside = entries_inside(facts, message.range, finding);
  if (!inside.empty()) finding.why += " In the range: " + inside + ".";
  if (!inside.empty() && !asked) finding.why += " " + granted_part_words(facts, message.range);
  if (message.range.contains(local_apic) && message.range.begin < local_apic) {
    finding.what = "A request" + (message.who.empty() ? "" : " of " + message.who) + " for " +
                   range_words(message.range) +
                   " was refused: it runs over the local APIC, so its size is wrong.";
    finding.todo =
        "A defect of the driver: no device's memory reaches over 0xfee00000. Report it "
        "with the size that it printed.";
  } else if (message.first == MemoryType::WC || message.second == MemoryType::WC) {
    finding.todo =
        "A driver or console still holds the frame buffer: unbind it (efifb: "
        "video=efifb:off or echo efi-framebuffer.0 > "
        "/sys/bus/platform/drivers/efi-framebuffer/unbind), or keep the host's driver off "
        "the device from the start.";
  }
  if (inside.empty())
    finding.todo += (finding.todo.empty() ? "" : " ") + todo_without_list(message.range);
  finding.rule = "arch/x86/mm/pat/memtype_interval.c: memtype_check_conflict";
  found.push_back(std::move(finding));
}

// The same trouble without the message before it.
void add_failed(const Message& message, Findings& found) {
  const bool told = std::any_of(found.begin(), found.end(), [&](const Finding& other) {
    return other.kind == FindingKind::pat_conflict && !other.where.empty() &&
           other.where[0].overlaps(message.range);
  });
  if (told) return;
  Finding finding;
  finding.kind = FindingKind::pat_conflict;
  finding.severity = Severity::costs_speed;
  finding.where = {message.range};
  finding.bytes = message.range.bytes();
  finding.evidence = {message.place};
  finding.what = "A reservation of " + range_words(message.range) + " was refused.";
  finding.why = "A reservation of another type is there.";
  finding.todo = todo_without_list(message.range);
  finding.rule = "arch/x86/mm/pat/memtype.c: memtype_reserve";
  found.push_back(std::move(finding));
}

void add_user_mapping(const Facts& facts, const Message& message, Findings& found) {
  Finding finding;
  finding.kind = FindingKind::user_mapping_refused;
  finding.severity = Severity::harmless;
  finding.where = {message.range};
  finding.bytes = message.range.bytes();
  finding.evidence = {message.place};
  const std::string first(name(*message.first));
  const std::string second = message.second ? std::string(name(*message.second)) : "another type";
  finding.what = (message.who.empty() ? std::string("A program") : message.who) + " wanted " +
                 range_words(message.range) + " as " + first + ", and it is " + second +
                 ": the mapping was refused.";
  finding.why =
      message.second == MemoryType::WB
          ? "The kernel itself has these pages mapped write-back, as it has RAM and tables "
            "of the firmware. /dev/mem with O_SYNC asks for uncached."
          : "The first mapping of a range decides its type for all that follow.";
  const std::string inside = entries_inside(facts, message.range, finding);
  if (!inside.empty()) finding.why += " Reserved there: " + inside + ".";
  finding.todo =
      "The program must ask for the type that is there: with /dev/mem, open it without "
      "O_SYNC for write-back.";
  finding.rule = "arch/x86/mm/pat/memtype.c: reserve_pfn_range";
  found.push_back(std::move(finding));
}

// Not refused: RAM keeps the type of its pages, and the mapping gets it.
void add_ram_mapping(const Message& message, Findings& found) {
  if (!message.first || !message.second) return;
  Finding finding;
  finding.kind = FindingKind::user_mapping_refused;
  finding.severity = Severity::harmless;
  finding.where = {message.range};
  finding.bytes = message.range.bytes();
  finding.evidence = {message.place};
  const std::string second(name(*message.second));
  finding.what = message.who + " wanted RAM at " + range_words(message.range) + " as " +
                 std::string(name(*message.first)) + ", and got it as " + second + ".";
  finding.why =
      "RAM has one type, that of its pages, whoever maps it; the mapping was made, with " + second +
      ".";
  finding.rule = "arch/x86/mm/pat/memtype.c: reserve_pfn_range";
  found.push_back(std::move(finding));
}

void add_free_invalid(const Message& message, Findings& found) {
  Finding finding;
  finding.kind = FindingKind::free_invalid;
  finding.severity = Severity::harmless;
  finding.where = {message.range};
  finding.evidence = {message.place};
  finding.what =
      "A reservation was given back that does not exist as such: " + range_words(message.range) +
      ".";
  finding.why =
      "It happens when mappings of the same range overlap and are unmapped in parts. One "
      "reservation stays behind, or one is missing.";
  finding.rule = "arch/x86/mm/pat/memtype_interval.c: memtype_erase";
  found.push_back(std::move(finding));
}

}  // namespace

void find_pat_conflicts(const Facts& facts, Findings& found) {
  for (const Message& message : facts.seen.messages) {
    if (found.size() > 200) return;
    if (message.kind == MessageKind::pat_conflict) add_conflict(facts, message, found);
    if (message.kind == MessageKind::map_pfn_mismatch) add_user_mapping(facts, message, found);
    // The other messages about RAM are of drivers, and name no process.
    if (message.kind == MessageKind::ram_mismatch && !message.who.empty())
      add_ram_mapping(message, found);
    if (message.kind == MessageKind::free_invalid) add_free_invalid(message, found);
  }
  for (const Message& message : facts.seen.messages)
    if (message.kind == MessageKind::reserve_failed && found.size() < 200)
      add_failed(message, found);
}

}  // namespace memtype::inspect
