// Options that several subcommands have.
#pragma once

#include <CLI/CLI.hpp>

#include "formats/outputs.hpp"
#include "memtype/solver/check.hpp"
#include "results/on_machine.hpp"

namespace memtype::cli {

inline constexpr const char* output_help =
    "File instead of standard output; replaced when complete, never half-written";

// A flag that is only counted.
CLI::Option* add_plain_flag(CLI::App& sub, const std::string& name, const std::string& help);
// A flag for each format that takes the place of the text and writes documents of this kind.
void add_formats(CLI::App& sub, OutputFiles& files, DocumentKinds kind = DocumentKinds::checks);
// -o, and an option with a file for each report.
void add_output_files(CLI::App& sub, OutputFiles& files,
                      DocumentKinds kind = DocumentKinds::checks);
// --shard: set while options are read.
void add_shard(CLI::App& sub, Shard& shard, const std::string& help);

// -j: as many threads as the machine has by default.
void add_jobs(CLI::App& sub, unsigned& jobs);
// --timeout, --time-limit (from now on) and --memory-limit, whose default is set here.
void add_limits(CLI::App& sub, solver::CheckOptions& options);
// --machine and --device
void add_machine(CLI::App& sub, MachineRequest& machine);
// --unroll
CLI::Option* add_unroll(CLI::App& sub, int& unroll, const char* help);

}  // namespace memtype::cli
