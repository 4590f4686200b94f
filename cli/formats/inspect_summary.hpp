// Many machines at a glance: which have the same layout, and which findings they show.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "formats/inspect_json.hpp"

namespace memtype::cli {

class InspectSummary {
 public:
  // A document of `inspect`. False: it is none, and was not counted.
  bool add(const Json& document);
  // As many of each list as people read; `full`: all.
  std::string text(bool full) const;
  // The worst of all machines.
  ExitCode exit() const { return exit_; }

 private:
  // Machines that are alike in something.
  struct Group {
    std::size_t count = 0;
    std::string text;
    std::vector<std::string> names;  // the first few
    void add(const std::string& name);
  };
  using Groups = std::map<std::string, Group>;
  using Row = Groups::const_iterator;

  static std::vector<Row> by_count(const Groups& groups);
  static void print(std::string_view word, const Groups& groups, bool full, std::string& out);
  static bool is_document(const Json& document);

  std::size_t machines_ = 0;
  Groups layouts_, findings_, errors_;
  ExitCode exit_ = exit_ok;
};

}  // namespace memtype::cli
