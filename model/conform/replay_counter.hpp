// Counts what a replay finds.
#pragma once

#include <string_view>
#include <utility>

#include "conform.hpp"

namespace memtype::conform {

// The rule by which a question is answered, for the report.
struct Rule {
  std::string_view text;
  std::string_view source;
};

class ReplayCounter {
 public:
  ReplayCounter(ReplayReport& report, const ReplayLimits& options)
      : report_(report), options_(options) {}

  // Every following answer belongs to a record of this kind on this line.
  void start(std::string_view kind, std::size_t line) {
    kind_ = kind;
    line_ = line;
  }
  void count_record() { ++report_.records; }
  void agree() {
    ++report_.queries;
    ++report_.agreements;
  }
  // An answer that differs, in the class `name`; when known.cpp lists that class it is known.
  // `example()` makes the Example and is called only while examples are still wanted.
  template <class Make>
  void differ(std::string_view name, const Rule& rule, const Make& example) {
    ++report_.queries;
    DifferenceClass& found = difference(name, rule);
    ++found.count;
    if (found.examples.size() >= options_.examples) return;
    Example made = example();
    made.line = line_;
    found.examples.push_back(std::move(made));
  }
  template <class Make>
  void check(bool same, std::string_view name, const Rule& rule, const Make& example) {
    if (same)
      agree();
    else
      differ(name, rule, example);
  }
  // Answers that are not compared, and why.
  void skip(std::string_view reason, std::uint64_t count = 1);
  void malformed(std::size_t line, std::string message);

 private:
  DifferenceClass& difference(std::string_view name, const Rule& rule);

  ReplayReport& report_;
  const ReplayLimits& options_;
  std::string_view kind_;
  std::size_t line_ = 0;
};

}  // namespace memtype::conform
