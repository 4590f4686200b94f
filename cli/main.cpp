// The program `memtype`: options in, text out. What it does is in commands/.

#include <CLI/CLI.hpp>
#include <iostream>
#include <sstream>
#include <thread>

#include "commands/commands.hpp"
#include "commands/questions.hpp"
#include "results/progress.hpp"

namespace {

using namespace memtype;

void add_reports(CLI::App& sub, cli::OutputFiles& files) {
  sub.add_option("-o,--output", files.main,
                 "File instead of standard output; replaced when complete, never half-written");
  sub.add_option("--junit", files.junit, "Also write a JUnit XML report to this file");
  sub.add_option("--sarif", files.sarif, "Also write a SARIF 2.1.0 report to this file");
}

// "2/8" with 1 <= 2 <= 8; otherwise what is wrong with it.
std::string read_shard(const std::string& text, cli::Shard& shard) {
  std::istringstream in(text);
  char slash = 0;
  const bool digits = text.find_first_not_of("0123456789/") == std::string::npos;
  if (digits && in >> shard.number >> slash >> shard.of && slash == '/' && in.eof() &&
      shard.number >= 1 && shard.number <= shard.of)
    return "";
  return "'" + text + "' is no shard; the second of eight is written 2/8";
}

void add_check(CLI::App& app, cli::CheckCommand& command, double& timeout, int& jobs) {
  auto* sub = app.add_subcommand("check", "Prove or refute the checks of cases");
  sub->footer(
      "A check holds when it is proved for every machine, parameter, firmware content and order\n"
      "of calls the case allows. Exit: 0 all as expected, 1 some verdict differs, 2 bad input,\n"
      "3 only Unknowns remain, 70 internal error.\n\n"
      "Example: memtype check cases/drivers/atyfb --run regs_before_clean -j2\n"
      "         memtype check --diff cases/drivers/atyfb/atyfb_conversion.case");
  sub->add_option("PATH", command.paths, "Case files, directories, or - for standard input")
      ->required();
  sub->add_option("--check", command.options.only, "Look at this check alone");
  sub->add_option("--run", command.show_run,
                  "Show the run behind this check even when it is as expected");
  sub->add_flag("--outcomes", command.outcomes,
                "List the distinct ends of each program first (may take longer than the checks)");
  sub->add_option(
      "--freeze", command.freeze,
      "Instead of the text, write the run behind this check as a case of its own, with\n"
      "every fact and parameter fixed");
  sub->add_flag("--picture", command.picture, "Draw the last moment of each run that is shown");
  sub->add_option("--svg", command.svg, "Draw each step of the run of --run into this SVG file");
  sub->add_option("--smt2", command.smt2,
                  "Write each question to the solver into this directory, in SMT-LIB 2");
  sub->add_flag("--json", command.json, "Results as one JSON document instead of text");
  add_reports(*sub, command.files);
  sub->add_option("--shard", "I/N: look only at the files I, I+N, I+2N ... of all that are given")
      ->check([&command](const std::string& text) { return read_shard(text, command.shard); });
  sub->add_option("-j,--jobs", jobs, "Threads")->check(CLI::Range(1, 256));
  sub->add_option("--timeout", timeout, "Seconds for one question to the solver")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  sub->add_option("--unroll", command.options.unroll,
                  "Rounds of a loop before it counts as endless")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
}

// Options that speak of the file's checks.
bool has_check_outputs(const cli::CheckCommand& c, const cli::QuestionCommand& question) {
  return c.json || c.outcomes || c.picture || !c.freeze.empty() || !c.svg.empty() ||
         !c.smt2.empty() || c.shard.of > 1 || !c.show_run.empty() ||
         (!c.options.only.empty() && !question.suggest) || !c.files.main.empty() ||
         !c.files.junit.empty() || !c.files.sarif.empty();
}

// Questions that take the place of the file's checks.
void add_questions(CLI::App& check, cli::QuestionCommand& question) {
  auto* group = check.add_option_group("Questions", "asked instead of the checks of the file");
  auto* diff = group->add_flag(
      "--diff", question.diff,
      "Is the new program worse than the old one anywhere? One file (before, after) or\n"
      "two (OLD NEW: after of each)");
  auto* suggest = group->add_flag(
      "--suggest", question.suggest,
      "The smallest change of a program for which its failing checks hold; of a file\n"
      "without programs: which calls give its regions what they want");
  group->add_flag("--summary", question.summary,
                  "A table: on which firmware (UC, WC, WT, WB over the BAR, WB over all, default\n"
                  "WB) each region that wants a type has it, program by program; all cells proved");
  group
      ->add_option("--property", question.property,
                   "mtrr-dead: no MTRR is written with PAT, nor under Xen PV, TDX and SNP;\n"
                   "wc-without-pat: without PAT, all registers free, what wants WC is WC")
      ->check(CLI::IsMember({"mtrr-dead", "wc-without-pat"}));
  check.add_option("--program", question.program,
                   "The program or group that --suggest changes; with --summary: that one alone");
  check.add_option("--edits", question.edits, "With --suggest: changes at once")
      ->check(CLI::Range(1, 4))
      ->needs(suggest)
      ->capture_default_str();
  check.add_option("--old", question.old_program, "With --diff: the old program or group")
      ->needs(diff);
  check.add_option("--new", question.new_program, "With --diff: the new program or group")
      ->needs(diff);
}

void add_fmt(CLI::App& app, cli::FmtCommand& command) {
  auto* sub = app.add_subcommand("fmt", "Bring case files into the canonical layout");
  sub->footer(
      "Changes layout alone, keeps comments and line breaks, names the files it changed. Exit: 0,\n"
      "1 with --check if a file would change, 2 if one has an error and was left alone.\n\n"
      "Example: memtype fmt --check cases");
  sub->add_option("PATH", command.paths, "Case files, directories, or - for standard input")
      ->required();
  sub->add_flag("--check", command.check, "Change nothing, name the files that would change");
}

void add_convert(CLI::App& app, cli::ConvertCommand& command, bool& from_json) {
  auto* sub = app.add_subcommand("convert", "Cases to JSON and back, for programs that write them");
  sub->footer(
      "Comments and layout are not part of a case and do not come back.\n\n"
      "Example: memtype convert --to-json cases/rules/usage_counts.case -o usage_counts.json");
  sub->add_option("FILE", command.path,
                  "A case, or with --from-json a document; - for standard input")
      ->required();
  auto* direction = sub->add_option_group("Direction", "one of these");
  direction->add_flag("--to-json", command.to_json, "Write the case as JSON");
  direction->add_flag("--from-json", from_json, "Write the text of the case in the document");
  direction->require_option(1);
  sub->add_option("-o,--output", command.output,
                  "File instead of standard output; replaced when complete, never half-written");
}

void add_merge(CLI::App& app, cli::MergeCommand& command) {
  auto* sub = app.add_subcommand("merge", "Join the JSON results of several runs of check");
  sub->footer(
      "Shards of one corpus come out as one run over all of it would; other results one after the\n"
      "other. Exit: that of the joined results, as for check.\n\n"
      "Example: memtype check cases --shard 1/2 --json -o 1.json\n"
      "         memtype check cases --shard 2/2 --json -o 2.json\n"
      "         memtype merge 1.json 2.json -o all.json");
  sub->add_option("FILE", command.paths, "Results of check --json, or - for standard input")
      ->required();
  add_reports(*sub, command.files);
}

void add_corpus(CLI::App& app, cli::CorpusCommand& command, int& jobs) {
  auto* sub = app.add_subcommand("corpus", "List cases, and prove the properties of all drivers");
  sub->footer(
      "Prints Markdown; docs/corpus.md is made by it.\n\n"
      "Example: memtype corpus cases > docs/corpus.md");
  sub->add_option("PATH", command.paths, "Case files or directories")->required();
  sub->add_flag("--list", command.list_only, "The list alone, without proofs");
  sub->add_option("-j,--jobs", jobs, "Threads")->check(CLI::Range(1, 256));
}

void add_run(CLI::App& app, cli::RunCommand& command, std::vector<std::string>& settings) {
  auto* sub = app.add_subcommand("run", "Emulate one machine and show every call");
  sub->footer(
      "Facts and parameters that are not set take their first alternative or lowest value.\n"
      "Settings: cpu, pat, env, kernel, phys_bits, mtrr_default, mtrr_fixed, mtrr_enabled,\n"
      "mtrr_free, any parameter, and, where the case says `firmware any`, firmware.\n\n"
      "Example: memtype run cases/drivers/atyfb/atyfb_conversion.case --program before \\\n"
      "           --set cpu=intel --set pat=nopat --set bar=0xf8000000 --set "
      "\"firmware=WB(0,1G)\"");
  sub->add_option("FILE", command.path, "Case file, or - for standard input")->required();
  sub->add_option("--program", command.program, "Program or async group; by default the first");
  sub->add_option("--set", settings, "name=value")->expected(1)->take_all();
  sub->add_option("--order", command.order,
                  "Of a group, the program of each call: \"a,b,a\"; what is left follows in turn")
      ->delimiter(',');
  sub->add_option("--unroll", command.unroll, "Rounds of a loop before it is left")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
}

void add_conform(CLI::App& app, cli::ConformCommand& command) {
  auto* sub = app.add_subcommand("conform", "Compare recorded answers of others with the model");
  sub->footer(
      "Exit: 0 nothing new differs, 1 a new difference, 2 malformed input.\n\n"
      "Example: memtype conform tests/vectors/xen_mtrr.jsonl.gz");
  sub->add_option("FILE", command.paths, "Recordings (.jsonl, .jsonl.gz)")->required();
  sub->add_flag("--json", command.json, "One JSON object a file");
}

// CLI11 itself would take -1 for the largest number.
std::string not_negative(const std::string& text) {
  return text.starts_with('-') ? text + " is negative" : std::string();
}

void add_vectors(CLI::App& app, cli::VectorsCommand& command) {
  auto* sub =
      app.add_subcommand("vectors", "Write questions with the model's answers, to compare with");
  sub->footer(
      "One JSON object a line, the same bytes for the same kind, seed and count on every machine.\n"
      "With your answers in the place of ours, replay the file with 'memtype conform'.\n"
      "The kinds effective, ept and npt are finite tables and do not depend on the seed.\n\n"
      "Example: memtype vectors --kind mtrr --seed 1 --count 10000 -o mtrr.jsonl");
  sub->add_option(
         "--kind", command.kind,
         "mtrr: types of pages and regions; msr: which values WRMSR takes;\n"
         "msr-rest: the same for SMRR, SYSCFG, TOP_MEM, TOM2, IORR, RdMem/WrMem, with RDMSR;\n"
         "effective: MTRR and page type; ept: EPT and guest PAT; npt: guest, host PAT, MTRR")
      ->check(CLI::IsMember({"mtrr", "msr", "msr-rest", "effective", "ept", "npt"}))
      ->required();
  sub->add_option("--seed", command.seed, "Start of the random numbers")
      ->check(not_negative)
      ->capture_default_str();
  sub->add_option("--count", command.count, "Records to write")
      ->check(not_negative)
      ->capture_default_str();
  sub->add_option("-o,--output", command.output,
                  "File instead of standard output; replaced when complete, never half-written");
}

void add_rules(CLI::App& app, cli::RulesCommand& command) {
  auto* sub = app.add_subcommand("rules", "Print the rules of the model as tables, with sources");
  sub->footer(
      "Tables: intel_pat, no_pat, amd_pat, intel_amd, overlap, pat, ept, npt_pat, npt, cpus, msr, "
      "entry_bits,\n"
      "new_memtype, types_compatible, mtrr_add, functions.\n\n"
      "Example: memtype rules overlap");
  sub->add_option("TABLE", command.table, "One table; by default all of them");
  sub->add_option("--format", command.format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}))
      ->capture_default_str();
}

// "name=value" pairs; false if one is not of that form.
bool split_settings(const std::vector<std::string>& settings, cli::RunCommand& command) {
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) {
      std::cerr << "memtype: error: --set needs name=value, not '" << setting << "'\n";
      return false;
    }
    command.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"memtype: what a physical address really is on x86, for every machine"};
  app.set_version_flag("--version", [] {
    return std::string("memtype " MEMTYPE_VERSION " (") + solver::solver_version() + ")";
  });
  app.require_subcommand(1);
  cli::CheckCommand check;
  cli::QuestionCommand question;
  cli::CorpusCommand corpus;
  cli::FmtCommand fmt;
  cli::ConvertCommand convert;
  bool from_json = false;
  cli::MergeCommand merge;
  cli::RunCommand run;
  cli::ConformCommand conform;
  cli::VectorsCommand vectors;
  cli::RulesCommand rules;
  std::vector<std::string> settings;
  double timeout = check.options.timeout_seconds;
  int jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  add_check(app, check, timeout, jobs);
  add_corpus(app, corpus, jobs);
  add_questions(*app.get_subcommand("check"), question);
  add_fmt(app, fmt);
  add_convert(app, convert, from_json);
  add_merge(app, merge);
  add_run(app, run, settings);
  add_conform(app, conform);
  add_rules(app, rules);
  add_vectors(app, vectors);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::exit_ok : cli::exit_bad_input;
  }
  check.options.timeout_seconds = timeout;
  check.options.jobs = static_cast<unsigned>(jobs);
  corpus.options.jobs = check.options.jobs;
  question.paths = check.paths;
  question.options = check.options;
  check.progress = cli::at_terminal();
  try {
    if (cli::asked(question) && has_check_outputs(check, question)) {
      std::cerr << "memtype: error: this question has no --run, --outcomes, --freeze, --picture, "
                   "--svg, --smt2, --json, -o, --junit, --sarif and --shard, and --check only with "
                   "--suggest\n";
      return cli::exit_bad_input;
    }
    if (!question.program.empty() && !question.suggest && !question.summary) {
      std::cerr << "memtype: error: --program belongs to --suggest and --summary\n";
      return cli::exit_bad_input;
    }
    if (app.got_subcommand("corpus")) return cli::corpus(corpus, std::cout, std::cerr);
    if (cli::asked(question)) return cli::ask(question, std::cout, std::cerr);
    if (app.got_subcommand("check")) return cli::check(check, std::cout, std::cerr);
    if (app.got_subcommand("fmt")) return cli::fmt(fmt, std::cout, std::cerr);
    if (app.got_subcommand("convert")) return cli::convert(convert, std::cout, std::cerr);
    if (app.got_subcommand("merge")) return cli::merge(merge, std::cout, std::cerr);
    if (app.got_subcommand("conform")) return cli::conform(conform, std::cout, std::cerr);
    if (app.got_subcommand("vectors")) return cli::vectors(vectors, std::cout, std::cerr);
    if (app.got_subcommand("rules")) return cli::rules(rules, std::cout, std::cerr);
    if (!split_settings(settings, run)) return cli::exit_bad_input;
    return cli::run(run, std::cout, std::cerr);
  } catch (const std::exception& error) {
    std::cerr << "memtype: internal error: " << error.what() << '\n';
    return cli::exit_internal;
  }
}
