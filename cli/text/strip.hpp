// What a picture shows, text or SVG: an address axis, cut where anything changes, and the layers
// above it at one moment.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "semantics/trace.hpp"

namespace memtype::cli {

struct Column {
  std::uint64_t begin = 0, end = 0;  // bytes, half-open
};

// The borders of everything the case speaks of at these moments, at most `most` columns; `more`:
// some were left out on the right.
struct Axis {
  std::vector<Column> columns;
  bool more = false;
};
Axis make_axis(const std::vector<cases::RegionView>& regions,
               std::span<const System<Concrete>* const> moments, std::size_t most);

// One column at one moment. Types are empty where nothing is mapped.
struct Cell {
  std::string regions;  // "regs,fb"
  std::string wants;    // "UC", empty where nothing is wanted
  std::string base;     // what lies below the page attribute: "WC", "undefined"
  std::string origin;   // "reg 0", "default"
  // By its mappings: asked for by the call, granted by the kernel, read in the page table, used.
  TypeSet asked, got, pages, effective;
  bool two_types = false;  // two mappings with different effective types
  bool undefined = false;  // the manuals define no base type here
  bool wrong = false;      // the effective type is not the wanted one
  friend bool operator==(const Cell&, const Cell&) = default;
};
std::vector<Cell> make_cells(const cases::Case& c, const std::vector<cases::RegionView>& regions,
                             const System<Concrete>& system, const Axis& axis);

}  // namespace memtype::cli
