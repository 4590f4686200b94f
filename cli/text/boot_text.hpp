// Boot paths for people: one in order, two against each other, all of them as a page of Markdown.
#pragma once

#include <string>
#include <vector>

#include "results/boot_path.hpp"

namespace memtype::cli {

// The steps in their order, each as it came out, then what the calls do.
std::string boot_text(const BootPath& path);
// Steps that came out otherwise on the two, and calls that do something else.
std::string boot_diff_text(const BootPath& a, const BootPath& b);
// A table, one row for each environment, range of kernels and PAT mode.
std::string boot_matrix_text(const std::vector<BootRow>& rows);

// "4.2 to 6.1"; "6.5" alone.
std::string kernels_text(const BootRow& row);

}  // namespace memtype::cli
