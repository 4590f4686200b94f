// The names a case declares, and looking them up. Private to the front end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "language/report.hpp"
#include "memtype/cases/case.hpp"
#include "memtype/cases/functions.hpp"
#include "semantics/fold.hpp"

namespace memtype::cases {

using NameTable = std::unordered_map<std::string, int>;

struct Names {
  Case& parsed;
  Report& report;
  const std::unordered_set<std::string>& skipped;  // perhaps declared in text that was skipped

  NameTable params, constants, externals, regions, subjects;
  std::vector<Folded> values;  // of parsed.constants
  std::vector<bool> param_used, region_used;
  std::unordered_set<std::string> unknown;  // reported already, with the place

  // `program`: whose locals the expression may read.
  Folded value(const Expr& e, const Program* program = nullptr) const {
    return fold(e, parsed.params, values, program);
  }
};

// nullptr-free lookup: -1 if there is no such name.
int find(const NameTable& table, std::string_view name);

// False, with a report, if the name is taken; `first` is where.
bool declare(NameTable& table, const std::string& name, int index, Location at, Location first,
             std::string_view kind, Report& report);
template <class List>
Location place_of(const List& list, const NameTable& table, const std::string& name) {
  const int index = find(table, name);
  return index < 0 ? Location{} : list[static_cast<std::size_t>(index)].at;
}

// PAGE_SIZE, MTRR_TYPE_WRCOMB, EINVAL, ...: a value, and its type where the kernel gives it another
// than that of a literal. Null for any other name.
struct Predefined {
  std::string_view name;
  std::int64_t value;
  std::optional<CType> type = std::nullopt;
  kernel::Version since = kernel::oldest_version;
};
const Predefined* predefined(std::string_view name);
const std::vector<std::string>& predefined_names();

// What an expression outside checks may contain. `locals` is null outside programs; constants from
// `constants_before` on are not declared yet (-1: all are).
struct ValueScope {
  const NameTable* locals = nullptr;
  std::string place;  // "program 'after'", "a region", for messages
  int constants_before = -1;
};

// Resolves every name of an expression whose value is a number, and reports what cannot be in it.
void resolve_value(Expr& e, const ValueScope& scope, Names& names);

// The parameters and constants alone, and predefined names: what values and checks share. True if
// the name was one of them; a predefined name becomes a number.
bool resolve_common_name(Expr& e, Names& names);

// The versions the case is about, and whether all of them have this function.
std::vector<kernel::Version> kernel_versions(const MachineSpec& machine);
bool exists_in(const FunctionInfo& f, const MachineSpec& machine);

// Reports a function's name that stands without arguments; false for other names.
bool function_without_call(const Expr& e, Names& names);

// A call of what the case declares gets its row.
void bind_external(Expr& call, const Names& names);

// Reports an unknown function with its nearest neighbour in `group` and the list of known ones.
void unknown_function(const Expr& call, Names& names, bool in_check);

// The number of arguments fits, or a report.
bool check_argument_count(const Expr& call, Names& names);

}  // namespace memtype::cases
