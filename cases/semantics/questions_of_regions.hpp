// Questions about the types of regions.
#pragma once

#include "semantics/asked.hpp"

namespace memtype::cases::check_functions {

// Some page of r has a live mapping.
struct Mapped {
  static constexpr CheckFunctionRow row{
      .name = "mapped", .arguments = "r", .parameters = "region", .about_unmapped = true};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    return asked.questions(0).mapped(asked.region(0));
  }
};

// Some page of r has two live mappings with different effective types.
struct Aliased {
  static constexpr CheckFunctionRow row{
      .name = "aliased", .arguments = "r", .parameters = "region"};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    return asked.questions(0).aliased(asked.region(0));
  }
  static void complain(const Case&, const Expr& call, bool wanted, std::vector<Complaint>& list) {
    if (wanted) return;
    list.push_back(complaint(call.args[0], TypeSet{}, "must have one type"));
    list.back().aliased = true;
  }
};

// Some page of r has, in some mapping, the type.
struct Has {
  static constexpr CheckFunctionRow row{
      .name = "has", .arguments = "rt", .parameters = "region, TYPE"};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    return asked.questions(0).any_type_in(asked.region(0), asked.types(1));
  }
  static void complain(const Case&, const Expr& call, bool wanted, std::vector<Complaint>& list) {
    const TypeSet types = call.args[1].types;
    if (!wanted)
      list.push_back(complaint(call.args[0], types, "must not be " + joined_names(types)));
  }
};

// r and s show the same set of types.
struct Same {
  static constexpr CheckFunctionRow row{
      .name = "same", .arguments = "rr", .parameters = "region, region"};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    typename D::Bool same(true);
    for (MemoryType t : all_memory_types)
      same = same && asked.questions(0).any_type_in(asked.region(0), t) ==
                         asked.questions(1).any_type_in(asked.region(1), t);
    return same;
  }
};

// Whenever b is mapped with exactly the type that its region wants, so is a.
struct NoWorse {
  static constexpr CheckFunctionRow row{
      .name = "no_worse", .arguments = "rr", .parameters = "region, region"};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    const MemoryType wants = *wish(*asked.scope.c, asked.call);
    return !satisfied<D>(asked.questions(1), asked.region(1), wants) ||
           satisfied<D>(asked.questions(0), asked.region(0), wants);
  }
  static void complain(const Case& c, const Expr& call, bool wanted, std::vector<Complaint>& list) {
    if (!wanted) return;
    if (const auto wants = wish(c, call))
      list.push_back(complaint(call.args[0], all_types - accepted_types(*wants),
                               "must be " + std::string(name(*wants))));
  }

 private:
  static std::optional<MemoryType> wish(const Case& c, const Expr& call) {
    return c.regions[static_cast<std::size_t>(call.args[1].symbol.index)].wants;
  }
};

}  // namespace memtype::cases::check_functions
