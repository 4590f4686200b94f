// Region questions in a proof.
//
// "Some page of the region is mapped WC" is a claim, a fresh truth value. Where it is used as true,
// one unknown page must bear it out; where it is used as false, all pages at hand must. The pages
// at hand are the witnesses of the obligation, and more are added only when a model needs them
// (Prover). So "no such run" is a proof from the start, and "here is one" is replayed anyway; the
// formulas stay an order of magnitude smaller than with every page edge spelled out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "semantics/evaluate.hpp"
#include "symbolic/inputs.hpp"

namespace memtype::solver {

// Unknown pages of the regions, shared by all obligations of one check.
class WitnessPages {
 public:
  WitnessPages(const cases::Case& c, const cases::MachineChoice& choice,
               const cases::Inputs<Symbolic>& inputs, std::string prefix)
      : c_(c), choice_(choice), inputs_(inputs), prefix_(std::move(prefix)) {}

  // The n-th unknown page of a region.
  const Word& page(int region, std::size_t n);
  // Where the region lies, and whether it has pages at all.
  cases::RegionPages<Symbolic> area(int region) const;
  // All pages lie inside their regions, but for those of a region that has none.
  const Bool& inside() const { return inside_; }

 private:
  const cases::Case& c_;
  const cases::MachineChoice& choice_;
  const cases::Inputs<Symbolic>& inputs_;
  std::string prefix_;
  std::map<int, std::vector<Word>> pages_;
  Bool inside_{true};
};

// One claim about a region of one system.
struct Claim {
  int region = -1;
  bool aliased = false;  // some page has two types; else some page has one of `types`
  TypeSet types;
  Bool holds{false};
  // How the obligation uses it: being true helps, being false helps.
  bool wanted_true = false, wanted_false = false;
  std::size_t witness = 0;  // if wanted true: which of the region's pages bears it out
};

// The claims of one obligation about one system.
class WitnessRegions final : public cases::RegionQuestions<Symbolic> {
 public:
  WitnessRegions(WitnessPages& pages, std::map<int, std::size_t>& used,
                 const System<Symbolic>& system, std::string prefix)
      : pages_(pages), used_(used), system_(system), prefix_(std::move(prefix)) {}

  Bool any_type_in(int region, TypeSet types) override;
  Bool mapped(int region) override { return claim(region, false, cases::all_types); }
  Bool aliased(int region) override;

  // Finds out from the obligation's formula how each claim is used, and gives those that are wanted
  // true a page each. To be called for all subjects of an obligation before meaning() for any.
  void assign(const z3::expr& obligation);
  // What the claims mean, over the pages of the obligation.
  Bool meaning();
  // Some type at one of the pages hangs on an undefined overlap.
  Bool undefined();
  // Some page of the region is mapped: the witness, without a claim.
  Bool really_mapped(int region);
  const std::vector<Claim>& claims() const { return claims_; }
  cases::RegionPages<Symbolic> pages(int region) override { return pages_.area(region); }
  const System<Symbolic>& system() const override { return system_; }
  // The claim's predicate at one page.
  static Bool at(const Claim& claim, const RegionState<Symbolic>& page);

 private:
  Bool claim(int region, bool aliased, TypeSet types);
  const RegionState<Symbolic>& page(int region, std::size_t n);

  WitnessPages& pages_;
  std::map<int, std::size_t>& used_;  // pages of each region that the obligation uses
  const System<Symbolic>& system_;
  std::string prefix_;
  std::vector<Claim> claims_;
  std::map<std::pair<int, std::size_t>, RegionState<Symbolic>> states_;
};

}  // namespace memtype::solver
