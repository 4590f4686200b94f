// A case as the rest of the program sees it: parsed, names resolved, statically checked.
//
// The parser fills in the tree; the resolver replaces names by symbols. Nothing here knows what a
// call does: that is the interpreter's business (interpreter.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "memtype/cases/c_type.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/machine/machine.hpp"
#include "memtype/types.hpp"

namespace memtype::cases {

// 1-based position in the source file; length in bytes, for the caret line.
struct Location {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t length = 1;
};

// Facts of the machine that guards may read.
enum class Fact {
  pat_enabled,      // pat_enabled(): what the kernel believes
  mtrr_enabled,     // the kernel has usable MTRRs
  start_mtrr_free,  // variable registers invalid before the first call
  start_mtrr_used,  // variable registers valid before the first call
  mtrr_variable,    // number of variable registers
  phys_bits,
  mtrr_wc,  // variable registers can hold WC
  env,      // compared with the name of an environment
  cpu,      // compared with the name of a profile
  pat,      // compared with the name of a PAT mode
  kernel,   // compared with a version string: 6.1 and later is `kernel >= "6.1"`
};

// What a name means. `subject` indexes Case::subjects, the others the list their kind says.
struct Symbol {
  enum class Kind {
    none,
    param,     // index into Case::params
    constant,  // index into Case::constants; an expression of params and constants
    local,     // index into Program::locals of the enclosing program
    region,    // region `index` as subject `subject` sees it: only in checks
    result,    // in checks: local `index` of program `program`, run as part of subject `subject`
    fact,      // `fact`
    subject,   // Case::subjects[index], as argument of mtrr_writes() and its like; only in checks
    external,  // Case::externals[index], of a call
  };
  Kind kind = Kind::none;
  int index = -1;
  int subject = -1;
  int program = -1;
  Fact fact = Fact::pat_enabled;
};

// C's operators; their spelling and precedence are in semantics/operators.hpp.
enum class Operator {
  choice,  // a ? b : c
  logical_or,
  logical_and,
  bit_or,
  bit_xor,
  bit_and,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  shift_left,
  shift_right,
  add,
  subtract,
  multiply,
  divide,
  remainder,
  negate,
  complement,
  logical_not,
};

struct Expr {
  enum class Kind {
    number,  // `number`
    name,    // `text` as written (`par->cookie`, `after.fb`), `symbol` what it means
    call,    // `text`: name of the function, `function` its row, `args`
    types,   // `types`: one memory type written alone (UC, WC, ...)
    word,    // `text`: a name or string that a fact is compared with (xen_pv, "6.1")
    unary,   // `op`, one of `args`
    binary,  // `op`, two of `args`; Operator::choice has three
    in_set,  // args[0] in { `types` }
    cast,    // (`type`) args[0]
  };
  Kind kind = Kind::number;
  Location at;
  std::int64_t number = 0;
  std::string text;  // of a number and a name: as written
  Operator op = Operator::add;
  const FunctionInfo* function = nullptr;  // null: none of that name
  TypeSet types;
  std::optional<CType> type;  // of a cast; of a number that says so: 4096UL, PAGE_SIZE
  Symbol symbol;
  std::vector<Expr> args;
  bool unreadable = false;  // stands where an error was reported; everything accepts it silently
  // An argument that may be an address, and is a mapping here; or one of two that are compared.
  bool is_mapping = false;
};

struct Stmt {
  enum class Kind {
    assign,      // locals[target] = expr; expr may be a kernel call (kind call) or plain arithmetic
    call,        // expr, a kernel call whose result is dropped
    branch,      // if (expr) body else otherwise
    loop,        // while (expr) body;  do_while: body runs once before expr is looked at
                 // `otherwise` follows the body in each round: for (; expr; otherwise) body
    selection,   // switch (expr) body
    choice,      // case expr: or, `is_default`, default: - straight in the body of a selection
    leave_loop,  // break; - out of a loop or a selection
    next_round,  // continue;
    jump,        // goto label; - further on, in a block around it
    label,       // label:
    leave_program,  // return;
    block,          // body
    part,           // body: one program of a lane; `return` in it ends this part alone
  };
  Kind kind = Kind::block;
  Location at;
  int target = -1;
  bool do_while = false;
  bool is_default = false;
  std::string label;
  bool may_fail = false;  // of a call: it may find no memory, on any run
  Expr expr;
  std::vector<Stmt> body;
  std::vector<Stmt> otherwise;
};

struct Param {
  std::string name;
  Location at;
  std::uint64_t align = 1;          // the value is a multiple of this
  std::uint64_t low = 0, high = 0;  // both ends included, as written
  bool has_range = false;           // false: any address the machine allows
  // Of a BAR: its length, to which it is aligned; all of it lies in the range. 0: it is none. It
  // lies apart from RAM and from the other BARs, unless it may overlap.
  std::uint64_t bar_size = 0;
  int size_param = -1;  // index of the parameter that is its length; bar_size is the least of it
  bool may_overlap = false;
};

// The parameter that is the length of this BAR; null for one of known length, and for others.
inline const Param* size_param_of(const Param& bar, const std::vector<Param>& params) {
  return bar.size_param < 0 ? nullptr : &params[static_cast<std::size_t>(bar.size_param)];
}

// What holds on every machine of the case: of parameters, constants and facts, as in a guard.
struct Assumption {
  Location at;
  Expr condition;
};

struct Constant {
  std::string name;
  Location at;
  Expr value;
};

// A call of code that is not known: it changes no memory type and gives any of its values, each
// time anew. None: it gives back nothing.
struct External {
  std::string name;
  Location at;
  std::vector<Expr> values;           // constant
  std::vector<std::int64_t> numbers;  // what they come to
};

// [start, start + length) in bytes, page-aligned by static rule where that can be seen.
struct Region {
  std::string name;
  Location at;
  Expr start, length;
  std::optional<MemoryType> wants;
  bool where_mapped = false;  // what it wants is for mapped pages; else for all, so all are mapped
};

struct Program {
  std::string name;  // "before", "after" or the name after `program`
  Location at;
  std::vector<std::string> locals;  // as written: "par->wc_cookie"
  // Of the locals, as declared; none for one without a declaration, for a pointer, and behind the
  // end of the list.
  std::vector<std::optional<CType>> types;
  std::vector<Stmt> body;
  // A lane of a group, `first then second`: the programs that it runs one after the other, on the
  // same locals; its body has a part for each. Empty for a program that is written out.
  std::vector<int> parts;
  // Runs only behind another program of a lane, whose locals it reads: names in its body are
  // resolved in the lane, and it is no subject.
  bool only_in_lanes = false;

  std::optional<CType> type_of(std::size_t local) const {
    return local < types.size() ? types[local] : std::nullopt;
  }
};

// A thing a check can speak of: one program alone, or an async group of them.
struct Subject {
  std::string name;
  Location at;
  std::vector<int> programs;  // indices into Case::programs; one for a plain program or one lane
  bool async = false;
};

// Rounds of a loop before it counts as endless, where nothing else is asked for.
inline constexpr int default_unroll = 64;

enum class Quantifier { always, finally_, never, exists };
enum class Verdict { holds, fails, unknown };

struct Check {
  Quantifier quantifier = Quantifier::always;
  std::string name;
  Location at;
  Expr condition;
  std::optional<Expr> when;
  Verdict expect = Verdict::holds;
};

// What the firmware left, its places as expressions of parameters and constants.
using FirmwareRange = FirmwareRegister<Expr>;
using Firmware = FirmwareRegisters<Expr>;

// The machine block. A fact that is not given has no alternatives and takes its default
// (cases/machine/facts.hpp).
struct MachineSpec : MachineFacts<Alternatives, Expr> {
  Location at;
};

struct Case {
  std::string name;
  std::string description;
  bool calls_may_fail = false;  // `calls may fail;`: each call that needs memory is marked so
  MachineSpec machine;
  std::vector<Param> params;
  std::vector<Assumption> assumptions;
  std::vector<Constant> constants;
  std::vector<External> externals;
  std::vector<Region> regions;
  std::vector<Program> programs;  // those of the file in its order, then the lanes of groups
  std::vector<Subject> subjects;  // the programs in file order, then the async groups
  std::vector<Check> checks;
  std::string hash;  // 12 hex digits over the file's tokens, comments and layout left out
};

}  // namespace memtype::cases
