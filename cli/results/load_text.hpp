// A case file with the text that it was read from.
#pragma once

#include "results/load.hpp"

namespace memtype::cli {

struct LoadedText {
  Loaded loaded;
  std::string text;
};

// load_case(), for those who change the text; what cannot be read has none.
LoadedText load_case_and_text(const std::string& path, const OnMachine* machine = nullptr);

}  // namespace memtype::cli
