// The main job: one machine emulated, every machine proved.

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "commands/commands.hpp"
#include "commands/load.hpp"

namespace {

using namespace memtype;

const std::string cases_dir = MEMTYPE_SOURCE_DIR "/cases";
const std::string atyfb = cases_dir + "/drivers/atyfb/atyfb_conversion.case";

// The whole process, Z3's library loaded and not used.
void run_process_atyfb(benchmark::State& state) {
  const std::string command =
      std::string("'") + MEMTYPE_PROGRAM + "' run '" + atyfb + "' >/dev/null";
  for (auto _ : state)
    if (std::system(command.c_str()) != 0) state.SkipWithError("memtype run failed");
}
BENCHMARK(run_process_atyfb)->Unit(benchmark::kMillisecond)->UseRealTime();

void run_atyfb(benchmark::State& state) {
  cli::RunCommand command;
  command.path = atyfb;
  for (auto _ : state) {
    std::ostringstream out, err;
    if (cli::run(command, out, err) != cli::exit_ok) state.SkipWithError("memtype run failed");
  }
}
BENCHMARK(run_atyfb)->Unit(benchmark::kMillisecond);

void check_path(benchmark::State& state, const std::string& path, const std::string& only) {
  cli::CheckCommand command;
  command.paths = {path};
  command.options.jobs = static_cast<unsigned>(state.range(0));
  command.options.only = only;
  for (auto _ : state) {
    std::ostringstream out, err;
    if (cli::check(command, out, err) != cli::exit_ok) state.SkipWithError("memtype check failed");
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_MiB"] = static_cast<double>(usage.ru_maxrss) / 1024;
}

void check_all_atyfb(benchmark::State& state) { check_path(state, atyfb, ""); }
BENCHMARK(check_all_atyfb)->Arg(1)->Arg(2)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

// Every check of the case alone: which question is the hard one?
void check_each_atyfb(benchmark::State& state) {
  const auto loaded = cli::load_case(atyfb);
  const auto& check = loaded.parsed->checks[static_cast<std::size_t>(state.range(1))];
  state.SetLabel(check.name);
  check_path(state, atyfb, check.name);
}
void every_check(benchmark::internal::Benchmark* b) {
  const auto loaded = cli::load_case(atyfb);
  for (std::size_t i = 0; loaded.parsed && i < loaded.parsed->checks.size(); ++i)
    b->Args({2, static_cast<std::int64_t>(i)});
}
BENCHMARK(check_each_atyfb)
    ->Apply(every_check)
    ->Unit(benchmark::kSecond)
    ->UseRealTime()
    ->Iterations(1);

void check_rules(benchmark::State& state) { check_path(state, cases_dir + "/rules", ""); }
BENCHMARK(check_rules)->Arg(2)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

}  // namespace
