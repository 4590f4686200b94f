// What a call does when the kernel finds no memory for it: the rules of the model take memory to be
// there, so a program says where it may not be (`may fail`).
#pragma once

#include <cstdint>

#include "memtype/cases/functions.hpp"

namespace memtype::cases {

enum class WithoutMemory {
  needs_none,
  fails_whole,    // nothing is changed, and the caller is told
  fails_in_part,  // some pages are changed already; not modelled
};

WithoutMemory without_memory(const FunctionInfo& function);

// What such a call gives back: NULL or -ENOMEM; of a call that returns nothing, 0.
std::int64_t result_without_memory(const FunctionInfo& function);

}  // namespace memtype::cases
