// Texts of real machines, from files, folders, standard input or this machine, to the readers.
#pragma once

#include <string>
#include <vector>

#include "memtype/readers/read.hpp"

namespace memtype::cli {

// Files of a directory and of those below it, by name; what begins with a dot is left out.
std::vector<std::string> files_below(const std::string& directory);
// A file, a folder with all below it, or "-"; in pieces, whatever the size. What is wrong with it;
// empty if nothing is.
std::string feed_path(const std::string& path, readers::SourceReader& reader);
// This machine's own. `refused`: what is there and not to be read without root.
void feed_live(readers::SourceReader& reader, std::vector<std::string>& refused);

// "nothing about memory types in it", and what is wrong with the sources, a line each.
std::string nothing_in(const readers::Observations& seen);
// "dmesg.txt:12".
std::string source_line(const readers::Observations& seen, readers::Place place);

}  // namespace memtype::cli
