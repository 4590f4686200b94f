// The table of messages: it is complete against the sources of a kernel, where they are there, and
// each row reads what it describes.

#include "memtype/readers/message_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "reading.hpp"

namespace memtype::readers::testing {
namespace message_rows_test {

namespace fs = std::filesystem;

std::string replaced(const std::string& text, const char* pattern, const char* by) {
  return std::regex_replace(text, std::regex(pattern), by);
}

// As the table and the kernel must agree: a star for each number or word, runs of blanks as one,
// without the prefix that all messages of a file have.
std::string normalised(std::string text) {
  text = replaced(text, "(0x)?\\*(000)?", "*");
  text = replaced(text, "\\s+", " ");
  text = replaced(text, "\\*+", "*");
  text = replaced(text, "^ ", "");
  text = replaced(text, " $", "");
  return replaced(text, "^(x86/PAT: |mtrr: |\\[Firmware Warn\\]: )+", "");
}

// The format strings of the calls that print, with a star for each conversion.
std::vector<std::string> formats_in(const std::string& source) {
  static const std::regex comment("/\\*[^*]*\\*+(?:[^/*][^*]*\\*+)*/|//[^\n]*");
  static const std::regex call(
      "\\b(?:pr_[a-z]+|printk|[dD]printk|panic|seq_printf|seq_puts|pat_disable|WARN(?:_ONCE)?)"
      "(?:_once|_ratelimited)?\\s*\\((?:seq, |m, |1, ?|[^;\"()]*(?:\\([^()]*\\))?[^;\"()]*, ?)?"
      "\\s*(?:KERN_[A-Z]+|FW_WARN|BIOS_BUG_MSG)?\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*)+)");
  static const std::regex quoted("\"((?:[^\"\\\\]|\\\\.)*)\"");
  const std::string text = std::regex_replace(source, comment, " ");
  std::vector<std::string> formats;
  for (std::sregex_iterator at(text.begin(), text.end(), call), end; at != end; ++at) {
    const std::string strings = (*at)[1];
    std::string format;
    for (std::sregex_iterator part(strings.begin(), strings.end(), quoted); part != end; ++part)
      format += (*part)[1];
    format = replaced(format, "\\\\[nt]", " ");
    format = replaced(format, "%[-+ #0]*(?:\\*|[0-9]+)?(?:hh|h|ll|l|L|z)?(?:p[A-Za-z]*|[diouxXcs])",
                      "*");
    formats.push_back(format);
  }
  return formats;
}

// Where Debian puts it: unpacked, or as an archive.
std::string source_folder() {
  if (const char* named = std::getenv("MEMTYPE_LINUX_SOURCE")) return named;
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/usr/src", error)) {
    const std::string path = entry.path().string();
    if (path.find("/linux-source-") == path.npos) continue;
    if (fs::exists(path + "/arch/x86/mm")) return path;
    if (path.ends_with(".tar.xz")) found.push_back(path);
  }
  if (found.empty()) return "";
  // Unpacked once: it takes a while.
  const fs::path folder =
      fs::temp_directory_path() / ("memtype_" + fs::path(found.back()).stem().string());
  if (fs::exists(folder / "arch/x86/mm/ioremap.c")) return folder.string();
  fs::create_directories(folder);
  const std::string command = "tar -C '" + folder.string() + "' --strip-components=1 -xf '" +
                              found.back() +
                              "' --wildcards '*/arch/x86/mm' '*/arch/x86/kernel/cpu/mtrr'";
  return std::system(command.c_str()) == 0 ? folder.string() : "";
}

bool is_of_the_area(const fs::path& file) {
  const std::string path = file.string();
  if (file.extension() != ".c") return false;
  const std::string name = file.filename().string();
  return path.find("cpu/mtrr/") != path.npos || path.find("x86/mm/pat") != path.npos ||
         name == "ioremap.c" || name == "pageattr.c" || name == "pageattr-test.c";
}

std::set<std::string> shapes_of_the_table() {
  std::set<std::string> shapes;
  for (const KnownMessage& known : known_messages())
    shapes.insert(normalised(known.shape.skeleton()));
  return shapes;
}

// Is the line, or one that it is a piece of, in the table? "*" alone stands for reasons that the
// kernel gives elsewhere, which are looked at there.
bool has_row(const std::set<std::string>& shapes, const std::string& format) {
  if (format.empty() || format == "*" || format == "MTRRs disabled *") return true;
  if (shapes.contains(format)) return true;
  return format.size() >= 12 && std::any_of(shapes.begin(), shapes.end(), [&](const auto& shape) {
           return shape.find(format) != shape.npos;
         });
}

TEST(MessageRows, HaveEveryMessageOfTheKernelsSources) {
  const std::string folder = source_folder();
  if (folder.empty())
    GTEST_SKIP() << "no sources of Linux: install Debian's linux-source-6.12, or name a folder in "
                    "MEMTYPE_LINUX_SOURCE";
  const std::set<std::string> shapes = shapes_of_the_table();
  std::size_t count = 0;
  for (const char* below : {"/arch/x86/kernel/cpu/mtrr", "/arch/x86/mm"})
    for (const auto& entry : fs::recursive_directory_iterator(folder + below)) {
      if (!is_of_the_area(entry.path())) continue;
      std::ifstream stream(entry.path());
      const std::string source{std::istreambuf_iterator<char>(stream), {}};
      for (const std::string& format : formats_in(source)) {
        ++count;
        EXPECT_TRUE(has_row(shapes, normalised(format)))
            << entry.path() << ": \"" << normalised(format) << "\" has no row";
      }
    }
  EXPECT_GT(count, 100U) << folder;
}

// A row's own shape, with a value for each field, is read as that row, or as one with the same
// words that is stricter.
std::string sample_of(const Shape& shape) {
  std::string line;
  for (const Shape::Piece& piece : shape.pieces()) {
    if (!piece.is_field) {
      line += piece.text;
      continue;
    }
    switch (piece.field) {
      case Field::anything: line += "x"; break;
      case Field::who: line += "CPU 0/KVM:1329"; break;
      case Field::end: line += "0xc8000000"; break;
      case Field::last: line += "0xc7ffffff"; break;
      case Field::begin:
      case Field::begin2: line += "0xc0000000"; break;
      case Field::size:
      case Field::size2: line += "0x8000000"; break;
      case Field::type:
      case Field::type2: line += "write-back"; break;
      case Field::mode:
      case Field::mode2: line += "0x2"; break;
      case Field::error: line += "-16"; break;
      case Field::amount:
      case Field::amount2: line += "64M"; break;
      case Field::mask:
      case Field::x:
      case Field::x2:
      case Field::x3: line += "fc0000000"; break;
      case Field::n:
      case Field::n2:
      case Field::n3:
      case Field::n4: line += "7"; break;
    }
  }
  return line;
}

TEST(MessageRows, ReadWhatTheyDescribe) {
  for (const KnownMessage& known : known_messages()) {
    const std::string line = sample_of(known.shape);
    const MessageMatch match = match_message(line);
    ASSERT_NE(match.known, nullptr) << line;
    EXPECT_EQ(match.known->row.kind, known.row.kind) << line << " / " << match.known->row.shape;
  }
}

TEST(MessageRows, AreFilledIn) {
  std::set<std::string_view> shapes;
  for (const KnownMessage& known : known_messages()) {
    const MessageRow& row = known.row;
    EXPECT_TRUE(shapes.insert(row.shape).second) << row.shape;
    EXPECT_FALSE(row.file.empty() || row.meaning.empty()) << row.shape;
    EXPECT_LE(row.first, row.last) << row.shape;
    EXPECT_GE(known.shape.anchor().size(), 1U) << row.shape;
    EXPECT_TRUE(row.meaning.ends_with('.')) << row.shape;
  }
}

// The older kernels' words, and the newer ones' without their prefix.
TEST(MessageRows, KernelsOfOneMessage) {
  const auto kernels = [](std::string_view line) {
    const MessageMatch match = match_message(line);
    return match.known == nullptr ? std::string("none") : kernels_text(match.known->row);
  };
  EXPECT_EQ(kernels("mtrr: type mismatch for fd000000,400000 old: uncachable new: write-combining"),
            "before 4.2 to 4.18");
  EXPECT_EQ(kernels("type mismatch for fd000000,400000 old: write-back new: write-combining"),
            "4.19 to 7.3");
  EXPECT_EQ(kernels("ioremap reserve_memtype failed -16"), "before 4.2 to 5.5");
  EXPECT_EQ(kernels("ioremap memtype_reserve failed -16"), "5.6 to 7.3");
  EXPECT_EQ(kernels("a sentence about MTRRs"), "none");
}

TEST(MessageRows, NewerKernelsPrintWithoutPrefix) {
  const Observations seen = read_all(
      "type mismatch for e0000000,10000000 old: write-back new: write-combining\n"
      "0xe0000000,0x2000000 overlaps existing 0xe1000000,0x2000000\n"
      "no more MTRRs available\nMTRR 3 not used\n");
  ASSERT_EQ(seen.messages.size(), 4U);
  EXPECT_EQ(seen.messages[0].kind, MessageKind::mtrr_mismatch);
  EXPECT_EQ(seen.messages[0].range, (PhysRange{0xe0000000, 0xf0000000}));
  EXPECT_EQ(seen.messages[1].existing, (PhysRange{0xe1000000, 0xe3000000}));
  EXPECT_EQ(seen.messages[2].kind, MessageKind::mtrr_full);
  EXPECT_EQ(seen.messages[3].number, 3U);
}

// Modes have numbers there, and the end is the first byte behind the range.
TEST(MessageRows, ModesByNumber) {
  const Observations seen =
      read_all("ioremap error for 0xfd000000-0xfd400000, requested 0x1, got 0x0\n");
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_EQ(seen.messages[0].range, (PhysRange{0xfd000000, 0xfd400000}));
  EXPECT_EQ(seen.messages[0].first, MemoryType::WC);
  EXPECT_EQ(seen.messages[0].second, MemoryType::WB);
}

}  // namespace message_rows_test
}  // namespace memtype::readers::testing
