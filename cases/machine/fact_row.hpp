// How a row of the table of facts is written: its words for people, the member of the machine, the
// kind of its values (values.hpp), and its default.
#pragma once

#include <string>
#include <vector>

#include "machine/facts.hpp"
#include "machine/values.hpp"

namespace memtype::cases {

// A fact of the member that `member_` picks, with values of one kind.
template <class Member, class Values, class Default>
class Row final : public MachineFact {
  using Value = typename Values::Value;

 public:
  Row(const Text& text, Member member, Values values, Default otherwise)
      : MachineFact(text), member_(member), values_(std::move(values)), default_(otherwise) {}

  std::vector<std::string> words() const override { return values_.words(); }
  void read(FactValue& value, FactReader& reader, MachineSpec& machine) const override {
    values_.read(value, reader, member_(machine));
  }
  void add_all(MachineSpec& machine) const override {
    for (const Value& value : values_.all()) member_(machine).push_back(value);
  }
  std::vector<FactValue> values(const MachineSpec& machine) const override {
    std::vector<FactValue> list;
    for (const Value& value : member_(machine)) list.push_back(values_.written(value));
    return list;
  }
  FactValue value(const MachineChoice& choice) const override {
    return values_.written(member_(choice));
  }
  std::size_t count(const MachineSpec& machine) const override { return member_(machine).size(); }
  void choose(const MachineSpec& machine, std::size_t i, MachineChoice& choice) const override {
    const auto& given = member_(machine);
    member_(choice) = given.empty() || !counts(choice) ? Value(default_(choice)) : Value(given[i]);
  }
  void keep(const MachineChoice& choice, MachineSpec& machine) const override {
    member_(machine) = {member_(choice)};
  }

 private:
  Member member_;
  Values values_;
  Default default_;
};

// The member of that name, of a machine as it is written and of one machine.
#define MEMTYPE_FACT(member) \
  [](auto& machine) -> auto& { return machine.member; }

using FactRows = std::span<const MachineFact* const>;

// The rows in the order of the table.
FactRows platform_facts();  // processor, kernel, environment
FactRows register_facts();  // registers as they are left for the kernel
FactRows memory_facts();

}  // namespace memtype::cases
