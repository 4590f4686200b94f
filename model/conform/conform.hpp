// Replays recorded answers of other implementations (Linux, Xen, KVM, Bochs) on the model and says
// where they differ.
//
// A recording is a text file with one JSON object a line, optionally gzipped (docs/conformance.md
// describes the kinds). It is read line by line: memory does not grow with its length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace memtype::conform {

struct ReplayLimits {
  std::size_t examples = 3;    // kept for each class of difference
  std::size_t malformed = 20;  // kept of the malformed lines
};

// One question that was answered differently.
struct Example {
  std::size_t line = 0;  // in the file, from 1
  std::string state;     // the machine, as the record has it
  std::string question;
  std::string theirs;
  std::string ours;
};

// Differences of one kind, told apart by what was asked and, for known ones, by why they differ.
struct DifferenceClass {
  std::string kind;  // of the records, e.g. "xen_mtrr"
  std::string name;
  std::uint64_t count = 0;
  bool known = false;
  std::string reason;  // known only: why the other implementation answers so
  std::string rule;    // what the model goes by
  std::string source;  // the manual or kernel function that says it
  std::vector<Example> examples;
};

struct Skipped {
  std::string reason;
  std::uint64_t count = 0;
};

struct MalformedLine {
  std::size_t line = 0;
  std::string message;
};

struct ReplayReport {
  std::string path;
  bool opened = false;
  std::uint64_t records = 0;     // lines that were understood, metadata left out
  std::uint64_t queries = 0;     // single answers compared
  std::uint64_t agreements = 0;  // of them
  std::vector<DifferenceClass> differences;
  std::vector<Skipped> skipped;
  std::uint64_t malformed_lines = 0;
  std::vector<MalformedLine> malformed;

  std::uint64_t known_differences() const;
  std::uint64_t new_differences() const;
};

// Replays one file. Throws nothing for anything in the file: a line that cannot be understood is
// reported and the next one is read. A file that does not open has `opened` false. A recording that
// refers to another one looks for it in its own directory. Cost: about 10 MB a second and more.
ReplayReport replay_file(const std::string& path, const ReplayLimits& options = {});

std::string render_text(const ReplayReport& report);
// One JSON object on one line, without a newline.
std::string render_json(const ReplayReport& report);

// What several replays come to; the last one wins.
enum class Conclusion {
  nothing_new,      // whatever differs is known
  new_difference,   // at least one
  malformed_input,  // a file did not open or had malformed lines
};
Conclusion conclude(std::span<const ReplayReport> reports);

}  // namespace memtype::conform
