// Output files that are complete or not there.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>

namespace memtype::cli {

// Writes beside the file and renames over it: what has the name now is replaced when `write` says
// that all went well, and stays as it is otherwise. A link stays a link; a pipe or a device is
// written to. `write` must leave the stream good. False: nothing was replaced.
bool write_file(const std::string& file, const std::function<bool(std::ostream&)>& write);
bool write_file(const std::string& file, const std::string& text);

}  // namespace memtype::cli
