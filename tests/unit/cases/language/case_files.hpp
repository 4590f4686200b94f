// The case files that ship, as parameters of tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>
#include <vector>

namespace memtype::cases::testing {

inline std::vector<std::string> case_files() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(MEMTYPE_SOURCE_DIR "/cases"))
    if (entry.path().extension() == ".case") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string file_label(const ::testing::TestParamInfo<std::string>& file) {
  std::string label = std::filesystem::path(file.param).stem().string();
  for (char& c : label)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return label + std::to_string(file.index);
}

}  // namespace memtype::cases::testing
