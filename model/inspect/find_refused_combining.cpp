// A driver asked for a write-combining MTRR and did not get it. A dozen lines of one try, each with
// half the size of the one before, are one finding.
#include <algorithm>

#include "facts.hpp"

namespace memtype::inspect {
namespace {

using readers::Message;
using readers::MessageKind;

bool is_refusal(MessageKind kind) {
  return kind == MessageKind::mtrr_mismatch || kind == MessageKind::mtrr_overlaps ||
         kind == MessageKind::mtrr_not_aligned || kind == MessageKind::mtrr_full ||
         kind == MessageKind::drm_no_mtrr || kind == MessageKind::xorg_no_wc;
}

std::string reason(const Facts& facts, const Message& message, Finding& finding) {
  if (message.kind == MessageKind::mtrr_mismatch) {
    std::string text =
        "A register of type " + std::string(name(*message.first)) + " lies there already";
    for (const auto* reg : registers_over(facts.mtrrs(), message.range))
      if (reg->type == *message.first) {
        text += ": reg " + std::to_string(reg->number);
        finding.evidence.push_back(reg->place);
        break;
      }
    return text + ", and a WC register over it is not allowed";
  }
  if (message.kind == MessageKind::mtrr_overlaps)
    return "The register over " + range_words(message.existing) +
           " is smaller than what was asked for";
  if (message.kind == MessageKind::mtrr_not_aligned)
    return "A range of " + size_words(message.range.bytes()) + " at " +
           hex_words(message.range.begin) +
           " is no block of a power of two on a multiple of its size";
  return message.kind == MessageKind::mtrr_full ? "No register is free" : "";
}

// How far the finding matters, by whether drivers need a register at all.
void judge(const Facts& facts, Finding& finding) {
  switch (facts.pat) {
    case PatState::on:
      finding.why +=
          " Harmless: PAT is in use, and drivers map write-combining without a register.";
      return;
    case PatState::off:
      finding.severity = Severity::costs_speed;
      finding.why += " Without PAT the range stays as the registers have it, and drawing is slow.";
      return;
    case PatState::unknown:
      finding.why +=
          " Harmless where PAT is in use (Linux from 2.6.26 on, processors without "
          "errata): drivers then map write-combining without a register.";
      finding.todo = "Run: dmesg | grep -i pat";
      return;
  }
}

}  // namespace

void find_refused_combining(const Facts& facts, Findings& found) {
  Finding finding;
  finding.kind = FindingKind::combining_refused;
  finding.severity = Severity::harmless;
  finding.rule =
      "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_add_page; generic.c: "
      "generic_validate_add_page";
  PhysRange asked{};
  std::uint64_t lines = 0;
  for (const Message& message : facts.seen.messages) {
    if (!is_refusal(message.kind)) continue;
    lines += message.count;
    if (message.range.bytes() > asked.bytes()) asked = message.range;
    if (finding.evidence.size() < 4) finding.evidence.push_back(message.place);
    const std::string text = reason(facts, message, finding);
    if (!text.empty() && finding.why.empty()) finding.why = text + ".";
  }
  if (lines == 0) return;
  finding.what = "A write-combining MTRR" +
                 (asked.empty() ? std::string() : " over " + range_words(asked)) + " was refused" +
                 (lines > 1 ? " (" + std::to_string(lines) + " lines of the log)." : ".");
  if (!asked.empty()) {
    finding.where = {asked};
    finding.bytes = asked.bytes();
  }
  if (finding.why.empty()) finding.why = "The log does not say why.";
  judge(facts, finding);
  found.push_back(std::move(finding));
}

}  // namespace memtype::inspect
