// The same question for many case files, on several threads, answered in the order of the files.
#pragma once

#include <optional>
#include <ostream>

#include "memtype/solver/in_parallel.hpp"
#include "results/exit_code.hpp"
#include "results/load.hpp"
#include "results/result.hpp"

namespace memtype::cli {

// `answer_for(case, options)` gives an Answer and runs on any thread, a file each; `print(file,
// answer, text)` appends what is printed and returns an exit code, in order, on the calling thread.
// What is thrown over one file, by either, is told on `err` and costs that file's answer alone:
// what print() had appended is not printed. The worst exit code of all.
template <class Answer, class AnswerFor, class Print>
ExitCode each_file(const std::vector<std::string>& paths, const solver::CheckOptions& given,
                   std::ostream& out, std::ostream& err, AnswerFor answer_for, Print print) {
  struct FileAnswer {
    std::string messages;
    std::optional<Answer> answer;
    ExitCode exit = exit_bad_input;
  };
  bool bad = false;
  const std::vector<std::string> files = find_case_files(paths, err, bad);
  solver::CheckOptions options = given;
  if (files.size() > 1) options.jobs = 1;  // one file a thread instead
  std::vector<FileAnswer> answers(files.size());
  ExitCode exit = bad ? exit_bad_input : exit_ok;
  solver::ParallelItems items;
  items.count = files.size();
  items.work = [&](std::size_t i) {
    const Loaded loaded = load_case(files[i]);
    answers[i].messages = loaded.messages;
    if (!loaded.parsed) return;
    answers[i].answer = answer_for(*loaded.parsed, options);
    answers[i].exit = exit_ok;
  };
  items.take = [&](std::size_t i, const std::exception_ptr& failure) {
    const FileAnswer one = std::move(answers[i]);
    std::string text, trouble;
    const auto fail = [&](const std::exception_ptr& thrown) {
      trouble = internal_error(files[i], thrown);
      exit = exit_internal;
      text.clear();
    };
    exit = worse(exit, one.exit);
    if (failure) fail(failure);
    try {
      if (one.answer) exit = worse(exit, print(files[i], *one.answer, text));
    } catch (...) {
      fail(std::current_exception());
    }
    err << one.messages << trouble << std::flush;
    out << text << std::flush;
  };
  solver::in_parallel(given.jobs, items);
  return exit;
}

}  // namespace memtype::cli
