// What the program can do. Each command writes to the given streams and returns an exit code:
// 0 all as expected, 1 a verdict differs, 2 bad input or usage, 3 only Unknowns remain,
// 70 internal error.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "memtype/solver/check.hpp"
#include "output/outputs.hpp"

namespace memtype::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_differs = 1;
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_unknown = 3;
inline constexpr int exit_internal = 70;

// The worse of two exit codes, in the order 70, 2, 1, 3, 0.
int worse(int a, int b);

struct CheckCommand {
  std::vector<std::string> paths;  // files, directories (searched for *.case), or "-"
  solver::Options options;
  std::string show_run;  // a check whose run is shown even when it is as expected
  bool outcomes = false;
  bool json = false;     // results as JSON instead of text
  std::string freeze;    // a check whose run is written as a case instead of the text
  bool picture = false;  // each run that is shown ends with a picture
  std::string svg;       // a file for the picture of `show_run`
  std::string smt2;      // a directory for the questions to the solver, SMT-LIB 2
  OutputFiles files;
  Shard shard;            // look at this part of the files only
  bool progress = false;  // a line on `err` that says how far it is
};
int check(const CheckCommand& command, std::ostream& out, std::ostream& err);

struct RunCommand {
  std::string path;
  std::string program;                                        // empty: the first subject
  std::vector<std::pair<std::string, std::string>> settings;  // name=value
  std::vector<std::string> order;  // of a group: the program of each call
  int unroll = cases::default_unroll;
};
int run(const RunCommand& command, std::ostream& out, std::ostream& err);

struct FmtCommand {
  std::vector<std::string> paths;  // files and directories, rewritten in place; "-": to `out`
  bool check = false;              // write nothing; exit 1 if a file is not laid out so
};
int fmt(const FmtCommand& command, std::ostream& out, std::ostream& err);

struct ConvertCommand {
  std::string path;      // a case or a JSON document, or "-"
  bool to_json = false;  // else from JSON
  std::string output;    // empty: `out`
};
int convert(const ConvertCommand& command, std::ostream& out, std::ostream& err);

struct MergeCommand {
  std::vector<std::string> paths;  // results of `check --json`, or "-"
  OutputFiles files;
};
int merge(const MergeCommand& command, std::ostream& out, std::ostream& err);

struct ConformCommand {
  std::vector<std::string> paths;
  bool json = false;
};
int conform(const ConformCommand& command, std::ostream& out, std::ostream& err);

struct VectorsCommand {
  std::string kind;  // mtrr, msr, effective, ept, npt
  std::uint64_t seed = 1;
  std::uint64_t count = 1000;
  std::string output;  // a file, complete or not there at all; empty or "-": `out`
};
int vectors(const VectorsCommand& command, std::ostream& out, std::ostream& err);

struct RulesCommand {
  std::string table;            // empty: all of them
  std::string format = "text";  // text, markdown, json
};
int rules(const RulesCommand& command, std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
