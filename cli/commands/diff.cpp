// `memtype check --diff`: is the new program worse than the old one, on any machine?
#include "memtype/solver/diff.hpp"

#include <fmt/format.h>

#include <ostream>

#include "commands/answers.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/solver/synthesis.hpp"
#include "results/load.hpp"
#include "semantics/trace.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;
using solver::Change;
using solver::Comparison;

std::string_view change_word(Change change) {
  switch (change) {
    case Change::same: return "same";
    case Change::better: return "better";
    case Change::worse: return "worse";
    case Change::changed: return "changed";
    case Change::open: return "unknown";
  }
  return "?";
}

// What both sides and all the lines need.
struct DiffReport {
  const solver::Diff& diff;
  const std::string& file;
  int unroll;
  std::string old_name, new_name;
  std::string text, runs;
  ExitCode exit = exit_ok;
};

// `tell`: the run of a change for the worse is shown.
void judge(DiffReport& report, const Comparison& comparison, bool tell = true) {
  const ExitCode code = comparison.change == Change::worse  ? exit_differs
                        : comparison.change == Change::open ? exit_unknown
                                                            : exit_ok;
  report.exit = worse(report.exit, code);
  if (comparison.change == Change::worse && tell)
    report.runs += witness_text(report.diff.c, report.file, comparison.check, comparison.result,
                                report.unroll);
}

// One line, and for a change that is not for the worse the machine on which it shows.
void line(DiffReport& report, const std::string& what, const Comparison& comparison,
          const std::string& meaning) {
  const auto& witness = comparison.result.witness;
  std::string text = fmt::format("{:<28} {:<8} {}", what, change_word(comparison.change), meaning);
  while (text.ends_with(' ')) text.pop_back();
  if (comparison.result.needs_undefined)
    text += " (only through an " + undefined_text(comparison.result) + ")";
  const bool example = comparison.change == Change::better || comparison.change == Change::changed;
  if (example && witness) text += "\n    for example " + start_text(report.diff.c, *witness);
  report.text += text + "\n";
}

std::string end_meaning(const Region& region, const Comparison& c) {
  switch (c.change) {
    case Change::same:
      return c.result.vacuous ? "proved; " + c.result.vacuous_because
                              : std::string("proved: the same types at the end on every machine");
    case Change::better:
      return fmt::format("proved: {} wherever it was, and on more machines", name(*region.wants));
    case Change::worse: return "on a machine where it was right";
    case Change::changed:
      return region.wants ? "other types or pages, nowhere better"
                          : "other types or pages; wants nothing";
    case Change::open: return c.because;
  }
  return "";
}

std::string moments_meaning(const DiffReport& report, const Comparison& c) {
  if (c.change == Change::open) return c.because;
  if (c.change == Change::worse)
    return fmt::format("on a machine where {} is UC after each of its calls", report.old_name);
  if (c.result.verdict == Verdict::holds)
    return fmt::format("proved: UC after each call of {}", report.new_name);
  return fmt::format("proved: wrong after some call only where {} is wrong too", report.old_name);
}

// How much of the region a program maps at the end of a run.
std::uint64_t mapped_at_end(const DiffReport& report, const solver::RegionDiff& d,
                            const solver::Witness& w, int subject) {
  const auto s = static_cast<std::size_t>(subject);
  const Trace trace = trace_run(report.diff.c, w.start->choice, w.start->inputs, subject,
                                w.orders[s], report.unroll);
  const auto views = view_regions(report.diff.c, trace.choice, trace.inputs, trace.end);
  return views[static_cast<std::size_t>(d.region)].mapped_bytes;
}

// "4K of 16M"; empty where the run maps no fewer bytes.
std::string less_in(const DiffReport& report, const solver::RegionDiff& d,
                    const solver::Witness& w) {
  const std::uint64_t now = mapped_at_end(report, d, w, report.diff.new_subject);
  const std::uint64_t before = mapped_at_end(report, d, w, report.diff.old_subject);
  if (now >= before) return "";
  return (now == 0 ? "nothing of " : print_number(now) + " of ") + print_number(before);
}

// The figures are those of the run that is shown: that of the types, where it maps less as well.
void less_line(DiffReport& report, const solver::RegionDiff& d) {
  const auto& types = d.end.result.witness;
  std::string less;
  if (d.end.change == Change::worse && types) less = less_in(report, d, *types);
  const bool shown = !less.empty();
  const auto& own = d.mapped.result.witness;
  if (!shown && own) less = less_in(report, d, *own);
  if (less.empty()) less = own ? "other pages than before" : d.mapped.because;
  line(report, "  maps less", d.mapped, less);
  judge(report, d.mapped, !shown);
}

void region_lines(DiffReport& report, const solver::RegionDiff& d) {
  const Region& region = report.diff.c.regions[static_cast<std::size_t>(d.region)];
  const std::string wants =
      region.wants ? " wants " + std::string(name(*region.wants)) : std::string();
  line(report, "Region " + region.name + wants, d.end, end_meaning(region, d.end));
  judge(report, d.end);
  if (d.moments) {
    line(report, "  after each call", *d.moments, moments_meaning(report, *d.moments));
    judge(report, *d.moments, d.end.change != Change::worse);  // one run says enough
  }
  if (d.mapped.change != Change::same) less_line(report, d);
  if (d.aliased.change == Change::same) return;
  line(report, "  two types at once", d.aliased,
       d.aliased.change == Change::worse ? "a page that had one type has two" : d.aliased.because);
  judge(report, d.aliased);
}

std::string_view count_word(const Comparison& c) {
  if (c.change == Change::better) return "fewer";
  return c.change == Change::worse ? "more" : change_word(c.change);
}

// How many registers a driver touches is told, and decides nothing.
void count_line(DiffReport& report, const solver::CountDiff& d) {
  const Comparison& c = d.at_end;
  const std::string_view word = count_word(c);
  report.text += fmt::format("{:<28} {}", "Count  " + d.name, word);
  if (c.change == Change::open) report.text += "    " + c.because;
  const auto& w = c.result.witness;
  if (w && c.change != Change::same)
    report.text += ", for example " + start_text(report.diff.c, *w);
  report.text += "\n";
}

std::string verdict(const DiffReport& report) {
  bool same = true;
  for (const solver::RegionDiff& d : report.diff.regions)
    same = same && d.end.change == Change::same;
  if (report.exit == exit_ok) return same ? "same" : "no worse";
  return report.exit == exit_differs ? "worse" : "unknown";
}

// Each comparison is a check that was made for it, called after the region and what came out.
Json answer_of(const DiffReport& report, std::vector<MadeCheck>& checks) {
  const Case& c = report.diff.c;
  Json answer = {{"question", "diff"},       {"old", report.old_name},
                 {"new", report.new_name},   {"verdict", verdict(report)},
                 {"regions", Json::array()}, {"counts", Json::array()}};
  const auto add = [&](const std::string& name, const Comparison& made) {
    MadeCheck one{made.check, made.result,
                  made.change != Change::worse && made.change != Change::open};
    one.check.name = name + "_" + std::string(change_word(made.change));
    checks.push_back(std::move(one));
    return std::string(change_word(made.change));
  };
  for (const solver::RegionDiff& d : report.diff.regions) {
    const std::string& name = c.regions[static_cast<std::size_t>(d.region)].name;
    Json region = {{"region", name}, {"end", add(name, d.end)}};
    if (d.moments) region["each_call"] = add(name + "_each_call", *d.moments);
    region["two_types"] = add(name + "_two_types", d.aliased);
    answer["regions"].push_back(std::move(region));
  }
  for (const solver::CountDiff& d : report.diff.counts)
    answer["counts"].push_back({{"count", d.name}, {"end", count_word(d.at_end)}});
  return answer;
}

ExitCode tell(DiffReport& report, const QuestionCommand& command, std::ostream& out) {
  for (const solver::RegionDiff& d : report.diff.regions) region_lines(report, d);
  for (const solver::CountDiff& d : report.diff.counts) count_line(report, d);
  out << report.text
      << fmt::format("Verdict {}\nTime {:.2f}\n", verdict(report), report.diff.seconds)
      << report.runs;
  std::vector<MadeCheck> checks;
  Json answer = answer_of(report, checks);
  add_answer(command, report.file, report.diff.c, std::move(checks), report.diff.seconds,
             std::move(answer));
  return report.exit;
}

// The subject that was asked for, or the first of the usual names that there is, or the only one.
int choose(const Case& c, const std::string& asked, const std::string& usual) {
  if (!asked.empty()) return solver::find_subject(c, asked);
  const int found = solver::find_subject(c, usual);
  return found < 0 && c.subjects.size() == 1 ? 0 : found;
}

std::string missing(const std::string& asked, const std::string& usual, const char* option) {
  return asked.empty() ? fmt::format("there is no program '{}'; name one with {}", usual, option)
                       : fmt::format("there is no program or group '{}'", asked);
}

ExitCode diff_one_file(const QuestionCommand& command, std::ostream& out, std::ostream& err) {
  const std::string& file = command.paths[0];
  const Loaded loaded = load_case(file);
  err << loaded.messages;
  if (!loaded.parsed) return exit_bad_input;
  const Case& c = *loaded.parsed;
  const std::string usual = "before";
  const int before = command.old_program.empty() ? solver::find_subject(c, usual)
                                                 : solver::find_subject(c, command.old_program);
  const int after = choose(c, command.new_program, "after");
  if (before < 0) return refuse(err, file, missing(command.old_program, usual, "--old"));
  if (after < 0) return refuse(err, file, missing(command.new_program, "after", "--new"));
  const std::string& old_name = c.subjects[static_cast<std::size_t>(before)].name;
  const std::string& new_name = c.subjects[static_cast<std::size_t>(after)].name;
  out << fmt::format("Diff {}: {} (old), {} (new)\n", c.name, old_name, new_name)
      << machine_lines(c);
  const solver::Diff d = solver::diff_subjects(c, before, after, command.options);
  DiffReport report{d, file, command.options.unroll, old_name, new_name, {}, {}, exit_ok};
  return tell(report, command, out);
}

ExitCode diff_two_files(const QuestionCommand& command, std::ostream& out, std::ostream& err) {
  const std::string &old_file = command.paths[0], &new_file = command.paths[1];
  const Loaded old_loaded = load_case(old_file), new_loaded = load_case(new_file);
  err << old_loaded.messages << new_loaded.messages;
  if (!old_loaded.parsed || !new_loaded.parsed) return exit_bad_input;
  const Case &a = *old_loaded.parsed, &b = *new_loaded.parsed;
  const int before = choose(a, command.old_program, "after");
  const int after = choose(b, command.new_program, "after");
  if (before < 0) return refuse(err, old_file, missing(command.old_program, "after", "--old"));
  if (after < 0) return refuse(err, new_file, missing(command.new_program, "after", "--new"));
  const auto joined = solver::join_cases(a, before, b, after, "old", "new");
  if (const auto* error = std::get_if<solver::JoinError>(&joined))
    return refuse(err, old_file, *error);
  const auto& j = std::get<solver::Joined>(joined);
  out << fmt::format("Diff {} of {} (old), {} of {} (new)\n",
                     a.subjects[static_cast<std::size_t>(before)].name, old_file,
                     b.subjects[static_cast<std::size_t>(after)].name, new_file)
      << machine_lines(j.c);
  if (j.other_machines)
    out << fmt::format("Machine of {}; {} describes others, which are not looked at\n", new_file,
                       old_file);
  for (const std::string& name : j.left_out)
    out << fmt::format("Region {} is only in {} and is not compared\n", name, old_file);
  const solver::Diff d = solver::diff_subjects(j.c, j.old_subject, j.new_subject, command.options);
  DiffReport report{d, new_file, command.options.unroll, "old", "new", {}, {}, exit_ok};
  return tell(report, command, out);
}

}  // namespace

ExitCode diff(const QuestionCommand& command, std::ostream& out, std::ostream& err) {
  if (command.paths.size() == 1) return diff_one_file(command, out, err);
  if (command.paths.size() == 2) return diff_two_files(command, out, err);
  err << "memtype: error: --diff takes one case file or two\n";
  return exit_bad_input;
}

void declare_diff_question(CLI::App& check, CLI::App& group, QuestionCommand& command) {
  auto* asked = add_plain_flag(
      group, "--diff",
      "Is the new program worse than the old one anywhere? One file (before, after) or\n"
      "two (OLD NEW: after of each)");
  check.add_option("--old", command.old_program, "With --diff: the old program or group")
      ->needs(asked);
  check.add_option("--new", command.new_program, "With --diff: the new program or group")
      ->needs(asked);
}

}  // namespace memtype::cli
