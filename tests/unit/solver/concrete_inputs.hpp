// Concrete inputs of a machine choice: all of them where they are few, or random ones.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "random.hpp"
#include "semantics/legal.hpp"

namespace memtype::solver::testing {

using ConcreteInputs = cases::Inputs<Concrete>;

// The multiples of its alignment that a parameter can be.
inline std::vector<std::int64_t> values_of(const cases::Param& param, unsigned phys_bits) {
  const auto bounds = cases::param_bounds(param, phys_bits);
  const std::uint64_t align = std::max<std::uint64_t>(param.align, 1);
  std::vector<std::int64_t> values;
  for (std::uint64_t v = (bounds.low + align - 1) / align * align; v <= bounds.high; v += align)
    values.push_back(memtype::to_int(v));
  return values;
}

// Every legal input of a choice whose firmware is a list; the choice of undefined overlaps aside.
inline std::vector<ConcreteInputs> all_inputs(const cases::Case& c,
                                              const cases::MachineChoice& choice) {
  std::vector<ConcreteInputs> found(1);
  for (const cases::Param& param : c.params) {
    std::vector<ConcreteInputs> longer;
    for (const ConcreteInputs& inputs : found)
      for (std::int64_t value : values_of(param, choice.phys_bits)) {
        longer.push_back(inputs);
        longer.back().params.push_back(value);
      }
    found = std::move(longer);
  }
  const auto& ranges = choice.firmware.ranges;
  const auto count = static_cast<std::int64_t>(choice.mtrr_variable);
  const std::int64_t rest = count - std::min(count, static_cast<std::int64_t>(ranges.size()));
  // Where nothing is said of free registers, no register beside the listed ones is taken.
  const std::int64_t most = c.machine.mtrr_free.empty() ? 0 : rest;
  std::vector<ConcreteInputs> legal;
  for (ConcreteInputs& inputs : found)
    for (std::int64_t taken = 0; taken <= most; ++taken) {
      inputs.registers = cases::listed_registers<Concrete>(c, choice, inputs, taken);
      if (cases::is_legal<Concrete>(c, choice, inputs)) legal.push_back(inputs);
    }
  return legal;
}

class RandomInputs {
 public:
  RandomInputs(const cases::Case& c, const cases::MachineChoice& choice, Random& random)
      : c_(c), choice_(choice), r_(random) {}

  // Nothing when no legal input was hit upon.
  std::optional<ConcreteInputs> draw() {
    for (int tries = 0; tries < 40; ++tries) {
      ConcreteInputs inputs = attempt();
      if (cases::is_legal<Concrete>(c_, choice_, inputs)) return inputs;
    }
    return std::nullopt;
  }

 private:
  ConcreteInputs attempt() {
    ConcreteInputs inputs;
    for (const cases::Param& param : c_.params) inputs.params.push_back(value(param));
    for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets())
      inputs.choice[set] = mtrr_memory_types[r_.below(5)];
    const unsigned count = choice_.mtrr_variable;
    const cases::Firmware& firmware = choice_.firmware;
    if (firmware.any)
      for (unsigned i = 0; i < count; ++i) inputs.registers.push_back(block(inputs));
    else
      inputs.registers =
          cases::listed_registers<Concrete>(c_, choice_, inputs, memtype::to_int(taken()));
    return inputs;
  }

  std::uint64_t taken() { return c_.machine.mtrr_free.empty() ? 0 : r_.below(4); }

  std::int64_t value(const cases::Param& param) {
    const auto bounds = cases::param_bounds(param, choice_.phys_bits);
    const std::uint64_t align = std::max<std::uint64_t>(param.align, 1);
    const std::uint64_t first = (bounds.low + align - 1) / align, last = bounds.high / align;
    const std::uint64_t room = last - first, near = std::min<std::uint64_t>(room, 20);
    const std::uint64_t known = r_.pick({0xd0000000UL, 0xd0010000UL, 0xa0000UL, 0x1000000UL});
    switch (r_.below(4)) {
      case 0: return memtype::to_int((first + r_.below(near + 1)) * align);
      case 1: return memtype::to_int((last - r_.below(near + 1)) * align);
      case 2: return memtype::to_int(std::clamp(known / align, first, last) * align);
      default: return memtype::to_int((first + r_.below(room + 1)) * align);
    }
  }

  // One power-of-two block, near what the programs touch more often than not.
  VariableRange<Concrete> block(const ConcreteInputs& inputs) {
    VariableRange<Concrete> range;
    range.valid = !r_.one_in(3);
    if (!range.valid) return range;
    const std::uint64_t bits = mtrr_address_bits(choice_.phys_bits);
    const std::uint64_t bytes = page_bytes << r_.below(r_.one_in(3) ? 24 : 6);
    std::uint64_t near = r_.one_in(6) ? r_.bits() : 0xd0000000 + r_.below(64) * page_bytes;
    if (r_.one_in(2)) near = memtype::to_word(inputs.params[0]) + r_.below(32) * page_bytes;
    range.mask = ~(bytes - 1) & bits;
    range.base = near & range.mask & bits;
    range.type = mtrr_memory_types[r_.below(5)];
    return range;
  }

  const cases::Case& c_;
  const cases::MachineChoice& choice_;
  Random& r_;
};

}  // namespace memtype::solver::testing
