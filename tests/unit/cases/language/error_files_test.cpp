// tests/errors: one file per id with exactly one mistake, and beside it the exact text that a user
// sees. MEMTYPE_PROMOTE=1 in the environment writes the .err files anew; read the diff then.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>

#include "helpers.hpp"
#include "settings/bind_devices.hpp"

namespace memtype::cases::testing {
namespace error_files_test {

namespace fs = std::filesystem;

const fs::path directory = fs::path(MEMTYPE_SOURCE_DIR) / "tests" / "errors";

std::vector<fs::path> files_with(const std::string& extension) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.path().extension() == extension) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

bool promoting() {
  const char* wanted = std::getenv("MEMTYPE_PROMOTE");
  return wanted != nullptr && std::string(wanted) == "1";
}

// Of a case alone; with NAME.machine beside it, on that machine, with the devices of its first
// line.
ParseResult parse_file(const fs::path& file) {
  const std::string text = read_file(file.string());
  fs::path beside = file;
  if (!fs::exists(beside.replace_extension(".machine"))) return parse_case(file.string(), text);
  const std::string machine_text = read_file(beside.string());
  const auto machine = parse_machine_file(machine_text).parsed;
  if (!machine) return {};
  ParseResult result = parse_case(file.string(), text, &*machine);
  const std::string start = "// --device ";
  EXPECT_TRUE(machine_text.starts_with(start)) << beside;
  const std::string device =
      machine_text.substr(start.size(), machine_text.find('\n') - start.size());
  if (result.parsed && !bind_devices(*result.parsed, *machine, {device}, result.diagnostics))
    result.parsed.reset();
  return result;
}

std::string rendered(const fs::path& file) {
  const std::string text = read_file(file.string());
  std::string out;
  for (const Diagnostic& d : parse_file(file).diagnostics)
    out += render(d, file.filename().string(), text);
  return out;
}

TEST(ErrorFiles, SayExactlyWhatIsWrittenDown) {
  for (const fs::path& file : files_with(".case")) {
    fs::path expected = file;
    expected.replace_extension(".err");
    const std::string text = rendered(file);
    if (promoting()) {
      std::ofstream(expected, std::ios::binary) << text;
      std::cout << "promoted " << expected.filename() << '\n';
      continue;
    }
    EXPECT_TRUE(fs::exists(expected)) << file << " has no .err; MEMTYPE_PROMOTE=1 writes it";
    EXPECT_EQ(text, read_file(expected.string())) << "MEMTYPE_PROMOTE=1 accepts the new text";
  }
}

TEST(ErrorFiles, HaveOneMistakeWithTheIdOfTheirName) {
  for (const fs::path& file : files_with(".case")) {
    const auto result = parse_file(file);
    ASSERT_EQ(result.diagnostics.size(), 1U) << file << '\n' << rendered(file);
    EXPECT_EQ(result.diagnostics[0].id, file.stem().string().substr(0, 4)) << file;
    EXPECT_EQ(result.parsed.has_value(), result.diagnostics[0].id[0] == 'W') << file;
  }
}

TEST(ErrorFiles, NoStrays) {
  for (fs::path file : files_with(".err"))
    EXPECT_TRUE(fs::exists(file.replace_extension(".case"))) << file << " does not exist";
  for (const auto& entry : fs::directory_iterator(directory)) {
    const auto extension = entry.path().extension();
    EXPECT_TRUE(extension == ".case" || extension == ".err" || extension == ".machine")
        << entry.path();
  }
}

TEST(ErrorFiles, EveryIdHasAFile) {
  std::set<std::string> covered;
  for (const fs::path& file : files_with(".case"))
    covered.insert(file.stem().string().substr(0, 4));
  std::set<std::string> known;
  for (const ErrorInfo& info : error_catalogue()) {
    EXPECT_TRUE(covered.contains(std::string(info.id))) << info.id << ": " << info.meaning;
    EXPECT_TRUE(known.insert(std::string(info.id)).second) << info.id << " is there twice";
  }
  for (const std::string& id : covered) EXPECT_TRUE(known.contains(id)) << id;
}

}  // namespace error_files_test
}  // namespace memtype::cases::testing
