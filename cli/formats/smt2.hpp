// The questions behind a verdict as files for other solvers.
#pragma once

#include <atomic>
#include <string>

#include "memtype/solver/check.hpp"

namespace memtype::cli {

// A directory of files CHECK.CHOICE.smt2, choices counted from 1; CHECK.CHOICE.defined.smt2 where
// runs without an undefined overlap were asked for. Files with other names in it are left alone.
class Smt2Directory {
 public:
  explicit Smt2Directory(std::string path) : path_(std::move(path)) {}
  bool prepare() const;                              // makes it; false if that cannot be
  void write(const solver::Smt2Question& question);  // from any thread
  bool good() const { return good_; }                // all were written

 private:
  std::string path_;
  std::atomic<bool> good_{true};
};

}  // namespace memtype::cli
