// `memtype boot`, its page, and what it calls dead, against the programs of the corpus.

#include "commands/boot.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "formats/json.hpp"
#include "formats/schema.hpp"
#include "machine/facts.hpp"
#include "program.hpp"
#include "results/load.hpp"
#include "semantics/ordered_run.hpp"
#include "settings/start.hpp"

namespace memtype::cli {
namespace boot_test {

namespace fs = std::filesystem;
using cases::Case;
using kernel::Environment;
using kernel::StepOutcome;

const std::string page = MEMTYPE_SOURCE_DIR "/docs/printouts/boot.md";

std::string printed(const BootCommand& command, ExitCode expected = exit_ok) {
  std::ostringstream out, err;
  EXPECT_EQ(boot(command, out, err), expected) << err.str();
  return out.str() + err.str();
}

BootCommand matrix() {
  BootCommand command;
  command.matrix = true;
  return command;
}

std::vector<BootRow> matrix_of(const std::string& cpu) {
  return std::get<std::vector<BootRow>>(boot_matrix(cpu));
}

TEST(BootCommand, ThePageIsWhatIsPrinted) {
  const std::string now = printed(matrix());
  if (std::getenv("MEMTYPE_PROMOTE") != nullptr) std::ofstream(page, std::ios::binary) << now;
  EXPECT_TRUE(testing::read_file(page) == now)
      << "docs/printouts/boot.md is stale: memtype boot --matrix > docs/printouts/boot.md";
}

TEST(BootCommand, TheMatrixHasEveryEnvironmentKernelAndPatMode) {
  std::map<std::pair<std::string, std::string>, std::vector<BootRow>> rows;
  for (BootRow& row : matrix_of(""))
    rows[{std::string(kernel::name(row.path.machine.env)),
          std::string(kernel::name(row.path.machine.pat.mode))}]
        .push_back(std::move(row));
  EXPECT_EQ(rows.size(), 3 * std::size(kernel::all_environments) - 2) << "Xen PV shows a PAT";
  const std::map<std::string, std::string> younger = {
      {"tdx", "5.19"}, {"snp", "5.19"}, {"hyperv_isolated", "5.12"}};
  for (const auto& [name, list] : rows) {
    const auto first = younger.find(name.first);
    EXPECT_EQ(kernel::series_name(list.front().first),
              first == younger.end() ? "4.2" : first->second)
        << name.first;
    EXPECT_EQ(kernel::series_name(list.back().last), "7.3") << name.first;
    for (std::size_t i = 1; i < list.size(); ++i) EXPECT_LT(list[i - 1].last, list[i].first);
  }
}

TEST(BootCommand, DocumentsAreValidAgainstTheSchema) {
  testing::Schema schema(nlohmann::json::parse(
      testing::read_file(MEMTYPE_SOURCE_DIR "/docs/schema/memtype-boot-1.schema.json")));
  BootCommand one, two, all = matrix();
  one.request.env = "xen_domu";
  two.diff = {"bare_metal", "tdx"};
  for (BootCommand* command : {&one, &two, &all}) {
    command->json = true;
    EXPECT_EQ(schema.check(nlohmann::json::parse(printed(*command))), std::vector<std::string>{});
  }
  nlohmann::json bad = nlohmann::json::parse(printed(one));
  bad["paths"][0]["steps"][0]["outcome"] = "maybe";
  EXPECT_FALSE(schema.check(bad).empty());
}

// An environment has nothing that tells it from itself.
TEST(BootCommand, TheDifferenceToItselfIsEmpty) {
  for (const Environment env : kernel::all_environments) {
    BootCommand command;
    command.diff = {std::string(kernel::name(env)), std::string(kernel::name(env))};
    const std::string text = printed(command);
    EXPECT_EQ(text.find("Step"), std::string::npos) << text;
    EXPECT_EQ(text.find("ioremap"), std::string::npos) << text;
  }
}

TEST(BootCommand, WrongFactsAreRefused) {
  BootCommand env, kernel_version, cpu, pat, clash, both, with_env, mtrr;
  env.request.env = "xen";
  kernel_version.request.kernel = "2.6";
  cpu.request.cpu = "z80";
  pat.request.pat = "maybe";
  clash.request.env = "xen_domu";
  clash.request.pat = "linux";
  both.request.env = "any of (kvm, tdx)";
  with_env = matrix();
  with_env.request.env = "kvm";
  mtrr.request.mtrr = "any";
  for (const BootCommand& command : {env, kernel_version, cpu, pat, clash, both, with_env, mtrr})
    EXPECT_NE(printed(command, exit_bad_input).find("error: "), std::string::npos);
}

TEST(BootCommand, TheFirmwareMayLeaveMtrrsOff) {
  BootCommand one;
  one.request.kernel = "6.12";
  EXPECT_EQ(printed(one).find("MTRRs are off"), std::string::npos);
  one.request.mtrr = "off";
  const std::string text = printed(one);
  EXPECT_NE(text.find("mtrr_enabled=off"), std::string::npos);
  EXPECT_NE(text.find("(MTRRs are off: -ENODEV)"), std::string::npos);
  EXPECT_NE(text.find("mtrr_add(0xd0000000, 16M) = -ENODEV"), std::string::npos);
  BootCommand off = matrix();
  off.request.mtrr = "off";
  const std::string table = printed(off);
  EXPECT_NE(table.find("before it left the MTRRs off"), std::string::npos);
  EXPECT_EQ(table.find("| bare_metal | linux | 6.2 to 7.3 | startup_64() | registers | on, "
                       "0x407050600070106 | 0 |"),
            std::string::npos);
  off.json = true;
  for (const auto& path : nlohmann::json::parse(printed(off))["paths"])
    EXPECT_EQ(path["mtrr_enabled"], false);
}

// The system after the boot does with a call what the step says of it.
TEST(BootCommand, TheCallsDoWhatTheStepsSay) {
  for (const BootRow& row : matrix_of("intel")) {
    const auto call = [&](const char* name) {
      for (const CallAfterBoot& c : row.path.calls)
        if (c.name == name) return c.result;
      return std::string();
    };
    for (const kernel::PathStep& step : row.path.steps) {
      const bool runs = step.report.outcome == StepOutcome::runs;
      if (step.function == "mtrr_add()") {
        EXPECT_EQ(call("mtrr_add") != "-ENODEV", runs);
      }
      if (step.function == "arch_phys_wc_add()") {
        EXPECT_EQ(call("arch_phys_wc_add") != "0", runs);
      }
    }
  }
}

// What no program may do on a path on which the step in that function is dead; `before` and `after`
// a call. Empty: programs come after it, and cannot reach it.
using Unreached =
    std::function<bool(const System<Concrete>& before, const cases::Step<Concrete>& step,
                       const System<Concrete>& after)>;

bool same_registers(const System<Concrete>& a, const System<Concrete>& b) {
  const auto& x = a.mtrr.hardware.variable;
  const auto& y = b.mtrr.hardware.variable;
  return a.mtrr.writes == b.mtrr.writes &&
         std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& p, const auto& q) {
           return p.valid == q.valid && p.base == q.base && p.mask == q.mask && p.type == q.type;
         });
}

bool calls_rule(const cases::Step<Concrete>& step, cases::KernelRule rule) {
  return step.function->kernel_call()->rule == rule;
}

const std::map<std::string_view, Unreached> unreached = {
    {"mtrr_add()",
     [](const auto& before, const auto& step, const auto& after) {
       if (!same_registers(before, after)) return false;
       return !calls_rule(step, cases::KernelRule::mtrr_add) || step.result < 0;
     }},
    {"arch_phys_wc_add()",
     [](const auto& before, const auto& step, const auto& after) {
       if (!same_registers(before, after)) return false;
       return !calls_rule(step, cases::KernelRule::phys_wc_add) || step.result == 0;
     }},
    {"mtrr_if_init()", [](const auto& before, const auto&,
                          const auto& after) { return same_registers(before, after); }},
    {"pat_bp_init()",
     [](const auto& before, const auto&, const auto& after) {
       return before.pat.msr == after.pat.msr && before.pat.enabled == after.pat.enabled;
     }},
    {"memtype_reserve()",
     [](const auto& before, const auto&, const auto& after) {
       return before.memtype.entries.size() == after.memtype.entries.size();
     }},
    {"guest_force_mtrr_state()",
     [](const auto& before, const auto&, const auto& after) {
       return before.forced_belief.has_value() == after.forced_belief.has_value();
     }},
};
// Entry, zero page and the set-up of processors: no call leads there.
const std::set<std::string_view> over_before_programs = {
    "startup_64()",       "xen_start_kernel()",    "pvh_start_xen()",
    "copy_bootdata()",    "init_pvh_bootparams()", "e820__memory_setup_default()",
    "xen_memory_setup()", "mtrr_cleanup()",        "mtrr_trim_uncached_memory()",
    "mtrr_ap_init()",     "cache_ap_init()",       "early_init_intel()",
    "mtrr_bp_init()",     "init_cache_modes()",    "nopat()"};

// The case on machines of this environment: its own facts, but for those that belong to it.
Case moved_to(Case c, Environment env, std::string_view version) {
  c.machine.env = {env};
  if (env == Environment::snp) c.machine.cpu = {find_cpu("amd64")};
  if (env == Environment::tdx) c.machine.cpu = {find_cpu("intel")};
  c.machine.kernel = {*kernel::version_from(version)};
  c.machine.pat.clear();
  const auto usual = kernel::is_xen_pv(env) ? kernel::PatMode::xen : kernel::PatMode::full;
  for (const kernel::PatMode mode : {usual, kernel::PatMode::nopat, kernel::PatMode::absent})
    c.machine.pat.push_back({mode, 0});
  cases::MachineChoice probe;
  probe.env = env;
  c.machine.guest_pat.clear();
  c.machine.host_type.clear();
  if (cases::find_machine_fact("guest_pat")->counts(probe)) c.machine.guest_pat = {true};
  if (cases::find_machine_fact("host_type")->counts(probe)) c.machine.host_type = {MemoryType::UC};
  return c;
}

std::vector<std::string_view> dead_on(Environment env, const std::string& version) {
  const auto made = boot_path({std::string(kernel::name(env)), version, "", "", ""});
  std::vector<std::string_view> list;
  if (std::holds_alternative<std::string>(made)) return list;  // no such machine
  for (const kernel::PathStep& step : std::get<BootPath>(made).steps)
    if (step.report.outcome == StepOutcome::dead) list.push_back(step.function);
  return list;
}

// Runs the programs and groups of the case, each alone, and holds every call to what is unreached.
// The number of calls.
std::size_t run_programs(const Case& c, const std::string& pat,
                         const std::vector<std::string_view>& dead, const std::string& file) {
  std::vector<cases::Setting> settings;
  if (!pat.empty()) settings.emplace_back("pat", pat);
  const auto started = cases::start_with(c, settings);
  const auto* start = std::get_if<cases::Start>(&started);
  if (start == nullptr) return 0;  // a processor that cannot be there
  std::size_t calls = 0;
  for (std::size_t s = 0; s < c.subjects.size(); ++s) {
    System<Concrete> before = cases::make_system<Concrete>(start->choice, start->inputs);
    const auto look = [&](const cases::Step<Concrete>& step, const cases::Run<Concrete>& run) {
      ++calls;
      for (const std::string_view function : dead) {
        const auto rule = unreached.find(function);
        if (rule == unreached.end()) continue;
        EXPECT_TRUE(rule->second(before, step, run.system))
            << file << ' ' << c.subjects[s].name << " line " << step.at.line << ' ' << function;
      }
      before = run.system;
    };
    cases::run_in_order(c, start->choice, start->inputs, static_cast<int>(s), {},
                        cases::RunUntil::end, cases::default_unroll, look);
  }
  return calls;
}

class DeadSteps : public ::testing::TestWithParam<Environment> {};

// Every program and group of the corpus, on a machine with PAT and one without. Whatever is dead is
// so on every machine (BootPath.WhatIsDeadIsWhatNoMachineRuns); what calls do without MTRRs is
// proved for all arguments (WithoutMtrrs).
TEST_P(DeadSteps, AreReachedByNoProgram) {
  std::ostringstream err;
  bool bad = false;
  std::size_t calls = 0;
  std::set<std::string> left_out;  // no call at all
  std::map<std::string, std::vector<std::string_view>> dead;
  for (const std::string version : {"6.1", "6.12", "7.3"})
    dead[version] = dead_on(GetParam(), version);
  for (const std::string& file : find_case_files({MEMTYPE_SOURCE_DIR "/cases"}, err, bad)) {
    const Loaded loaded = load_case(file);
    ASSERT_TRUE(loaded.parsed) << file;
    std::size_t of_file = 0;
    for (const auto& [version, functions] : dead)
      for (const char* pat : {"", "nopat"})
        of_file +=
            run_programs(moved_to(*loaded.parsed, GetParam(), version), pat, functions, file);
    if (of_file == 0) left_out.insert(fs::path(file).filename().string());
    calls += of_file;
  }
  // One has BARs whose places the solver must find. Two are of processors without PAT, which no PV
  // guest is told of; some have facts of another vendor's processors.
  const bool one_vendor = GetParam() == Environment::tdx || GetParam() == Environment::snp;
  EXPECT_LE(left_out.size(), one_vendor                      ? 7U
                             : kernel::is_xen_pv(GetParam()) ? 3U
                                                             : 1U)
      << ::testing::PrintToString(left_out);
  EXPECT_FALSE(bad);
  EXPECT_GE(calls, 1000U);
}

// A new step that is dead somewhere must say what programs are to be held to.
TEST_P(DeadSteps, AreAllKnownHere) {
  for (const std::string version : {"4.2", "4.10", "6.1", "6.4", "6.12", "7.3"})
    for (const std::string_view function : dead_on(GetParam(), version))
      EXPECT_TRUE(unreached.contains(function) || over_before_programs.contains(function))
          << function;
}

INSTANTIATE_TEST_SUITE_P(Environments, DeadSteps, ::testing::ValuesIn(kernel::all_environments),
                         [](const auto& test) { return std::string(kernel::name(test.param)); });

}  // namespace boot_test
}  // namespace memtype::cli
