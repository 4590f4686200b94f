#include "formats/inspect_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace memtype::cli {
namespace {

constexpr std::size_t most_names = 3, most_groups = 20;

std::string machines_text(std::size_t count) {
  return fmt::format("{} machine{}", count, count == 1 ? "" : "s");
}

}  // namespace

void InspectSummary::Group::add(const std::string& name) {
  ++count;
  if (names.size() < most_names) names.push_back(name);
}

bool InspectSummary::is_document(const Json& document) {
  if (!document.is_object() || document.value("format", "") != inspect_format) return false;
  if (!document.contains("name") || !document["name"].is_string()) return false;
  if (!document.contains("exit") || !document["exit"].is_number_integer()) return false;
  return document.contains("error") ||
         (document.contains("layout") && document.contains("findings"));
}

bool InspectSummary::add(const Json& document) {
  if (!is_document(document)) return false;
  try {
    const std::string name = document.at("name").get<std::string>();
    const ExitCode exit = exit_code_of(document.at("exit").get<int>());
    if (document.contains("error")) {
      std::string why = document["error"].get<std::string>();
      if (const std::size_t at = why.find(name + ": "); at == 0) why.erase(0, name.size() + 2);
      errors_[why.substr(0, why.find('\n'))].add(name);
    } else {
      std::set<std::string> kinds;
      for (const Json& finding : document.at("findings"))
        kinds.insert(finding.at("kind").get<std::string>() + "  " +
                     finding.at("severity").get<std::string>());
      const Json& layout = document.at("layout");
      Group& alike = layouts_[layout.at("id").get<std::string>()];
      alike.text = layout.at("text").get<std::string>();
      if (alike.text.empty()) alike.text = "nothing is known of their MTRRs and PAT";
      alike.add(name);
      for (const std::string& kind : kinds) findings_[kind].add(name);
    }
    ++machines_;
    exit_ = worse(exit_, exit);
    return true;
  } catch (const std::exception&) {  // a member of another kind
    return false;
  }
}

std::vector<InspectSummary::Row> InspectSummary::by_count(const Groups& groups) {
  std::vector<Row> rows;
  for (Row row = groups.begin(); row != groups.end(); ++row) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](Row a, Row b) { return a->second.count > b->second.count; });
  return rows;
}

void InspectSummary::print(std::string_view word, const Groups& groups, bool full,
                           std::string& out) {
  std::size_t shown = 0;
  for (const Row row : by_count(groups)) {
    if (!full && shown++ == most_groups) {
      out += fmt::format("{:<9}{} more: --full\n", word, groups.size() - most_groups);
      return;
    }
    const Group& group = row->second;
    std::string names;
    for (const std::string& name : group.names) names += (names.empty() ? "" : ", ") + name;
    if (group.names.size() < group.count) names += ", ...";
    out += fmt::format("{:<9}{}  {}: {}\n", word, row->first, machines_text(group.count), names);
    if (!group.text.empty()) out += "         " + group.text + "\n";
  }
}

std::string InspectSummary::text(bool full) const {
  std::size_t failed = 0;
  for (const auto& [why, group] : errors_) failed += group.count;
  std::string out = fmt::format("Machines {}, {} layouts", machines_, layouts_.size());
  out += failed == 0 ? "\n" : fmt::format("; {} could not be read\n", failed);
  print("Finding", findings_, full, out);
  print("Layout", layouts_, full, out);
  print("Error", errors_, full, out);
  return out;
}

}  // namespace memtype::cli
