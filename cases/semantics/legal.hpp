// Which inputs a machine block allows, and the registers a firmware list stands for.
#pragma once

#include <algorithm>

#include "semantics/evaluate.hpp"

namespace memtype::cases {

// True when the expression's value depends on a parameter; `unranged`: on one without a range.
bool depends_on_param(const Case& c, const Expr& e, bool unranged = false);

// True when it depends on this parameter, by its index.
bool reads_param(const Case& c, const Expr& e, int param);

// As case files and settings have it: what has an alignment or the machine's bounds is an address,
// the rest are sizes and counts.
std::string print_param(const Param& param, std::uint64_t value);

// The value of a parameter lies in [low, high], both included; a BAR ends inside its range.
struct ParamBounds {
  std::uint64_t low = 0, high = 0;
};
ParamBounds param_bounds(const Param& param, unsigned phys_bits);

// The length of a BAR.
template <Domain D>
typename D::Word bar_length(const Param& param, const Inputs<D>& inputs) {
  if (param.size_param < 0) return typename D::Word(param.bar_size);
  return to_word(inputs.params[static_cast<std::size_t>(param.size_param)]);
}

// A BAR that lies apart from RAM and from the others like it.
inline bool keeps_apart(const Param& param) { return param.bar_size > 0 && !param.may_overlap; }

// The type field of a PHYSBASE value; empty for an encoding that the processor refuses to load.
template <Domain D>
typename D::Set physbase_type(const typename D::Word& physbase) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  const Word field = physbase & Word(mtrr_type_field);
  Set type{TypeSet{}};
  for (MemoryType t : mtrr_memory_types)
    type = type | when(field == Word(static_cast<std::uint64_t>(t)), Set(TypeSet(t)));
  return type;
}

// The registers of a firmware list over given parameters: the listed ranges in order from register
// 0, then `taken` registers in use elsewhere, then free ones.
template <Domain D>
std::vector<VariableRange<D>> listed_registers(const Case& c, const MachineChoice& choice,
                                               const Inputs<D>& inputs,
                                               const typename D::Int& taken) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Set = typename D::Set;
  using Bool = typename D::Bool;
  const Firmware& firmware = choice.firmware;
  const Scope<D> scope{.c = &c, .choice = &choice, .inputs = &inputs};
  const Evaluator<D> evaluate(scope);
  const Word bits(mtrr_address_bits(choice.phys_bits));
  std::vector<VariableRange<D>> registers(choice.mtrr_variable);
  const std::size_t listed = std::min(firmware.ranges.size(), registers.size());
  for (std::size_t i = 0; i < listed; ++i) {
    const FirmwareRange& range = firmware.ranges[i];
    const Word first = to_word(evaluate.number(range.start));
    const Word second = to_word(evaluate.number(range.length));
    VariableRange<D>& reg = registers[i];
    reg.valid = Bool(true);
    reg.base = first & bits;
    reg.mask = range.raw ? second & bits : block_mask<D>(second, choice.phys_bits);
    reg.type = Set(TypeSet(range.type));
    if (!range.raw) continue;
    reg.type = physbase_type<D>(first);
    const auto base = known_value(first), mask = known_value(second);
    reg.natural = base && mask && range_from_msrs(*base, *mask, choice.phys_bits).natural;
    reg.valid = !((second & Word(mtrr_mask_valid)) == Word(0));
  }
  for (std::size_t i = listed; i < registers.size(); ++i) {
    registers[i].elsewhere = Int(static_cast<std::int64_t>(i - listed)) < taken;
    registers[i].valid = registers[i].elsewhere;
  }
  return registers;
}

// Is a register that holds one block among those that `firmware any` stands for?
template <Domain D>
typename D::Bool is_allowed(const VariableRange<D>& range, const AnyRegister& limits,
                            unsigned phys_bits) {
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  Bool allowed(false);
  for (const MemoryType type : mtrr_memory_types)
    if (limits.types.contains(type)) allowed = allowed || has(range.type, type);
  allowed = allowed && (range.mask & Word(limits.min - 1)) == Word(0);
  if (limits.max == 0 || limits.max >> phys_bits != 0) return allowed;
  return allowed && !((range.mask & Word(limits.max)) == Word(0));
}

// A BAR whose length is a parameter: a power of two, to which the start is aligned, and inside the
// range.
template <Domain D>
typename D::Bool is_bar_place(const Param& param, const typename D::Word& start,
                              const Inputs<D>& inputs, unsigned phys_bits) {
  using Word = typename D::Word;
  const Word behind = bar_length<D>(param, inputs) - Word(1);
  const Word last(param.has_range ? param.high : width_bits(phys_bits));
  const auto power = (bar_length<D>(param, inputs) & behind) == Word(0);
  return power && (start & behind) == Word(0) && start <= last && behind <= last - start;
}

// One condition on the inputs, and the parameter, register or region (by index) that it is about.
struct LegalRule {
  enum class Kind {
    parameter,     // a parameter lies in its range and is aligned
    assumed,       // an assumption of the case holds
    bars_apart,    // two BARs do not overlap, unless one of them may
    bar_ram,       // a BAR that may not overlap is not RAM
    listed,        // as many registers as the firmware lists exist
    writable,      // a listed register has no bit above the address width: writing it would fault
    one_type,      // a register is of a type that it can hold
    allowed,       // a register is one of those that a limited `any` stands for
    listed_alone,  // without mtrr_free, no register beside those listed is taken
    one_block,     // a register that is given as a range holds one block
    free_count,    // as many registers are free as mtrr_free says
    region_width,  // a region ends where it begins or behind that, inside the address width
    region_ram,    // a region whose place follows from a parameter without a range is not RAM
  };
  Kind kind = Kind::parameter;
  std::size_t index = 0;
  std::size_t other = 0;  // bars_apart: the other one
};

// Says what a parameter or register may be at all, and leaves nothing out that the case allows: a
// parameter's range, what `firmware any` stands for, regions behind a parameter without a range.
bool is_definition(const Case& c, const MachineChoice& choice, LegalRule rule);

// What is wrong with inputs that break the rule: "no single MTRR can hold WC(bar, 64K)".
std::string broken(const Case& c, const MachineChoice& choice, LegalRule rule);

// The rules between the BARs of a case, and between them and RAM. Firmware and kernel place BARs so
// (PCI Express Base Specification 7.5.1.2.1: naturally aligned; pci_assign_resource(): apart from
// each other and from memory).
template <Domain D, class Visit>
void each_bar_rule(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs,
                   const Visit& visit) {
  using Word = typename D::Word;
  using Kind = LegalRule::Kind;
  const auto place = [&](std::size_t i) { return to_word(inputs.params[i]); };
  for (std::size_t i = 0; i < c.params.size(); ++i) {
    if (!keeps_apart(c.params[i])) continue;
    const Word end = place(i) + bar_length<D>(c.params[i], inputs);
    for (std::size_t j = i + 1; j < c.params.size(); ++j)
      if (keeps_apart(c.params[j]))
        visit(LegalRule{Kind::bars_apart, i, j},
              end <= place(j) || place(j) + bar_length<D>(c.params[j], inputs) <= place(i));
    for (const MemoryRange& memory : choice.memory)
      if (memory.kind == MemoryRange::Kind::ram)
        visit(LegalRule{Kind::bar_ram, i, 0},
              end <= Word(memory.start) || Word(memory.start + memory.length) <= place(i));
  }
}

// Calls visit(LegalRule, Bool) for each condition that the machine block and the declarations put
// on the inputs. A region may be empty: it has no pages then, and lies nowhere.
template <Domain D, class Visit>
void each_legal_rule(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs,
                     const Visit& visit) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Kind = LegalRule::Kind;
  for (std::size_t i = 0; i < c.params.size(); ++i) {
    const Word value = to_word(inputs.params[i]);
    const ParamBounds bounds = param_bounds(c.params[i], choice.phys_bits);
    Bool inside = Word(bounds.low) <= value && value <= Word(bounds.high);
    if (c.params[i].size_param >= 0)
      inside = inside && is_bar_place<D>(c.params[i], value, inputs, choice.phys_bits);
    const std::uint64_t align = std::max<std::uint64_t>(c.params[i].align, 1);
    visit(LegalRule{Kind::parameter, i, 0},
          inside && (is_pow2(align) ? (value & Word(align - 1)) == Word(0)
                                    : remainder(to_int(value), Int(to_int(align))) == Int(0)));
  }
  const Scope<D> scope{.c = &c, .choice = &choice, .inputs = &inputs};
  const Evaluator<D> evaluate(scope);
  for (std::size_t i = 0; i < c.assumptions.size(); ++i)
    visit(LegalRule{Kind::assumed, i, 0}, evaluate.condition(c.assumptions[i].condition));
  each_bar_rule<D>(c, choice, inputs, visit);
  visit(LegalRule{Kind::listed, 0, 0},
        Bool(choice.firmware.any || choice.firmware.ranges.size() <= inputs.registers.size()));
  const Word beyond(bits_above(choice.phys_bits));
  for (std::size_t i = 0; i < choice.firmware.ranges.size(); ++i) {
    const FirmwareRange& range = choice.firmware.ranges[i];
    const Word first = to_word(evaluate.number(range.start));
    const Word second = to_word(evaluate.number(range.length));
    const Word top = range.raw ? second : second - Word(1);
    visit(LegalRule{Kind::writable, i, 0},
          (first & beyond) == Word(0) && (top & beyond) == Word(0));
  }
  Int free(0);
  for (std::size_t i = 0; i < inputs.registers.size(); ++i) {
    const VariableRange<D>& range = inputs.registers[i];
    free = free + ite(range.valid, Int(0), Int(1));
    visit(LegalRule{Kind::one_type, i, 0}, !is_empty(range.type));
    if (choice.firmware.any && choice.firmware.limits != AnyRegister{})
      visit(LegalRule{Kind::allowed, i, 0},
            !range.valid || is_allowed<D>(range, choice.firmware.limits, choice.phys_bits));
    if (c.machine.mtrr_free.empty()) visit(LegalRule{Kind::listed_alone, i, 0}, !range.elsewhere);
    if (range.natural)
      visit(LegalRule{Kind::one_block, i, 0},
            !range.valid || range.elsewhere ||
                is_natural<D>(range.base, range.mask, choice.phys_bits));
  }
  if (!c.machine.mtrr_free.empty())
    visit(LegalRule{Kind::free_count, 0, 0},
          Int(choice.mtrr_free.low) <= free && free <= Int(choice.mtrr_free.high));

  const Word limit(std::uint64_t{1} << choice.phys_bits);
  for (std::size_t i = 0; i < c.regions.size(); ++i) {
    const Word begin = to_word(evaluate.number(c.regions[i].start));
    const Word length = to_word(evaluate.number(c.regions[i].length));
    const Word end = begin + length;
    visit(LegalRule{Kind::region_width, i, 0}, begin <= end && end <= limit);
    if (!depends_on_param(c, c.regions[i].start, true)) continue;
    for (const MemoryRange& memory : choice.memory)
      if (memory.kind == MemoryRange::Kind::ram)
        visit(LegalRule{Kind::region_ram, i, 0}, length == Word(0) || end <= Word(memory.start) ||
                                                     Word(memory.start + memory.length) <= begin);
  }
}

// Does the machine block allow these inputs? All rules at once.
template <Domain D>
typename D::Bool is_legal(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs) {
  typename D::Bool legal(true);
  each_legal_rule<D>(c, choice, inputs,
                     [&](LegalRule, const typename D::Bool& holds) { legal = legal && holds; });
  return legal;
}

}  // namespace memtype::cases
