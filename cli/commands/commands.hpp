// What the program can do. Each command writes to the given streams and returns an exit code.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "formats/outputs.hpp"
#include "memtype/solver/check.hpp"
#include "results/exit_code.hpp"
#include "results/on_machine.hpp"

namespace memtype::cli {

struct CheckCommand {
  std::vector<std::string> paths;  // files, directories (searched for *.case), or "-"
  solver::CheckOptions options;
  std::string show_run;  // a check whose run is shown even when it is as expected
  bool outcomes = false;
  std::string freeze;    // a check whose run is written as a case instead of the text
  bool picture = false;  // each run that is shown ends with a picture
  std::string svg;       // a file for the picture of `show_run`
  std::string html;      // a file for the same as a page
  std::string smt2;      // a directory for the questions to the solver, SMT-LIB 2
  OutputFiles files;
  MachineRequest machine;         // on which the cases are put
  Shard shard;                    // look at this part of the files only
  std::string progress = "auto";  // how far it is, on `err`; a name of progress_mode()
};
ExitCode check(const CheckCommand& command, std::ostream& out, std::ostream& err);

struct RunCommand {
  std::string path;
  std::string program;  // empty: the first subject
  std::string start;    // settings as a Start line has them; those below override it by name
  std::vector<std::pair<std::string, std::string>> settings;  // name=value
  std::vector<std::string> order;  // of a group: the program of each call
  MachineRequest machine;          // on which the case is put
  int unroll = cases::default_unroll;
  bool json = false;
};
ExitCode run(const RunCommand& command, std::ostream& out, std::ostream& err);

struct FmtCommand {
  std::vector<std::string> paths;  // files and directories, rewritten in place; "-": to `out`
  bool check = false;              // write nothing; exit 1 if a file is not laid out so
};
ExitCode fmt(const FmtCommand& command, std::ostream& out, std::ostream& err);

struct ConvertCommand {
  std::string path;      // a case or a JSON document, or "-"
  bool to_json = false;  // else from JSON
  std::string output;    // empty: `out`
};
ExitCode convert(const ConvertCommand& command, std::ostream& out, std::ostream& err);

struct MergeCommand {
  std::vector<std::string> paths;  // results of `check --json`, or "-"
  OutputFiles files;
};
ExitCode merge(const MergeCommand& command, std::ostream& out, std::ostream& err);

struct ConformCommand {
  std::vector<std::string> paths;
  bool json = false;
};
ExitCode conform(const ConformCommand& command, std::ostream& out, std::ostream& err);

struct VectorsCommand {
  std::string kind;  // mtrr, msr, effective, ept, npt
  std::uint64_t seed = 1;
  std::uint64_t count = 1000;
  std::string output;  // a file, complete or not there at all; empty or "-": `out`
};
ExitCode vectors(const VectorsCommand& command, std::ostream& out, std::ostream& err);

struct InspectCommand {
  std::vector<std::string> sources;  // files, directories, or "-"
  bool live = false;                 // this machine instead
  bool full = false;                 // leave nothing out
  std::string emit_machine;          // a machine file for what was learned
  OutputFiles files;
  bool lines = false;     // JSON on one line
  std::string batch;      // a folder of machines, a list of their names, or "-"
  Shard shard;            // of a batch
  std::string summarise;  // lines of a batch, or "-"
};
ExitCode inspect_machine(const InspectCommand& command, std::ostream& out, std::ostream& err);

struct RulesCommand {
  std::string table;            // empty: all of them
  std::string format = "text";  // text, markdown, json
};
ExitCode rules(const RulesCommand& command, std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
