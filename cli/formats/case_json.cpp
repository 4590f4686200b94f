#include "formats/case_json.hpp"

#include "formats/expr_json.hpp"
#include "formats/machine_json.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Json args(const Expr& e) {
  Json list = Json::array();
  for (const Expr& part : e.args) list.push_back(expr_json(part));
  return list;
}

}  // namespace

Json expr_json(const Expr& e) {
  switch (e.kind) {
    case Expr::Kind::number:
    case Expr::Kind::name:
    case Expr::Kind::types: return print_expr(e);
    case Expr::Kind::word: return {{"word", e.text}};
    case Expr::Kind::call: return {{"call", e.text}, {"args", args(e)}};
    case Expr::Kind::unary:
    case Expr::Kind::binary: return {{"op", info(e.op).spelling}, {"args", args(e)}};
    case Expr::Kind::cast: return {{"cast", name(*e.type)}, {"of", expr_json(e.args[0])}};
    case Expr::Kind::in_set: return {{"in", json_types(e.types)}, {"of", expr_json(e.args[0])}};
  }
  return {};
}

namespace {

class ProgramJson {
 public:
  // `all_may_fail`: the case says so once.
  ProgramJson(const Program& program, bool all_may_fail)
      : program_(program), all_may_fail_(all_may_fail) {}

  Json run() const {
    const Program& p = program_;
    Json json = {{"name", p.name}, {"locals", p.locals}, {"body", body(p.body)}};
    for (std::size_t i = 0; i < p.locals.size(); ++i)
      if (const auto type = p.type_of(i))
        json["declared"].push_back({{"name", p.locals[i]}, {"type", name(*type)}});
    return json;
  }

 private:
  Json stmt(const Stmt& s) const {
    switch (s.kind) {
      case Stmt::Kind::assign:
        return marked(s, {{"set", program_.locals[static_cast<std::size_t>(s.target)]},
                          {"to", expr_json(s.expr)}});
      case Stmt::Kind::call: return marked(s, expr_json(s.expr));
      case Stmt::Kind::branch: {
        Json json = {{"if", expr_json(s.expr)}, {"then", body(s.body)}};
        if (!s.otherwise.empty()) json["else"] = body(s.otherwise);
        return json;
      }
      case Stmt::Kind::loop: {
        Json json = {{s.do_while ? "until_not" : "while", expr_json(s.expr)},
                     {"body", body(s.body)}};
        if (!s.otherwise.empty()) json["step"] = body(s.otherwise);
        return json;
      }
      case Stmt::Kind::selection: return {{"switch", expr_json(s.expr)}, {"body", body(s.body)}};
      case Stmt::Kind::choice:
        return s.is_default ? Json("default") : Json{{"case", expr_json(s.expr)}};
      case Stmt::Kind::leave_loop: return "break";
      case Stmt::Kind::next_round: return "continue";
      case Stmt::Kind::jump: return {{"goto", s.label}};
      case Stmt::Kind::label: return {{"label", s.label}};
      case Stmt::Kind::leave_program: return "return";
      case Stmt::Kind::block:
      case Stmt::Kind::part: return {{"block", body(s.body)}};
    }
    return {};
  }

  Json marked(const Stmt& s, Json json) const {
    if (s.may_fail && !all_may_fail_) json["may_fail"] = true;
    return json;
  }

  Json body(const std::vector<Stmt>& list) const {
    Json json = Json::array();
    for (const Stmt& s : list) json.push_back(stmt(s));
    return json;
  }

  const Program& program_;
  bool all_may_fail_;
};

Json declarations(const Case& c, Json json) {
  for (const char* list : {"params", "constants", "regions", "programs", "groups", "checks"})
    json[list] = Json::array();
  for (const Param& p : c.params) {
    Json param = {{"name", p.name}, {"align", json_hex(p.align)}};
    if (p.has_range) param["first"] = json_hex(p.low), param["last"] = json_hex(p.high);
    if (p.bar_size > 0)
      param["bar"] = {{"size", json_hex(p.bar_size)}, {"may_overlap", p.may_overlap}};
    if (p.size_param >= 0) param["bar"]["size_param"] = size_param_of(p, c.params)->name;
    json["params"].push_back(std::move(param));
  }
  for (const Assumption& a : c.assumptions) json["assumptions"].push_back(expr_json(a.condition));
  for (const Constant& k : c.constants)
    json["constants"].push_back({{"name", k.name}, {"value", expr_json(k.value)}});
  for (const External& e : c.externals) {
    Json values = Json::array();
    for (const Expr& value : e.values) values.push_back(expr_json(value));
    json["externals"].push_back({{"name", e.name}, {"values", std::move(values)}});
  }
  for (const Region& r : c.regions) {
    json["regions"].push_back(
        {{"name", r.name}, {"start", expr_json(r.start)}, {"length", expr_json(r.length)}});
    if (r.wants) json["regions"].back()["wants"] = name(*r.wants);
    if (r.where_mapped) json["regions"].back()["where_mapped"] = true;
  }
  return json;
}

// The programs that the lane of a group runs.
Json lane(const Case& c, int program) {
  const Program& p = c.programs[static_cast<std::size_t>(program)];
  if (p.parts.empty()) return Json::array({p.name});
  Json names = Json::array();
  for (int part : p.parts) names.push_back(c.programs[static_cast<std::size_t>(part)].name);
  return names;
}

}  // namespace

Json case_json(const Case& c) {
  Json json = declarations(c, {{"format", case_format},
                               {"name", c.name},
                               {"description", c.description},
                               {"machine", machine_block_json(c.machine)}});
  if (c.calls_may_fail) json["calls_may_fail"] = true;
  for (const Program& p : c.programs)
    if (p.parts.empty()) json["programs"].push_back(ProgramJson(p, c.calls_may_fail).run());
  for (const Subject& s : c.subjects) {
    if (!s.async) continue;
    Json lanes = Json::array();
    for (int program : s.programs) lanes.push_back(lane(c, program));
    json["groups"].push_back({{"name", s.name}, {"lanes", std::move(lanes)}});
  }
  for (const Check& k : c.checks) {
    Json check = {{"name", k.name},
                  {"quantifier", print_quantifier(k.quantifier)},
                  {"condition", expr_json(k.condition)}};
    if (k.when) check["when"] = expr_json(*k.when);
    check["expect"] = print_verdict(k.expect);
    json["checks"].push_back(std::move(check));
  }
  return json;
}

}  // namespace memtype::cli
