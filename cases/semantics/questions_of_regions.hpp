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

// Every page of r has a live mapping.
struct Covered {
  static constexpr CheckFunctionRow row{
      .name = "covered", .arguments = "r", .parameters = "region", .about_unmapped = true};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    return covered<D>(asked.questions(0), asked.region(0));
  }
  static void complain(const Case&, const Expr& call, bool wanted, std::vector<Complaint>& list) {
    if (wanted) list.push_back(coverage_complaint(call.args[0], "must be mapped in whole"));
  }
};

// Every page of b that is mapped there is a page of a and mapped there.
struct KeepsMapped {
  static constexpr CheckFunctionRow row{.name = "keeps_mapped",
                                        .arguments = "rr",
                                        .parameters = "region, region",
                                        .about_unmapped = true};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    return keeps_mapped<D>(asked.questions(0), asked.region(0), asked.questions(1),
                           asked.region(1));
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

// Whenever b has what its region wants, a has it, too: that type alone and, unless the region says
// `where mapped`, on every page. So pages that lose their mapping make it worse where all of b was
// right; where b was mapped in part, there was nothing to lose.
struct NoWorse {
  static constexpr CheckFunctionRow row{
      .name = "no_worse", .arguments = "rr", .parameters = "region, region"};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    const Region& wish = wishing(*asked.scope.c, asked.call);
    return !satisfied<D>(asked.questions(1), asked.region(1), wish) ||
           satisfied<D>(asked.questions(0), asked.region(0), wish);
  }
  static void complain(const Case& c, const Expr& call, bool wanted, std::vector<Complaint>& list) {
    if (!wanted) return;
    const Region& wish = wishing(c, call);
    if (!wish.wants) return;
    const std::string demand = "must be " + std::string(name(*wish.wants));
    list.push_back(complaint(call.args[0], all_types - accepted_types(*wish.wants), demand));
    if (wants_all(wish))
      list.push_back(coverage_complaint(call.args[0], demand + ", mapped in whole"));
  }

 private:
  static const Region& wishing(const Case& c, const Expr& call) {
    return c.regions[static_cast<std::size_t>(call.args[1].symbol.index)];
  }
};

}  // namespace memtype::cases::check_functions
