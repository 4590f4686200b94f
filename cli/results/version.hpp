// Which memtype this is. The number stands in the project() line of CMakeLists.txt alone.
#pragma once

#include <string>

namespace memtype::cli {

std::string version_number();  // "1.2.3"
std::string version_line();    // "memtype 1.2.3 (Z3 4.8.12)"

}  // namespace memtype::cli
