#include "formats/smt2.hpp"

#include <filesystem>

#include "results/write_file.hpp"

namespace memtype::cli {

bool Smt2Directory::prepare() const {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  return std::filesystem::is_directory(path_, error);
}

void Smt2Directory::write(const solver::Smt2Question& question) {
  const std::string name = question.check + "." + std::to_string(question.choice + 1) +
                           (question.defined_only ? ".defined" : "") + ".smt2";
  const std::string file = (std::filesystem::path(path_) / name).string();
  const std::string head = "; memtype: does a run on machine choice " +
                           std::to_string(question.choice + 1) + " decide check " + question.check +
                           "? unsat: none does\n";
  if (!file_clash(inputs_, {file}).empty() || !write_file(file, head + question.text))
    good_ = false;
}

}  // namespace memtype::cli
