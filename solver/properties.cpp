#include "memtype/solver/properties.hpp"

#include <algorithm>

#include "memtype/cases/machines.hpp"
#include "memtype/solver/synthesis.hpp"

namespace memtype::solver {
namespace {

using namespace cases;
using kernel::Environment;
using kernel::PatMode;
using Kind = PropertyCell::Kind;

struct Machines {
  std::string name;
  Environment env;
  std::vector<PatMode> pat;
};

std::vector<Machines> machines_for(Property property) {
  const std::vector<PatMode> off = {PatMode::nopat, PatMode::absent};
  if (property == Property::wc_without_pat)
    return {{"bare_metal no PAT", Environment::bare_metal, off}};
  return {{"bare_metal PAT", Environment::bare_metal, {PatMode::full}},
          {"kvm PAT", Environment::kvm, {PatMode::full}},
          {"xen_pv PAT", Environment::xen_pv, {PatMode::xen}},
          {"xen_pv no PAT", Environment::xen_pv, {PatMode::nopat}},
          {"tdx PAT", Environment::tdx, {PatMode::full}},
          {"tdx no PAT", Environment::tdx, off},
          {"snp PAT", Environment::snp, {PatMode::full}},
          {"snp no PAT", Environment::snp, off}};
}

bool calls(const Case& c, const Subject& s, const std::vector<std::string_view>& names) {
  for (int p : s.programs)
    for (const Stmt* call : kernel_calls(c.programs[static_cast<std::size_t>(p)]))
      if (std::find(names.begin(), names.end(), call->expr.text) != names.end()) return true;
  return false;
}

// The case with one subject, no checks, and these machines.
Case narrowed(const Case& c, std::size_t subject, Property property, const Machines& machines) {
  Case one = c;
  one.checks.clear();
  one.subjects = {c.subjects[subject]};
  MachineSpec& m = one.machine;
  m.env = {machines.env};
  m.pat.clear();
  for (PatMode mode : machines.pat) m.pat.push_back({mode, 0});
  m.guest_pat_honored.clear();
  m.host_type.clear();
  if (machines.env == Environment::kvm) {
    m.guest_pat_honored = {true, false};
    m.host_type = {MemoryType::UC};
  }
  if (property == Property::wc_without_pat) {
    m.firmware = {Firmware{}};
    m.mtrr_free.reset();
    m.mtrr_default = {MemoryType::UC};
    m.mtrr_enabled = {true};
  }
  return one;
}

Check question(const Case& one, Property property) {
  const Location at = one.subjects[0].at;
  if (property == Property::mtrr_dead)
    return make_check(Quantifier::always, "mtrr_dead", at,
                      binary_expr("==", call_expr("mtrr_writes", {subject_expr(one, 0)}),
                                  number_expr(0)));
  std::vector<Expr> right;
  for (std::size_t r = 0; r < one.regions.size(); ++r)
    if (one.regions[r].wants == MemoryType::WC)
      right.push_back(region_is(one, 0, static_cast<int>(r), MemoryType::WC));
  return make_check(Quantifier::finally_, "wc_without_pat", at, all_of(std::move(right)));
}

// Options of the driver: parameters that are 0 or 1. With which value does it hold all the same?
std::string option_that_helps(const Case& one, const Options& options) {
  std::string helps;
  for (std::size_t p = 0; p < one.params.size(); ++p) {
    const Param& param = one.params[p];
    if (!param.has_range || param.low != 0 || param.high != 1) continue;
    for (const std::int64_t value : {0, 1}) {
      Case with = one;
      Expr name;
      name.kind = Expr::Kind::name;
      name.text = param.name;
      name.symbol = {Symbol::Kind::param, static_cast<int>(p), -1, -1};
      with.checks[0].when = binary_expr("==", std::move(name), number_expr(value));
      const CheckResult r = check_case(with, options).checks[0];
      if (r.verdict != Verdict::holds || r.vacuous) continue;
      helps += (helps.empty() ? "proved where " : " or ") + param.name + " is " +
               std::to_string(value);
    }
  }
  return helps;
}

PropertyCell ask(const Case& c, std::size_t subject, Property property, const Machines& machines,
                 const Options& options) {
  PropertyCell cell{machines.name, Kind::not_applicable, {}, narrowed(c, subject, property, machines), {}};
  if (machine_choices(cell.c).empty()) {
    cell.note = "no such machine";
    return cell;
  }
  cell.c.checks = {question(cell.c, property)};
  cell.result = check_case(cell.c, options).checks[0];
  if (cell.result.verdict == Verdict::unknown) {
    cell.kind = Kind::unknown;
    cell.note = cell.result.unknown_because;
  } else if (cell.result.verdict == Verdict::fails) {
    cell.kind = Kind::fails;
    cell.note = option_that_helps(cell.c, options);
  } else if (cell.result.vacuous) {
    cell.note = cell.result.vacuous_because;
  } else {
    cell.kind = Kind::proved;
  }
  return cell;
}

std::string why_not(const Case& c, std::size_t subject, Property property) {
  const Subject& s = c.subjects[subject];
  if (property == Property::mtrr_dead) {
    const bool converted = s.name == "after" || s.name == "later";
    return !converted && calls(c, s, {"mtrr_add"}) ? "calls mtrr_add() itself" : "";
  }
  if (s.async) return "a group: its programs are asked by themselves";
  if (!calls(c, s, {"arch_phys_wc_add", "devm_arch_phys_wc_add"}))
    return "does not call arch_phys_wc_add()";
  const bool wanted = std::any_of(c.regions.begin(), c.regions.end(),
                                  [](const Region& r) { return r.wants == MemoryType::WC; });
  return wanted ? "" : "no region wants WC";
}

}  // namespace

std::vector<std::string> machines_of(Property property) {
  std::vector<std::string> names;
  for (const Machines& m : machines_for(property)) names.push_back(m.name);
  return names;
}

std::vector<PropertyRow> ask_property(const Case& c, Property property, const Options& options) {
  Options all = options;
  all.only.clear();
  std::vector<PropertyRow> rows;
  for (std::size_t s = 0; s < c.subjects.size(); ++s) {
    PropertyRow row{c.subjects[s].name, why_not(c, s, property), {}};
    if (row.not_applicable.empty())
      for (const Machines& m : machines_for(property))
        row.cells.push_back(ask(c, s, property, m, all));
    rows.push_back(std::move(row));
  }
  return rows;
}

PropertyCell::Kind worst(const std::vector<PropertyRow>& rows, std::size_t cell) {
  for (Kind kind : {Kind::fails, Kind::unknown, Kind::proved})
    for (const PropertyRow& row : rows)
      if (cell < row.cells.size() && row.cells[cell].kind == kind) return kind;
  return Kind::not_applicable;
}

}  // namespace memtype::solver
