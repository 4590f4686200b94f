// Where `memtype inspect` reads from.
#pragma once

#include <string>
#include <vector>

#include "memtype/readers/read.hpp"

namespace memtype::cli {

// Files of a directory and of those below it, by name; what begins with a dot is left out.
std::vector<std::string> files_below(const std::string& directory);

// Feeds a file, all files of a directory, or standard input for "-", in pieces, whatever the size.
// What is wrong with it; empty if nothing is.
std::string feed_path(const std::string& path, readers::SourceReader& reader);

// Why there is nothing to go by.
std::string nothing_in(const readers::Observations& seen);

}  // namespace memtype::cli
