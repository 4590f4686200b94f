#include "replay_counter.hpp"

#include "known.hpp"

namespace memtype::conform {

void ReplayCounter::skip(std::string_view reason, std::uint64_t count) {
  for (Skipped& entry : report_.skipped) {
    if (entry.reason != reason) continue;
    entry.count += count;
    return;
  }
  report_.skipped.push_back({std::string(reason), count});
}

void ReplayCounter::malformed(std::size_t line, std::string message) {
  ++report_.malformed_lines;
  if (report_.malformed.size() < options_.malformed)
    report_.malformed.push_back({line, std::move(message)});
}

DifferenceClass& ReplayCounter::difference(std::string_view name, const Rule& rule) {
  for (DifferenceClass& entry : report_.differences)
    if (entry.kind == kind_ && entry.name == name) return entry;
  DifferenceClass& made = report_.differences.emplace_back();
  made.kind = kind_;
  made.name = name;
  made.rule = rule.text;
  made.source = rule.source;
  if (const KnownDifference* known = find_known(kind_, name)) {
    made.known = true;
    made.reason = known->reason;
  }
  return made;
}

std::uint64_t ReplayReport::known_differences() const {
  std::uint64_t sum = 0;
  for (const DifferenceClass& entry : differences)
    if (entry.known) sum += entry.count;
  return sum;
}

std::uint64_t ReplayReport::new_differences() const {
  std::uint64_t sum = 0;
  for (const DifferenceClass& entry : differences)
    if (!entry.known) sum += entry.count;
  return sum;
}

Conclusion conclude(std::span<const ReplayReport> reports) {
  Conclusion conclusion = Conclusion::nothing_new;
  for (const ReplayReport& report : reports) {
    if (!report.opened || report.malformed_lines != 0) return Conclusion::malformed_input;
    if (report.new_differences() != 0) conclusion = Conclusion::new_difference;
  }
  return conclusion;
}

}  // namespace memtype::conform
