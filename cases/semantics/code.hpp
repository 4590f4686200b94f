// A program as flat code: what the interpreter steps through, one kernel call at a time.
#pragma once

#include <string>
#include <vector>

#include "memtype/cases/case.hpp"
#include "semantics/answers.hpp"

namespace memtype::cases {

struct Instruction {
  enum class Kind {
    assign,     // locals[target] = expr
    call,       // locals[target] = kernel call expr; target -1: result dropped
    begin_if,   // open a branch on expr
    otherwise,  // the other side of the innermost branch
    end_if,
    begin_loop,   // open a loop
    first_round,  // of a loop whose condition stands at the end
    test,         // stay in the innermost loop while expr holds, else go to `jump`
    repeat,       // go back to `jump`
    end_loop,
    begin_part,  // one program of a lane
    end_part,
    begin_selection,  // on expr
    choice,           // where one of its labels stands
    end_selection,
    leave_loop,  // or the innermost selection
    jump,        // to `label`, out of `blocks`
    label,
    leave_program,  // or the innermost part
  };
  Kind kind = Kind::assign;
  int target = -1;
  int jump = -1;
  int site = -1;       // of a call that returns a mapping: its number among them, in all programs
  CallMoment asked{};  // of a call that is asked, without the rounds of loops
  int label = -1, blocks = 0;
  const Expr* expr = nullptr;          // owned by the case
  std::vector<const Stmt*> choices{};  // of a selection, in their order; owned by the case
  Location at;
};

// The code of all programs; it points into the case, which must outlive it.
std::vector<std::vector<Instruction>> compile(const Case& c);

// A call of a program that no rule decides alone, in the order of the text.
struct AskedCall {
  std::string name;       // the variable that gets the result, or the function
  std::size_t loops = 0;  // around it
  int external = -1;      // Case::externals: which of its values; -1: does it fail?
};

// Of a program as it stands in the file, by their numbers (CallMoment::call).
std::vector<AskedCall> asked_calls(const Program& program);

// How many calls that return a mapping stand in the programs, if one that unmaps does; else 0: then
// no address can be used again.
std::size_t mapping_sites(const Case& c);

}  // namespace memtype::cases
