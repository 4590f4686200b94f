// Text -> what it says of a computer. The kind of each line is recognised by what stands in it, so
// one text may hold several kinds, as a forum post does, and a directory may hold anything.
//
// Nothing is thrown for any input, nothing is printed, and memory is bounded: lines beyond
// `longest_line` and facts beyond `most_facts` of a kind are counted and reported, not kept. Lines
// that look as if they were about memory types and that no reader understands are kept in
// Observations::unread. Time is linear in the text.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "memtype/readers/observations.hpp"

namespace memtype::readers {

inline constexpr std::size_t longest_line = 16384;  // bytes
inline constexpr std::size_t most_facts = 20000;
inline constexpr std::size_t most_unread = 1000;

// Reads sources one after the other, each in pieces of any size.
class SourceReader {
 public:
  // `every_message`: lines of lists and those of no consequence are kept among the messages, too,
  // as far as the table (message_rows.hpp) has them.
  explicit SourceReader(bool every_message = false);
  SourceReader(SourceReader&&) noexcept;
  SourceReader& operator=(SourceReader&&) noexcept;
  ~SourceReader();

  // Ends the source before it.
  void begin(std::string name);
  void feed(std::string_view piece);
  // Ends the last source; the reader is empty afterwards.
  Observations finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Source {
  std::string name;
  std::string_view text;
};
Observations read_sources(std::span<const Source> sources);
Observations read_source(std::string_view text, std::string name = "text");

// The formats, for --help and the documentation.
struct Format {
  std::string_view name;
  std::string_view what;
};
std::span<const Format> formats();

}  // namespace memtype::readers
