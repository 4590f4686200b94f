// Questions with the model's own answers, for authors of other implementations.
//
// The lines have the form of recordings (docs/conformance.md) and replay without any difference.
// They depend on nothing but kind, seed and count: the same bytes on every machine.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace memtype::conform {

enum class VectorKind {
  mtrr,       // types of pages and regions, for any legal register contents
  msr,        // which values WRMSR takes
  msr_rest,   // the same with SMRR and AMD's registers, and what RDMSR gives afterwards
  effective,  // MTRR type with page type: three tables
  ept,        // EPT type with guest PAT type
  npt,        // guest PAT, host PAT, host MTRR
};

// "mtrr", "msr", "msr-rest", "effective", "ept", "npt"; nothing for any other text.
std::optional<VectorKind> vector_kind_named(std::string_view text);
// These names, in this order.
std::vector<std::string> vector_kind_names();

struct GenerateOptions {
  VectorKind kind = VectorKind::mtrr;
  std::uint64_t seed = 1;
  // Records to write. The tables are finite: they end before a larger number is reached.
  std::uint64_t count = 1000;
};

// Hands over one line after the other, the first of them metadata, each without its newline.
void generate(const GenerateOptions& options, const std::function<void(const std::string&)>& line);

}  // namespace memtype::conform
