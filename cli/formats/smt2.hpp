// The questions behind a verdict as files for other solvers.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "memtype/solver/check.hpp"

namespace memtype::cli {

// A directory of files CHECK.CHOICE.smt2, choices counted from 1; CHECK.CHOICE.defined.smt2 where
// runs without an undefined overlap were asked for. Files with other names in it are left alone.
class Smt2Directory {
 public:
  // `inputs`: files that are not written over.
  Smt2Directory(std::string path, std::vector<std::string> inputs)
      : path_(std::move(path)), inputs_(std::move(inputs)) {}
  bool prepare() const;                              // makes it; false if that cannot be
  void write(const solver::Smt2Question& question);  // from any thread
  bool good() const { return good_; }                // all were written

 private:
  std::string path_;
  std::vector<std::string> inputs_;
  std::atomic<bool> good_{true};
};

}  // namespace memtype::cli
