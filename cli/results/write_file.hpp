// Output files that are complete or not there, and are none of the inputs.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace memtype::cli {

// "-", or a name of what standard output is, such as /dev/stdout.
bool is_standard_output(const std::string& file);

// Writes beside the file and renames over it: what has the name now is replaced when `write` says
// that all went well, and stays as it is otherwise. It keeps its permissions. A link stays a link;
// a pipe or a device is written to, and so is standard output. `write` must leave the stream good.
// False: nothing was replaced.
bool write_file(const std::string& file, const std::function<bool(std::ostream&)>& write);
bool write_file(const std::string& file, const std::string& text);

// What is wrong with writing `outputs` after reading `inputs`, empty if nothing is: two outputs are
// one file, or one is an input, under whatever names (device and inode decide; "-" among the inputs
// is what standard input is). Pipes and devices are written to as often as one likes; "" is no
// file.
std::string file_clash(const std::vector<std::string>& inputs,
                       const std::vector<std::string>& outputs);

}  // namespace memtype::cli
