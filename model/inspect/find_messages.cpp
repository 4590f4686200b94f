// Messages that are not in other findings, most of them harmless.
#include "facts.hpp"

namespace memtype::inspect {
namespace {

using readers::Message;
using readers::MessageKind;

struct Row {
  MessageKind message;
  FindingKind kind;
  Severity severity;
  std::string_view what, why, todo, rule;
};
constexpr Row rows[] = {
    {MessageKind::huge_page_refused, FindingKind::huge_page_refused, Severity::harmless,
     "A large page was refused because the MTRRs have more than one type in it.",
     "The kernel maps the range with small pages instead; nothing else changes.", "",
     "arch/x86/mm/pgtable.c: pmd_set_huge, pud_set_huge"},
    {MessageKind::cleanup_not_found, FindingKind::cleanup_failed, Severity::harmless,
     "mtrr_cleanup found no better set of registers, and left them as they are.",
     "It only looks for a set that has registers to spare, for drivers that want one for "
     "write-combining. With PAT they do not need any: neither an error nor the cause of anything.",
     "To be rid of the lines: disable_mtrr_cleanup on the kernel command line.",
     "arch/x86/kernel/cpu/mtrr/cleanup.c: mtrr_cleanup"},
    {MessageKind::incorrect_mask, FindingKind::incorrect_mask, Severity::harmless,
     "The firmware left masks that end below the address width.",
     "The kernel reads them as if they reached to the top. The registers themselves stay as they "
     "are, and match again above the range that is meant, where nothing lies as a rule.",
     "sudo rdmsr -a 0x201 (0x203, ...) shows the masks.",
     "arch/x86/kernel/cpu/mtrr/generic.c: generic_get_mtrr"},
    {MessageKind::pat_not_supported, FindingKind::pat_off, Severity::harmless,
     "The kernel does not use the PAT of this processor.",
     "It has none, or one with errata. Write-combining then needs a free MTRR and a range of a "
     "power "
     "of two.",
     "", "arch/x86/mm/pat/memtype.c: pat_bp_init; arch/x86/kernel/cpu/intel.c"},
    {MessageKind::pat_disabled, FindingKind::pat_off, Severity::costs_speed, "PAT is switched off.",
     "ioremap_wc() gives uncached memory unless an MTRR says otherwise; graphics are slow.",
     "Take nopat off the kernel command line; or the firmware left IA32_PAT at 0.",
     "arch/x86/mm/pat/memtype.c: pat_disable"},
};

// The table alone, without the line after it.
void check_table(const Facts& facts, Findings& found) {
  const auto& rows_seen = facts.seen.cleanup_rows;
  if (rows_seen.size() < 2 || message_of(facts.seen, MessageKind::cleanup_not_found) != nullptr)
    return;
  Finding finding;
  finding.kind = FindingKind::cleanup_failed;
  finding.what = "The gran_size table is mtrr_cleanup's search for a better set of registers.";
  finding.why =
      "Each row is a set that it tried; *BAD* marks one that would cover memory that is not "
      "there. Nothing of it says that memory is set up wrongly, and with PAT the search is "
      "not needed.";
  finding.todo = "To be rid of the lines: disable_mtrr_cleanup on the kernel command line.";
  finding.rule = "arch/x86/kernel/cpu/mtrr/cleanup.c: mtrr_cleanup, mtrr_print_out_one_result";
  finding.evidence = {rows_seen.front().place, rows_seen.back().place};
  found.push_back(std::move(finding));
}

}  // namespace

void find_messages(const Facts& facts, Findings& found) {
  check_table(facts, found);
  for (const Row& row : rows) {
    const Message* message = message_of(facts.seen, row.message);
    if (message == nullptr) continue;
    Finding finding;
    finding.kind = row.kind;
    finding.severity = row.severity;
    finding.what = row.what;
    finding.why = row.why;
    finding.todo = row.todo;
    finding.rule = row.rule;
    finding.evidence = {message->place};
    if (!message->range.empty()) {
      finding.where = {message->range};
      const auto over = registers_over(facts.mtrrs(), message->range);
      if (row.kind == FindingKind::huge_page_refused && !over.empty()) {
        finding.why += " Over it lie " + names_of(over) + ".";
        for (const auto* reg : over) finding.evidence.push_back(reg->place);
      }
    }
    found.push_back(std::move(finding));
  }
}

}  // namespace memtype::inspect
