// A line as people send it, and the message inside it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "memtype/readers/observations.hpp"

namespace memtype::readers {

// What the readers see of a line.
struct Line {
  // The message: without time stamps, host, level, quotation marks, tags; runs of blanks are one.
  std::string_view text;
  // The same with its prefix: for readers whose lines begin with what looks like a prefix.
  std::string_view whole;
  // Did blanks stand before the message? Only where the text has kept them.
  bool indented = false;
  Place place;
  std::uint32_t boot = 0;
};

// Takes tags, entities, escape sequences and quoted-printable out of a line, and makes each run of
// blanks one. `continues`: the line ends in a soft break of quoted-printable.
std::string clean_line(std::string_view raw, bool& continues);

// Where the message begins in a cleaned line: behind "> ", "<6>", "[    0.000000]", "[    T0]",
// "Apr  8 23:41:52 host kernel:", "kernel:", "(XEN) [2022-01-18 10:40:44.200]", "[DEBUG]", ...
std::size_t message_start(std::string_view line);

}  // namespace memtype::readers
