// What the kernel knows of memory.
#include <array>

#include "machine/fact_row.hpp"

namespace memtype::cases {
namespace {

using Choice = MachineChoice;
using Shape = FactShape;
using Count = FactCount;

namespace rows {

const Row memory{
    MachineFact::Text{
        .name = "memory",
        .shape = Shape::ranges,
        .count = Count::one,
        .values = "`none`, or `ram(START, LENGTH)`, `reserved(...)`, `acpi(...)`, joined by commas",
        .otherwise = "`none`",
        .meaning = "memory map; `reserved` has no effect, `acpi` only in guests",
        .needs_value = "write the ranges: memory ram(0, 2G), reserved(2G, 16M);"},
    MEMTYPE_FACT(memory), MemoryValues{}, [](const Choice&) { return MemoryMap{}; }};

const Row reserved{
    MachineFact::Text{
        .name = "reserved",
        .shape = Shape::ranges,
        .count = Count::one,
        .values = "`none`, or `TYPE(START, LENGTH)`, joined by commas",
        .otherwise = "`none`",
        .meaning = "what the kernel has reserved before the first call, below",
        .needs_value = "write the ranges: reserved WB(0xffe0000, 12K), UC-(0xfed00000, 4K);"},
    MEMTYPE_FACT(reserved), ReservationValues{}, [](const Choice&) { return Reservations{}; }};

}  // namespace rows
}  // namespace

FactRows memory_facts() {
  using namespace rows;
  static const std::array<const MachineFact*, 2> list = {&memory, &reserved};
  return list;
}

}  // namespace memtype::cases
