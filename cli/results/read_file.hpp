// Input files, read as a whole or not at all.
#pragma once

#include <optional>
#include <string>

namespace memtype::cli {

struct FileText {
  std::optional<std::string> text;
  std::string name;  // what a case in it has to be called after; "-" for what is no file but a pipe
  std::string error;  // without a text: "FILE: error: WHY", a line
};

// The bytes of a file or pipe, or of standard input for "-". What cannot be opened or read to its
// end (a directory, a file that is gone, a device that fails) has no text, and so has what is
// larger than 1 GiB.
FileText read_file(const std::string& path);

}  // namespace memtype::cli
