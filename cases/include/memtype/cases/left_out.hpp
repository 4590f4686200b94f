// What a case writes down and no machine of it has.
#pragma once

#include <string>

namespace memtype::cases {

// "cpu=intel tom2=6G", "bar=0xd0001000 and others": machines or values that are left out; and why.
struct LeftOut {
  std::string what;
  std::string because;
};

}  // namespace memtype::cases
