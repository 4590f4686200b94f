// What the parser hands to the resolver: the parts of a Case whose names mean nothing yet, and the
// parts that need the resolver to become a Case at all. Private to the front end.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "machine/fact_value.hpp"

namespace memtype::cases {

struct NamedPlace {
  std::string name;
  Location at;
};

struct FactSyntax {
  std::string name;
  Location at;
  bool any = false;               // the single word `any`
  std::vector<FactValue> values;  // the alternatives of `any of`, or the one value
};

struct MachineSyntax {
  Location at;
  std::vector<FactSyntax> facts;
};

struct ParamSyntax {
  NamedPlace name;
  std::optional<Expr> align, low, high;
  std::optional<Expr> size;  // of a BAR
  bool may_overlap = false;
  // What becomes a range and an assumption: `any of`, the powers of two and the steps of a range.
  std::vector<Expr> values = {};
  std::optional<Location> pow2 = {};
  std::optional<Expr> step = {};
};

// The programs of a lane run one after the other.
struct AsyncSyntax {
  NamedPlace name;
  std::vector<std::vector<NamedPlace>> lanes;
};

// Of a machine file.
struct BarSyntax {
  Expr number, start, length;
  bool prefetchable = false;
};
struct DeviceSyntax {
  NamedPlace address;
  std::string what;
  std::vector<BarSyntax> bars;
};

// Programs have their locals numbered (every name that is declared or assigned); constants,
// regions, programs and checks are those of Case with Symbol::Kind::none everywhere.
struct SyntaxTree {
  NamedPlace name;
  std::string description;
  bool calls_may_fail = false;
  std::vector<MachineSyntax> machines;
  std::vector<ParamSyntax> params;
  std::vector<Assumption> assumptions;
  std::vector<Constant> constants;
  std::vector<External> externals;
  std::vector<Region> regions;
  std::vector<Program> programs;
  std::vector<AsyncSyntax> groups;
  std::vector<Check> checks;
  std::vector<DeviceSyntax> devices;
  // Identifiers in text that was skipped after an error: they may be declared there, so the
  // resolver does not complain about them.
  std::unordered_set<std::string> skipped;
};

}  // namespace memtype::cases
