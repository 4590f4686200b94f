// What a reader of one format is. The table of all of them is table.cpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "line.hpp"
#include "memtype/readers/observations.hpp"
#include "memtype/readers/read.hpp"

namespace memtype::readers {

enum class Outcome {
  not_mine,
  taken,
  // Mine by its words, but something is missing or is no number: it is offered again with the line
  // behind it, and kept as unread if that does not help.
  unreadable,
};

// Reads the lines of one format. It may remember lines before this one (headings).
class LineReader {
 public:
  LineReader() = default;
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;
  virtual ~LineReader() = default;
  virtual Outcome read(const Line& line, Observations& seen) = 0;
  // A new source begins: what was remembered is void.
  virtual void reset() {}
};

// Adds to a list of facts, within the bounds of read.hpp.
template <class T>
T* keep(std::vector<T>& list, T value, Observations& seen) {
  if (list.size() >= most_facts) {
    ++seen.dropped;
    return nullptr;
  }
  list.push_back(std::move(value));
  return &list.back();
}
// No processor has more variable registers (MTRRCAP.VCNT is a byte).
inline constexpr std::size_t most_registers = 256;
inline void keep_register(RegisterList& list, const RegisterEntry& entry, Observations& seen) {
  if (list.entries.size() < most_registers)
    list.entries.push_back(entry);
  else
    ++seen.dropped;
}
template <class T>
void say(Sayings<T>& list, T value, const Line& line, Observations& seen,
         Teller teller = Teller::kernel_log) {
  keep(list, Said<T>{std::move(value), line.place, teller, line.boot}, seen);
}

struct ReaderRow {
  Format format;
  std::unique_ptr<LineReader> (*make)();
};
// In the order in which lines are offered.
std::span<const ReaderRow> reader_rows();

}  // namespace memtype::readers
