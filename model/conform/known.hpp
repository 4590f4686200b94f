// Differences that are understood: another implementation answers otherwise than the manual, and we
// can say exactly when and why.
#pragma once

#include <string_view>

namespace memtype::conform {

struct KnownDifference {
  std::string_view kind;
  std::string_view name;
  std::string_view reason;
};

// nullptr when a class is not known.
const KnownDifference* find_known(std::string_view kind, std::string_view name);

}  // namespace memtype::conform
