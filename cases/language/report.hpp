// Collects diagnostics while a file is read. Private to the front end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/diagnostic.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {

class Report {
 public:
  // The returned reference takes notes and a hint; it is valid until the next call.
  Diagnostic& error(std::string_view id, Location at, std::string message);
  Diagnostic& warning(std::string_view id, Location at, std::string message);
  int errors() const { return errors_; }
  // From now on text is read that may have been read before: what has the same id at the same place
  // as an earlier message is counted and not shown.
  void read_again() { again_ = true; }
  // Nothing more will be shown: do not look for suggestions.
  bool full() const { return list_.size() >= limit; }
  // In file order.
  std::vector<Diagnostic> take();

 private:
  Diagnostic& add(Severity severity, std::string_view id, Location at, std::string message);

  static constexpr std::size_t limit = 64;  // nobody reads more, and hostile files have millions
  std::vector<Diagnostic> list_;
  Diagnostic dropped_;
  int errors_ = 0;
  bool cut_ = false, again_ = false;
};

// `from` stretched to the end of `to` if both are on one line.
Location span(Location from, Location to);

}  // namespace memtype::cases
