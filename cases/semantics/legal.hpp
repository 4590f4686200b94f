// Which inputs a machine block allows, and the registers a firmware list stands for.
#pragma once

#include <algorithm>

#include "semantics/evaluate.hpp"

namespace memtype::cases {

// True when the expression's value depends on a parameter; `unranged`: on one without a range.
bool depends_on_param(const Case& c, const Expr& e, bool unranged = false);

// The value of a parameter lies in [low, high], both included.
struct ParamBounds {
  std::uint64_t low = 0, high = 0;
};
ParamBounds param_bounds(const Param& param, unsigned phys_bits);

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

// The listed registers hold no bit above the address width: writing one faults.
template <Domain D>
typename D::Bool can_be_written(const Case& c, const MachineChoice& choice,
                                const Inputs<D>& inputs) {
  using Word = typename D::Word;
  typename D::Bool legal(true);
  const Scope<D> scope{.c = &c, .choice = &choice, .inputs = &inputs};
  const Evaluator<D> evaluate(scope);
  const Word beyond(bits_above(choice.phys_bits));
  for (const FirmwareRange& range : choice.firmware.ranges) {
    const Word first = to_word(evaluate.number(range.start));
    const Word second = to_word(evaluate.number(range.length));
    const Word top = range.raw ? second : second - Word(1);
    legal = legal && (first & beyond) == Word(0) && (top & beyond) == Word(0);
  }
  return legal;
}

// Parameters inside their ranges and aligned; no register beyond the address width; natural
// registers legal blocks, of types that a register can hold; as many registers free as `mtrr_free`
// says, or none taken beside those listed; regions inside the address width and, where their place
// follows from a parameter without a written range, outside RAM.
template <Domain D>
typename D::Bool is_legal(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  Bool legal = can_be_written<D>(c, choice, inputs);
  for (std::size_t i = 0; i < c.params.size(); ++i) {
    const Word value = to_word(inputs.params[i]);
    const ParamBounds bounds = param_bounds(c.params[i], choice.phys_bits);
    legal = legal && Word(bounds.low) <= value && value <= Word(bounds.high);
    const std::uint64_t align = std::max<std::uint64_t>(c.params[i].align, 1);
    legal = legal && (is_pow2(align) ? (value & Word(align - 1)) == Word(0)
                                     : remainder(to_int(value), Int(to_int(align))) == Int(0));
  }
  Int free(0);
  for (const VariableRange<D>& range : inputs.registers) {
    free = free + ite(range.valid, Int(0), Int(1));
    legal = legal && !is_empty(range.type);
    if (c.machine.mtrr_free.empty()) legal = legal && !range.elsewhere;
    if (range.natural)
      legal = legal && (!range.valid || range.elsewhere ||
                        is_natural<D>(range.base, range.mask, choice.phys_bits));
  }
  if (!c.machine.mtrr_free.empty())
    legal = legal && Int(choice.mtrr_free.low) <= free && free <= Int(choice.mtrr_free.high);

  const Scope<D> scope{.c = &c, .choice = &choice, .inputs = &inputs};
  const Evaluator<D> evaluate(scope);
  const Word limit(std::uint64_t{1} << choice.phys_bits);
  for (const Region& region : c.regions) {
    const Word begin = to_word(evaluate.number(region.start));
    const Word end = begin + to_word(evaluate.number(region.length));
    legal = legal && begin < end && end <= limit;
    if (!depends_on_param(c, region.start, true)) continue;
    for (const MemoryRange& memory : choice.memory)
      if (memory.kind == MemoryRange::Kind::ram)
        legal = legal && (end <= Word(memory.start) || Word(memory.start + memory.length) <= begin);
  }
  return legal;
}

}  // namespace memtype::cases
