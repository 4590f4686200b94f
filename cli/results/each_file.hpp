// The same question for many case files, on several threads, told in the order of the files.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <ostream>
#include <thread>

#include "memtype/solver/check.hpp"
#include "results/exit_code.hpp"
#include "results/load.hpp"

namespace memtype::cli {

// `ask(case, options)` gives an Answer and runs on any thread, a file each; `tell(file, answer,
// text)` appends what is printed and returns an exit code, in order. The worst exit code of all.
template <class Answer, class Ask, class Tell>
ExitCode each_file(const std::vector<std::string>& paths, const solver::Options& given,
                   std::ostream& out, std::ostream& err, Ask ask, Tell tell) {
  struct Place {
    bool ready = false;
    std::string messages;
    std::optional<Answer> answer;
    ExitCode exit = exit_ok;
  };
  bool bad = false;
  const std::vector<std::string> files = find_case_files(paths, err, bad);
  solver::Options options = given;
  if (files.size() > 1) options.jobs = 1;
  std::vector<Place> places(files.size());
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::condition_variable done;
  const auto one = [&](const std::string& file) {
    Place place;
    try {
      const Loaded loaded = load_case(file);
      place.messages = loaded.messages;
      place.exit = loaded.parsed ? exit_ok : exit_bad_input;
      if (loaded.parsed) place.answer = ask(*loaded.parsed, options);
    } catch (const std::exception& e) {
      place.messages += file + ": internal error: " + e.what() + "\n";
      place.exit = exit_internal;
    }
    place.ready = true;
    return place;
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      Place place = one(files[i]);
      const std::lock_guard lock(mutex);
      places[i] = std::move(place);
      done.notify_one();
    }
  };
  std::vector<std::thread> threads;
  for (unsigned j = 0; j < std::max(1U, given.jobs) && j < files.size(); ++j)
    threads.emplace_back(work);
  ExitCode exit = bad ? exit_bad_input : exit_ok;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return places[i].ready; });
    Place place = std::move(places[i]);
    lock.unlock();
    std::string text;
    exit = worse(exit, place.exit);
    if (place.answer) exit = worse(exit, tell(files[i], *place.answer, text));
    err << place.messages << std::flush;
    out << text << std::flush;
  }
  for (std::thread& t : threads) t.join();
  return exit;
}

}  // namespace memtype::cli
