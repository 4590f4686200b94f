// How things are written: fixed keywords at line start, one fact a line, numbers as
// print_number() and print_address() have them, ranges as [first-last], nothing that needs colour
// to be understood.
#pragma once

#include <string>

#include "memtype/cases/print.hpp"
#include "memtype/solver/check.hpp"
#include "results/result.hpp"
#include "semantics/trace.hpp"
#include "settings/start.hpp"

namespace memtype::cli {

std::string range_text(std::uint64_t begin, std::uint64_t end);  // "[0xf8000000-0xf8ffffff]"

// The Machine and Param lines, everything the proof ranges over, in the language of case files.
// Comments name what takes its default, defaults that differ between machines, and what is left
// out: what a proof found, or only facts that clash.
std::string machine_lines(const cases::Case& c, const std::vector<cases::LeftOut>& left_out);
std::string machine_lines(const cases::Case& c);
// What the case has from the computer on which it was put, as Machine lines.
std::string use_lines(const MachineUse& use, const cases::Case& c);
// What the case assumes of its parameters, written out or by its BARs: "(a < b);", "// fb, regs: no
// two overlap".
std::vector<std::string> assumed(const cases::Case& c);
// "cpu=intel pat=linux mtrr_default=UC firmware=none mtrr_free=8 bar=0xf8000000": what `run
// --start` takes.
std::string start_text(const cases::Case& c, const cases::Start& start);
std::string start_text(const cases::Case& c, const solver::Witness& witness);
// What a type hangs on that the manuals leave undefined, on such a machine: "undefined MTRR
// overlap".
std::string undefined_text(const cases::MachineChoice& choice);
std::string undefined_text(const solver::CheckResult& result);  // on that of its run
// One variable range: "[0xf8000000-0xf8ffffff] WC".
std::string register_text(const VariableRange<Concrete>& range, unsigned phys_bits);

// How an argument of a call is written: a type by name, an address, a size, a handle or count.
enum class ArgumentForm { type, address, size, number };
ArgumentForm argument_form(const cases::FunctionInfo& f, std::size_t n, std::int64_t value);
// "mapped", "NULL", "-EINVAL", "3"; empty for a call that returns nothing.
std::string result_text(const cases::Step<Concrete>& step);
// "va = ioremap(0x17ff000, 4K) = mapped".
std::string call_text(const cases::Case& c, const cases::Step<Concrete>& step);

// One step of a trace: the call, its result, what it changed; then a line for each region whose
// state it changed. `watch`: demands on regions, marked where they are violated.
std::string step_text(const cases::Case& c, const cases::Trace& trace, std::size_t step,
                      const std::vector<cases::Complaint>& watch);

// The regions of a program that makes no call, marked likewise.
std::string begin_text(const cases::Case& c, const cases::Trace& trace,
                       const std::vector<cases::Complaint>& watch);

// The run behind a verdict: what happened, Why, Next; and a picture of its last moment.
std::string witness_text(const cases::Case& c, const std::string& file, const cases::Check& check,
                         const solver::CheckResult& result, int unroll, bool with_picture = false);

// All of `memtype check` about one file; empty when nothing was proved. `show_run`: the check whose
// run is shown even though it is as expected. `pictures`: each run ends with one. `trouble`: a run
// that could not be shown is told there, a line each, and stands not in the text.
std::string report_text(const FileResult& result, const std::string& show_run, int unroll,
                        bool pictures, std::string& trouble);

// "Fails", "Unknown (time)".
std::string verdict_text(const solver::CheckResult& result);

// The parts of it: what stands before the first check, the line of a check, and what comes after
// the last one.
std::string report_head(const FileResult& result, const std::vector<cases::LeftOut>& left_out);
std::string check_line(const cases::Case& c, std::size_t check, const solver::CheckResult& result);
std::string report_tail(const FileResult& result, const std::string& show_run, int unroll,
                        bool pictures, std::string& trouble);

// Address axis by layers, not to scale: MTRR, page, effective type, what is wanted.
std::string picture(const cases::Case& c, const cases::MachineChoice& choice,
                    const cases::Inputs<Concrete>& inputs, const System<Concrete>& system);

}  // namespace memtype::cli
