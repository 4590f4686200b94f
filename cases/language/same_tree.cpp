// Equality of cases, with everything left out that only says where or how something was written.
#include <algorithm>
#include <tuple>

#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

bool same(const Expr& a, const Expr& b);

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b);

bool same(const Symbol& a, const Symbol& b) {
  return std::tie(a.kind, a.index, a.subject, a.program, a.fact) ==
         std::tie(b.kind, b.index, b.subject, b.program, b.fact);
}

bool same(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.number == b.number && a.types == b.types && a.op == b.op &&
         (a.kind == Expr::Kind::number || a.text == b.text) && same(a.symbol, b.symbol) &&
         same(a.args, b.args);
}

bool same(const std::optional<Expr>& a, const std::optional<Expr>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

bool same(const Stmt& a, const Stmt& b) {
  return a.kind == b.kind && a.target == b.target && a.do_while == b.do_while &&
         same(a.expr, b.expr) && same(a.body, b.body) && same(a.otherwise, b.otherwise);
}

bool same(const Param& a, const Param& b) {
  return std::tie(a.name, a.align, a.low, a.high, a.has_range) ==
         std::tie(b.name, b.align, b.low, b.high, b.has_range);
}

bool same(const Constant& a, const Constant& b) {
  return a.name == b.name && same(a.value, b.value);
}

bool same(const Region& a, const Region& b) {
  return a.name == b.name && a.wants == b.wants && same(a.start, b.start) &&
         same(a.length, b.length);
}

bool same(const Program& a, const Program& b) {
  return std::tie(a.name, a.locals, a.parts, a.only_in_lanes) ==
             std::tie(b.name, b.locals, b.parts, b.only_in_lanes) &&
         same(a.body, b.body);
}

bool same(const Subject& a, const Subject& b) {
  return std::tie(a.name, a.programs, a.async) == std::tie(b.name, b.programs, b.async);
}

bool same(const Check& a, const Check& b) {
  return std::tie(a.quantifier, a.name, a.expect) == std::tie(b.quantifier, b.name, b.expect) &&
         same(a.condition, b.condition) && same(a.when, b.when);
}

bool same(const FirmwareRange& a, const FirmwareRange& b) {
  return a.type == b.type && a.raw == b.raw && same(a.start, b.start) && same(a.length, b.length);
}

bool same(const Firmware& a, const Firmware& b) {
  return a.any == b.any && same(a.ranges, b.ranges);
}

bool same(const MachineSpec::Pat& a, const MachineSpec::Pat& b) {
  return a.mode == b.mode && a.msr == b.msr;
}

bool same(const MemoryRange& a, const MemoryRange& b) {
  return std::tie(a.kind, a.start, a.length) == std::tie(b.kind, b.start, b.length);
}

bool same(const MachineSpec& a, const MachineSpec& b) {
  const bool free = a.mtrr_free.has_value() == b.mtrr_free.has_value() &&
                    (!a.mtrr_free || (a.mtrr_free->low == b.mtrr_free->low &&
                                      a.mtrr_free->high == b.mtrr_free->high));
  return free &&
         std::tie(a.cpu, a.phys_bits, a.mtrr_variable, a.mtrr_default, a.mtrr_fixed, a.mtrr_enabled,
                  a.fixed_type, a.env, a.kernel, a.guest_pat_honored,
                  a.host_type) == std::tie(b.cpu, b.phys_bits, b.mtrr_variable, b.mtrr_default,
                                           b.mtrr_fixed, b.mtrr_enabled, b.fixed_type, b.env,
                                           b.kernel, b.guest_pat_honored, b.host_type) &&
         same(a.pat, b.pat) && same(a.firmware, b.firmware) && same(a.memory, b.memory);
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](const T& x, const T& y) { return same(x, y); });
}

}  // namespace

bool same_tree(const Case& a, const Case& b) {
  return a.name == b.name && a.description == b.description && same(a.machine, b.machine) &&
         same(a.params, b.params) && same(a.constants, b.constants) && same(a.regions, b.regions) &&
         same(a.programs, b.programs) && same(a.subjects, b.subjects) && same(a.checks, b.checks);
}

}  // namespace memtype::cases
