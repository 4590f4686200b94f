#include "questions/property_reason.hpp"

#include <algorithm>
#include <string>

#include "memtype/cases/print.hpp"
#include "memtype/linux/errno.hpp"
#include "semantics/ordered_run.hpp"
#include "settings/start.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

struct WcRequest {
  std::uint64_t base = 0, size = 0;
  std::int64_t result = 0;
  kernel::Guard refused = kernel::Guard::none;  // by which guard

  PhysRange range() const { return {base, base + size}; }
};

bool asks_for_range(const Step<Concrete>& step) {
  return step.executed && step.function->kernel_call()->rule == KernelRule::phys_wc_add;
}

struct ProgramEnd {
  System<Concrete> system;
  std::vector<WcRequest> requests;
};

ProgramEnd run_to_end(const Case& c, const Witness& w, int subject, int unroll) {
  std::vector<WcRequest> requests;
  const auto note = [&](const Step<Concrete>& step, const Run<Concrete>&) {
    if (asks_for_range(step))
      requests.push_back({static_cast<std::uint64_t>(step.arguments[0]),
                          static_cast<std::uint64_t>(step.arguments[1]), step.result,
                          step.why.last.guard});
  };
  OrderedRun ran =
      run_in_order(c, w.start->choice, w.start->inputs, subject,
                   w.orders[static_cast<std::size_t>(subject)], RunUntil::last_call, unroll, note);
  return {std::move(ran.run.system), std::move(requests)};
}

// A page of a region that is mapped with a type other than WC.
struct WrongPage {
  std::string region;
  PhysRange area;  // of the region
  std::uint64_t address = 0;
};

std::optional<WrongPage> wrong_page(const Case& c, const Witness& w,
                                    const System<Concrete>& system) {
  for (std::size_t r = 0; r < c.regions.size(); ++r) {
    if (c.regions[r].wants != MemoryType::WC) continue;
    const auto area =
        region_pages<Concrete>(c, w.start->choice, w.start->inputs, static_cast<int>(r));
    bool complete = true;
    for (const auto& point : region_points<Concrete>(system, area.begin, area.end, complete)) {
      const auto page = page_state<Concrete>(system, point.valid, point.address);
      if (page.mapped && !page.types.subset_of(accepted_types(MemoryType::WC)))
        return WrongPage{c.regions[r].name, {area.begin, area.end}, point.address};
    }
  }
  return std::nullopt;
}

// The first region that is to be mapped in whole and is not.
std::string mapped_in_part(const Case& c, const Witness& w, const System<Concrete>& system) {
  for (std::size_t r = 0; r < c.regions.size(); ++r) {
    if (c.regions[r].wants != MemoryType::WC || !wants_all(c.regions[r])) continue;
    const auto area =
        region_pages<Concrete>(c, w.start->choice, w.start->inputs, static_cast<int>(r));
    const std::uint64_t bytes = mapped_bytes(system, area.begin, area.end);
    if (bytes > 0 && bytes < area.end - area.begin)
      return cases::print_number(bytes) + " of " + cases::print_number(area.end - area.begin) +
             " of " + c.regions[r].name + " are mapped";
  }
  return "";
}

std::string request_text(const WcRequest& request) {
  return std::string(plain_call(KernelRule::phys_wc_add).name) + "(" +
         cases::print_address(request.base) + ", " + cases::print_number(request.size) + ")";
}

// The page type at the page at fault, by the first mapping whose pages do not become WC.
TypeSet page_type_at(const System<Concrete>& system, std::uint64_t address) {
  const TypeSet base = base_type_at<Concrete>(system, address);
  for (const auto& mapping : system.mappings)
    if (mapping.live && mapping.begin <= address && address < mapping.end &&
        !page_effective_type<Concrete>(system, base, mapping.mode)
             .subset_of(accepted_types(MemoryType::WC)))
      return kernel::page_types<Concrete>(system.pat, mapping.mode);
  return {};
}

// Where the block rule refused it, what it does not meet.
std::string refusal_text(const WcRequest& request) {
  std::string why = kernel::result_name(request.result);
  if (request.refused == kernel::Guard::mtrr_base_in_block)
    why += ": not at a multiple of its length";
  if (request.refused == kernel::Guard::mtrr_no_power) why += ": its length is no power of two";
  return request_text(request) + " is refused, " + why;
}

// A register that is set matches the page, so the range over it may be there and not decide.
bool is_under_a_register(const System<Concrete>& system, std::uint64_t address) {
  return std::any_of(system.mtrr.hardware.variable.begin(), system.mtrr.hardware.variable.end(),
                     [&](const auto& range) { return matches<Concrete>(range, address); });
}

}  // namespace

std::string why_not_combined(const Case& c, const CheckResult& result, int subject, int unroll) {
  if (!result.witness) return "";
  const ProgramEnd end = run_to_end(c, *result.witness, subject, unroll);
  const System<Concrete>& system = end.system;
  const auto page = wrong_page(c, *result.witness, system);
  if (!page) return mapped_in_part(c, *result.witness, system);
  const TypeSet mapped = page_type_at(system, page->address);
  if (base_type_at<Concrete>(system, page->address) == TypeSet(MemoryType::WC))
    return page->region + " is mapped " + to_string(mapped) + " under its range";
  const auto first = [&](const auto& wanted) {
    return std::find_if(end.requests.begin(), end.requests.end(), wanted);
  };
  const auto granted =
      first([&](const WcRequest& r) { return r.result >= 0 && r.range().contains(page->address); });
  if (granted != end.requests.end())
    return is_under_a_register(system, page->address)
               ? "another range lies over " + page->region
               : "the range over " + page->region + " is given back";
  const auto refused =
      first([&](const WcRequest& r) { return r.result < 0 && r.range().overlaps(page->area); });
  if (refused != end.requests.end()) return refusal_text(*refused);
  const std::string none = "no range is asked for over " + page->region;
  // UC- is what a range would turn into WC.
  return mapped == TypeSet(MemoryType::UC_minus) ? none
                                                 : none + ", which is mapped " + to_string(mapped);
}

}  // namespace memtype::solver
