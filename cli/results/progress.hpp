// One line on a terminal that says how far a long command is.
#pragma once

#include <cstddef>
#include <iosfwd>

namespace memtype::cli {

// Writes "[12/148]" over and over on its line. Whoever else writes to the terminal calls clear()
// first. Does nothing unless it is on; an interrupt clears the line before it ends the program.
class Progress {
 public:
  Progress(std::ostream& err, std::size_t total, bool on);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done);
  void clear();

 private:
  std::ostream& err_;
  std::size_t total_;
  bool on_;
};

// Is standard error a terminal?
bool at_terminal();

}  // namespace memtype::cli
