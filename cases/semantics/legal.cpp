#include "semantics/legal.hpp"

#include <algorithm>

#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

FactValue firmware_of(const MachineChoice& choice) {
  return find_machine_fact("firmware")->value(choice);
}

std::string register_text(const MachineChoice& choice, std::size_t index) {
  const FactValue list = firmware_of(choice);
  return index < list.items.size() ? print_expr(list.items[index])
                                   : "register " + std::to_string(index);
}

std::string free_text(const MachineChoice& choice) {
  const std::string wanted = print_value(find_machine_fact("mtrr_free")->value(choice));
  return "not " + wanted + " of " + std::to_string(choice.mtrr_variable) +
         " registers can be free with firmware " + print_value(firmware_of(choice));
}

}  // namespace

bool depends_on_param(const Case& c, const Expr& e, bool unranged) {
  if (e.kind == Expr::Kind::name) {
    const auto index = static_cast<std::size_t>(e.symbol.index);
    if (e.symbol.kind == Symbol::Kind::param) return !unranged || !c.params[index].has_range;
    if (e.symbol.kind == Symbol::Kind::constant)
      return depends_on_param(c, c.constants[index].value, unranged);
  }
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const Expr& part) { return depends_on_param(c, part, unranged); });
}

bool reads_param(const Case& c, const Expr& e, int param) {
  if (e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::param)
    return e.symbol.index == param;
  if (e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::constant)
    return reads_param(c, c.constants[static_cast<std::size_t>(e.symbol.index)].value, param);
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const Expr& part) { return reads_param(c, part, param); });
}

std::string print_param(const Param& p, std::uint64_t value) {
  return p.align > 1 || !p.has_range ? print_address(value) : print_number(value);
}

ParamBounds param_bounds(const Param& param, unsigned phys_bits) {
  const std::uint64_t behind = param.bar_size > 0 ? param.bar_size - 1 : 0;
  const std::uint64_t high = param.has_range ? param.high : width_bits(phys_bits);
  return {param.has_range ? param.low : 0, high - std::min(behind, high)};
}

bool is_definition(const Case& c, const MachineChoice& choice, LegalRule rule) {
  switch (rule.kind) {
    case LegalRule::Kind::parameter:
    case LegalRule::Kind::assumed:
    case LegalRule::Kind::bars_apart:
    case LegalRule::Kind::bar_ram:
    case LegalRule::Kind::listed_alone:
    case LegalRule::Kind::free_count: return true;
    case LegalRule::Kind::one_type:
    case LegalRule::Kind::allowed:
    case LegalRule::Kind::one_block: return choice.firmware.any;
    case LegalRule::Kind::listed:
    case LegalRule::Kind::writable: return false;
    case LegalRule::Kind::region_width:
    case LegalRule::Kind::region_ram:
      return depends_on_param(c, c.regions[rule.index].start, true) ||
             depends_on_param(c, c.regions[rule.index].length, true);
  }
  return false;
}

std::string broken(const Case& c, const MachineChoice& choice, LegalRule rule) {
  switch (rule.kind) {
    case LegalRule::Kind::parameter:
      return "this is no value of parameter " + quoted(c.params[rule.index].name);
    case LegalRule::Kind::assumed:
      return "assume (" + print_expr(c.assumptions[rule.index].condition) + ") does not hold";
    case LegalRule::Kind::bars_apart:
      return "BARs " + quoted(c.params[rule.index].name) + " and " +
             quoted(c.params[rule.other].name) + " overlap";
    case LegalRule::Kind::bar_ram: return "BAR " + quoted(c.params[rule.index].name) + " meets RAM";
    case LegalRule::Kind::listed:
      return std::to_string(choice.firmware.ranges.size()) + " firmware ranges do not fit into " +
             std::to_string(choice.mtrr_variable) + " registers";
    case LegalRule::Kind::writable:
      return register_text(choice, rule.index) + " is not within " +
             std::to_string(choice.phys_bits) + " address bits, and writing it faults";
    case LegalRule::Kind::one_type:
      return "no memory type has the encoding in " + register_text(choice, rule.index);
    case LegalRule::Kind::allowed:
      return "register " + std::to_string(rule.index) + " is none of firmware " +
             print_value(firmware_of(choice));
    case LegalRule::Kind::listed_alone:
      return "without 'mtrr_free' no register beside those of 'firmware' is taken";
    case LegalRule::Kind::free_count: return free_text(choice);
    case LegalRule::Kind::one_block:
      return "no single MTRR can hold " + register_text(choice, rule.index);
    case LegalRule::Kind::region_width:
      return "region " + quoted(c.regions[rule.index].name) + " is not within " +
             std::to_string(choice.phys_bits) + " address bits";
    case LegalRule::Kind::region_ram:
      return "region " + quoted(c.regions[rule.index].name) + " meets RAM";
  }
  return "";
}

}  // namespace memtype::cases
