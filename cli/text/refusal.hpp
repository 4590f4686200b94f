// Why a call of a trace failed, or got another mode than it asked for.
#pragma once

#include <optional>
#include <string>

#include "semantics/trace.hpp"

namespace memtype::cli {

struct RefusalText {
  const kernel::GuardRow* guard = nullptr;
  std::string words;  // "overlaps reg 2 [0xd0000000-0xdfffffff] UC"
};

// Of a call that gave an errno or NULL: the guard that refused it, and what stood in its way. Steps
// are counted from 0. Nothing of other calls.
std::optional<RefusalText> refusal_of(const cases::Trace& trace, std::size_t step);

// Of a call that succeeded: why its mapping has another mode than it asked for, as far as a
// reservation or the MTRRs are the reason.
std::optional<RefusalText> other_mode_of(const cases::Trace& trace, std::size_t step);

// "-EINVAL: overlaps reg 2 [0xd0000000-0xdfffffff] UC (mtrr_add_page)", "NULL: ..."; empty where
// nothing was refused.
std::string refusal_line(const cases::Trace& trace, std::size_t step);

}  // namespace memtype::cli
