// Every message about memory types that Linux prints, one a row: its shape, where it comes from,
// which kernels print it, what it means and which rule it tells of. The reader of messages and
// `memtype explain` go by this table; a test holds it to the sources of the kernel.
//
// Kernels: of those read (4.9, 4.19, 5.10, 6.1, 6.12; 4.2 and what came after 6.12 from notes of
// changes). Where one message took the place of another between two of them and the commit was not
// seen, the row begins with the later one.
#pragma once

#include <string_view>
#include <vector>

#include "memtype/linux/config.hpp"
#include "memtype/readers/message.hpp"
#include "memtype/readers/shape.hpp"

namespace memtype::readers {

struct MessageRow {
  std::string_view shape;  // shape.hpp
  MessageKind kind = MessageKind::other;
  std::string_view file;          // in the sources of Linux, or the program that prints it
  kernel::Version first, last;    // series; `first` 0.0: before 4.2 already
  std::string_view meaning;       // what happened, in a sentence or two
  std::string_view rule;          // the rule that refused or decided; may be empty
  std::string_view instead = {};  // what would have succeeded, whatever the numbers; may be empty
};

struct KnownMessage {
  MessageRow row;
  Shape shape;
};
// In the order in which they are tried: the stricter first.
const std::vector<KnownMessage>& known_messages();

// The message that a line is, and what stands at its fields; null row: none.
struct MessageMatch {
  const KnownMessage* known = nullptr;
  FieldValues values;
};
MessageMatch match_message(std::string_view line);

// "4.2 to 5.5", "before 4.2 to 4.18", "before 4.2, as it stands here".
std::string kernels_text(const MessageRow& row);

}  // namespace memtype::readers
