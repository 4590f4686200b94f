// What the outputs of `memtype check` need, collected while results come in.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "commands/commands.hpp"
#include "results/result.hpp"

namespace memtype::cli {

// Can a case be called after this file? Of a name that is none of a case, any other will do.
bool names_a_case(const std::string& file);

class Collector {
 public:
  // `files`: how many the corpus has in all shards.
  Collector(const CheckCommand& command, std::size_t files, std::ostream& out, std::ostream& err);

  // The text of one file can be printed while it is being proved: what comes before the first
  // verdict, and each verdict. take() then adds what is left.
  bool streams() const;
  void begin(const FileResult& result, const std::vector<cases::LeftOut>& left_out);
  void tell(const FileResult& result, std::size_t check, const solver::CheckResult& verdict);

  // A file is told as a whole or not at all.
  void take(const FileResult& result);
  // What became of showing the results.
  ExitCode exit() const { return exit_; }
  // Writes what is left to write. False: something that was asked for is not there.
  bool finish();

 private:
  std::string text_of(const FileResult& result, std::string& trouble) const;
  void draw(const FileResult& result);
  void put_frozen(const FileResult& result);
  void put_text(const std::string& text);

  const CheckCommand& command_;
  std::ostream& out_;
  std::ostream& err_;
  Json document_;
  std::string text_;
  bool begun_ = false;  // the head of the only file is printed
  bool good_ = true;    // every run that was asked for is there
  ExitCode exit_ = exit_ok;
};

}  // namespace memtype::cli
