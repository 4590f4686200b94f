#include "symbolic/inputs.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace memtype::solver {
namespace {

using cases::Case;
using cases::Inputs;
using cases::MachineChoice;

Bool fresh_bool(const std::string& name) { return Bool::unknown(name.c_str()); }

// Exactly one of the five MTRR types.
Set fresh_type(const std::string& name, Bool& assumptions) {
  Set set{TypeSet{}};
  Bool some(false);
  for (MemoryType t : mtrr_memory_types) {
    const Bool b = fresh_bool(name + "." + std::string(memtype::name(t)));
    assumptions = assumptions && !(some && b);
    some = some || b;
    set[t] = b;
  }
  assumptions = assumptions && some;
  return set;
}

Int fresh_param(const cases::Param& param, unsigned phys_bits) {
  const cases::ParamBounds bounds = cases::param_bounds(param, phys_bits);
  const std::uint64_t align = std::max<std::uint64_t>(param.align, 1);
  const auto zeros = is_pow2(align) ? static_cast<unsigned>(std::countr_zero(align)) : 0;
  const auto width = static_cast<unsigned>(std::bit_width(bounds.high));
  if (width <= zeros) return Int(static_cast<std::int64_t>(0));
  return Int(Word::unknown(("param." + param.name).c_str(), width - zeros, zeros, bounds.low,
                           bounds.high));
}

VariableRange<Symbolic> fresh_register(std::size_t i, unsigned phys_bits, Bool& assumptions) {
  const std::string name = "mtrr" + std::to_string(i);
  const std::uint64_t top = mtrr_address_bits(phys_bits);
  VariableRange<Symbolic> range;
  range.valid = fresh_bool(name + ".valid");
  range.base = Word::unknown((name + ".base").c_str(), phys_bits - 12, 12, 0, top);
  range.mask = Word::unknown((name + ".mask").c_str(), phys_bits - 12, 12, 0, top);
  range.type = fresh_type(name + ".type", assumptions);
  return range;
}

TypeSet read(const z3::model& model, const Set& set) {
  TypeSet types;
  for (MemoryType t : all_memory_types)
    if (is_true(model, set[t])) types |= t;
  return types;
}

// One of `count` numbers from 0 on, whatever the unknowns are.
Int fresh_answer(const std::string& name, int count) {
  Int answer(0);
  for (int k = count - 1; k > 0; --k)
    answer = ite(fresh_bool(name + "." + std::to_string(k)), Int(k), answer);
  return answer;
}

// Makes an unknown for each moment at which a call is asked.
void answer_when_asked(SymbolicInputs& made) {
  const auto asked = std::make_shared<std::map<cases::CallMoment, Int>>();
  made.answers = asked;
  made.inputs.answers.others = [asked](const cases::CallMoment& moment, int count) {
    const auto known = asked->find(moment);
    if (known != asked->end()) return known->second;
    std::string name =
        "answer." + std::to_string(moment.program) + "." + std::to_string(moment.call);
    for (const int round : moment.rounds) name += "." + std::to_string(round);
    return asked->emplace(moment, fresh_answer(name, count)).first->second;
  };
}

// The bounds that unknown values carry are assumed by folding, so they are stated once.
Bool stated_bounds(const SymbolicInputs& made) {
  Bool bounds(true);
  for (const Int& param : made.inputs.params)
    if (!param.word().is_constant())
      bounds = bounds &&
               Bool(z3::ule(Word(param.word().low()).formula(), param.word().formula())) &&
               Bool(z3::ule(param.word().formula(), Word(param.word().high()).formula()));
  if (!made.taken.word().is_constant())
    bounds = bounds &&
             Bool(z3::ule(made.taken.word().formula(), Word(made.taken.word().high()).formula()));
  return bounds;
}

}  // namespace

bool is_true(const z3::model& model, const Bool& b) {
  return b.decided() ? b.value() : model.eval(b.formula(), true).is_true();
}

std::uint64_t read(const z3::model& model, const Word& word) {
  if (word.is_constant()) return word.low();
  return model.eval(word.formula(), true).get_numeral_uint64();
}

SymbolicInputs make_inputs(const Case& c, const MachineChoice& choice) {
  SymbolicInputs made;
  for (const cases::Param& param : c.params)
    made.inputs.params.push_back(fresh_param(param, choice.phys_bits));

  for (TypeSet set : UndefinedChoice<Symbolic>::undefined_sets())
    made.inputs.choice[set] = fresh_type("overlap." + to_string(set), made.assumptions);

  if (choice.cr0_cd) {
    const Bool wc = fresh_bool("cr0_cd.WC");
    Set& open = made.inputs.wc_without_caches = Set(TypeSet{});
    open[MemoryType::WC] = wc;
    open[MemoryType::UC] = !wc;
  }

  made.inputs.reuse.sites = cases::mapping_sites(c);
  for (std::size_t i = 0; i < made.inputs.reuse.sites * made.inputs.reuse.sites; ++i)
    made.inputs.reuse.answers.push_back(fresh_bool("reuse." + std::to_string(i)));

  answer_when_asked(made);

  const cases::Firmware& firmware = choice.firmware;
  const unsigned count = choice.mtrr_variable;
  if (firmware.any) {
    for (std::size_t i = 0; i < count; ++i)
      made.inputs.registers.push_back(fresh_register(i, choice.phys_bits, made.assumptions));
  } else {
    const auto listed = static_cast<unsigned>(std::min<std::size_t>(firmware.ranges.size(), count));
    const Interval allowed = choice.mtrr_free;
    const unsigned rest = count - listed;
    // Taken elsewhere = neither listed nor free; is_legal() holds it to what is allowed.
    // A raw pair without the valid bit is one more free register.
    const bool counted = std::none_of(firmware.ranges.begin(), firmware.ranges.end(),
                                      [](const cases::FirmwareRange& r) { return r.raw; });
    if (allowed.low == allowed.high && (counted || c.machine.mtrr_free.empty()))
      made.taken = Int(allowed.low <= rest ? static_cast<std::int64_t>(rest - allowed.low) : 0);
    else
      made.taken = Int(Word::unknown("taken", 8, 0, 0, rest));
    made.assumptions = made.assumptions && made.taken.word() <= Word(rest);
    made.inputs.registers = cases::listed_registers<Symbolic>(c, choice, made.inputs, made.taken);
  }
  made.bounds = made.assumptions && stated_bounds(made);
  Bool legal(true);
  cases::each_legal_rule<Symbolic>(
      c, choice, made.inputs, [&](cases::LegalRule rule, const Bool& holds) {
        legal = legal && holds;
        if (!known_true(holds))
          made.rules.push_back({rule, holds, cases::is_definition(c, choice, rule)});
      });
  made.assumptions = made.assumptions && legal && stated_bounds(made);
  return made;
}

Inputs<Concrete> read_inputs(const Case& c, const MachineChoice& choice,
                             const SymbolicInputs& symbolic, const z3::model& model) {
  Inputs<Concrete> inputs;
  for (const Int& param : symbolic.inputs.params)
    inputs.params.push_back(memtype::to_int(read(model, param.word())));
  for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets())
    inputs.choice[set] = read(model, symbolic.inputs.choice[set]);
  inputs.wc_without_caches = read(model, symbolic.inputs.wc_without_caches);
  inputs.reuse.sites = symbolic.inputs.reuse.sites;
  for (const Bool& answer : symbolic.inputs.reuse.answers)
    inputs.reuse.answers.push_back(is_true(model, answer));
  for (const auto& [moment, answer] : *symbolic.answers)
    if (const std::uint64_t given = read(model, answer.word()); given != 0)
      inputs.answers.given[moment] = memtype::to_int(given);
  if (!choice.firmware.any) {
    inputs.registers = cases::listed_registers<Concrete>(
        c, choice, inputs, memtype::to_int(read(model, symbolic.taken.word())));
    return inputs;
  }
  for (const VariableRange<Symbolic>& range : symbolic.inputs.registers) {
    VariableRange<Concrete> concrete;
    concrete.valid = is_true(model, range.valid);
    if (concrete.valid) {
      concrete.base = read(model, range.base);
      concrete.mask = read(model, range.mask);
      concrete.type = read(model, range.type);
    }
    inputs.registers.push_back(concrete);
  }
  return inputs;
}

}  // namespace memtype::solver
