// A program as flat code: what the interpreter steps through, one kernel call at a time.
#pragma once

#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

struct Instruction {
  enum class Kind {
    assign,     // locals[target] = expr
    call,       // locals[target] = kernel call expr; target -1: result dropped
    begin_if,   // open a branch on expr
    otherwise,  // the other side of the innermost branch
    end_if,
    begin_loop,  // open a loop
    test,        // stay in the innermost loop while expr holds, else go to `jump`
    repeat,      // go back to `jump`
    end_loop,
    begin_part,  // one program of a lane
    end_part,
    leave_loop,
    leave_program,  // or the innermost part
  };
  Kind kind = Kind::assign;
  int target = -1;
  int jump = -1;
  int site = -1;  // of a call that returns a mapping: its number among them, in all programs
  const Expr* expr = nullptr;  // owned by the case
  Location at;
};

// The code of all programs; it points into the case, which must outlive it.
std::vector<std::vector<Instruction>> compile(const Case& c);

// How many calls that return a mapping stand in the programs, if one that unmaps does; else 0: then
// no address can be used again.
std::size_t mapping_sites(const Case& c);

}  // namespace memtype::cases
