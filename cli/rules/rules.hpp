// The rules of the model as tables, for reading: computed by asking the rules, never typed again.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "memtype/types.hpp"

namespace memtype::cli {

// The cell for a type.
inline std::string word(MemoryType type) { return std::string(name(type)); }

struct RuleTable {
  std::string name;    // "intel_pat": what a command line calls it
  std::string title;   // one line
  std::string note;    // how to read it, what is undefined; may be empty
  std::string source;  // where the rule was read; empty where each row says it
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as `columns`
};

// All tables, processor first. Cost: some hundred evaluations of rules.
std::vector<RuleTable> rule_tables();

std::vector<RuleTable> processor_tables();  // types, PAT, overlaps, nested paging, profiles, MSRs
std::vector<RuleTable> kernel_tables();     // PAT set-up, tracking, mtrr_add(), calls of cases

// Aligned columns.
std::string render_text(std::span<const RuleTable> tables);
// A page with contents; the same tables give the same bytes.
std::string render_markdown(std::span<const RuleTable> tables);
// An array of objects {name, title, note, source, columns, rows}.
std::string render_json(std::span<const RuleTable> tables);

}  // namespace memtype::cli
