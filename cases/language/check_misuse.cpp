// What is no number, and which comparisons of regions have a meaning.
#include "language/check_scope.hpp"
#include "semantics/guard_facts.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

void bare_region(const Expr& e, Report& report) {
  report.error("E023", e.at, "region " + quoted(e.text) + " is not a number").hint =
      "ask for its type, " + e.text + " == WC, or whether it is mapped, mapped(" + e.text + ")";
}
void bare_type(const Expr& e, Report& report) {
  report.error("E017", e.at, "memory type " + to_string(e.types) + " is not a number").hint =
      "a type is compared with a region: after.fb == " + to_string(e.types);
}
void bare_string(const Expr& e, Report& report) {
  report.error("E017", e.at, "a string is not a number").hint =
      "strings are for kernel versions: kernel >= \"6.1\"";
}
void bare_fact(const Expr& e, Report& report) {
  const bool version = e.symbol.fact == Fact::kernel;
  report.error("E030", e.at, quoted(e.text) + " must be compared").hint =
      version ? "for example kernel >= \"6.1\""
              : "for example " + e.text + " == " + values_of(e.symbol.fact)[0];
}

}  // namespace

void report_no_number(const Expr& e, Sort sort, Report& report) {
  switch (sort) {
    case Sort::number:
    case Sort::unknown: return;
    case Sort::region: return bare_region(e, report);
    case Sort::type: return bare_type(e, report);
    case Sort::string: return bare_string(e, report);
    case Sort::word_fact: return bare_fact(e, report);
  }
}

void check_region_comparison(const Expr& e, Sort left, Sort right, Report& report) {
  const std::string& region = e.args[left == Sort::region ? 0 : 1].text;
  if (left == Sort::region && right == Sort::region) {
    report.error("E023", e.at, "two regions are not compared with " + quoted(info(e.op).spelling))
        .hint = "write same(" + e.args[0].text + ", " + e.args[1].text + ") or no_worse(...)";
    return;
  }
  if (left != Sort::region || right != Sort::type) {
    report
        .error("E023", e.at,
               "region " + quoted(region) + " is compared with something that is no type")
        .hint = "a region is compared with a memory type: " + region + " == WC";
    return;
  }
  const std::string type = to_string(e.args[1].types);
  if (e.op == Operator::not_equal) {
    auto& d = report.error("E022", e.at, "'" + region + " != " + type + "' can mean two things");
    d.notes.push_back({"write !has(" + region + ", " + type + ") if no page may be " + type, {}});
    d.notes.push_back(
        {"write !(" + region + " == " + type + ") if not every page may be " + type, {}});
    return;
  }
  if (!any_mtrr_type.contains(*e.args[1].types.single()))
    report.error("E023", e.args[1].at, "a region cannot be compared with " + type).hint =
        "write has(" + region + ", " + type + ") or " + region + " in {" + type + "}";
}

}  // namespace memtype::cases
