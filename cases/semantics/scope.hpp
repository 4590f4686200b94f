// What an expression may read: the machine, parameters, locals, and what each subject looks like.
#pragma once

#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/domain.hpp"
#include "semantics/machines.hpp"
#include "semantics/region_questions.hpp"

namespace memtype::cases {

// What a subject looks like at one moment, to a check.
template <class D>
struct SubjectView {
  const System<D>* system = nullptr;
  // Locals of each program of the case that ran as part of the subject (others stay empty).
  const std::vector<std::vector<typename D::Int>>* locals = nullptr;
  RegionQuestions<D>* regions = nullptr;
};

// Everything an expression may read.
template <class D>
struct Scope {
  const Case* c = nullptr;
  const MachineChoice* choice = nullptr;
  const Inputs<D>* inputs = nullptr;
  // In a program: itself, its locals and the machine. In a check: null.
  const Program* program = nullptr;
  const std::vector<typename D::Int>* locals = nullptr;
  const System<D>* system = nullptr;
  // In a check: one view for each subject; those the check does not speak of may be empty.
  std::vector<SubjectView<D>> subjects{};
};

// A fact of kind word: does the machine's cpu, env, pat or kernel compare so with `word`?
bool compare_fact(const MachineChoice& choice, Fact fact, Operator op, std::string_view word);

}  // namespace memtype::cases
