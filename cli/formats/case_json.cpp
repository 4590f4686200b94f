#include "formats/case_json.hpp"

#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Json expr(const Expr& e);

Json args(const Expr& e) {
  Json list = Json::array();
  for (const Expr& part : e.args) list.push_back(expr(part));
  return list;
}

Json expr(const Expr& e) {
  switch (e.kind) {
    case Expr::Kind::number:
    case Expr::Kind::name:
    case Expr::Kind::types: return print_expr(e);
    case Expr::Kind::word: return {{"word", e.text}};
    case Expr::Kind::call: return {{"call", e.text}, {"args", args(e)}};
    case Expr::Kind::unary:
    case Expr::Kind::binary: return {{"op", info(e.op).spelling}, {"args", args(e)}};
    case Expr::Kind::in_set: return {{"in", json_types(e.types)}, {"of", expr(e.args[0])}};
  }
  return {};
}

Json body(const Program& p, const std::vector<Stmt>& list);

Json stmt(const Program& p, const Stmt& s) {
  switch (s.kind) {
    case Stmt::Kind::assign:
      return {{"set", p.locals[static_cast<std::size_t>(s.target)]}, {"to", expr(s.expr)}};
    case Stmt::Kind::call: return expr(s.expr);
    case Stmt::Kind::branch: {
      Json json = {{"if", expr(s.expr)}, {"then", body(p, s.body)}};
      if (!s.otherwise.empty()) json["else"] = body(p, s.otherwise);
      return json;
    }
    case Stmt::Kind::loop:
      return {{s.do_while ? "until_not" : "while", expr(s.expr)}, {"body", body(p, s.body)}};
    case Stmt::Kind::leave_loop: return "break";
    case Stmt::Kind::leave_program: return "return";
    case Stmt::Kind::block:
    case Stmt::Kind::part: return {{"block", body(p, s.body)}};
  }
  return {};
}

Json body(const Program& p, const std::vector<Stmt>& list) {
  Json json = Json::array();
  for (const Stmt& s : list) json.push_back(stmt(p, s));
  return json;
}

template <class List, class F>
void put(Json& json, const char* name, const List& values, F value) {
  for (const auto& v : values) json[name].push_back(value(v));
}

Json firmware(const Firmware& f) {
  if (f.any) return "any";
  Json list = Json::array();
  for (const FirmwareRange& r : f.ranges)
    list.push_back({{"type", r.raw ? "raw" : std::string(name(r.type))},
                    {"start", expr(r.start)},
                    {"length", expr(r.length)}});
  return list;
}

Json machine(const MachineSpec& m) {
  constexpr const char* kinds[] = {"ram", "reserved", "acpi"};
  const auto same = [](const auto& v) { return v; };
  const auto type = [](MemoryType t) { return std::string(name(t)); };
  const auto either = [](const char* yes, const char* no) {
    return [=](bool b) { return b ? yes : no; };
  };
  Json json = Json::object();
  put(json, "cpu", m.cpu, same);
  put(json, "phys_bits", m.phys_bits, same);
  put(json, "pat", m.pat, print_pat);
  if (m.mtrr_variable) json["mtrr_variable"] = *m.mtrr_variable;
  if (m.mtrr_free) json["mtrr_free"] = {{"min", m.mtrr_free->low}, {"max", m.mtrr_free->high}};
  put(json, "mtrr_default", m.mtrr_default, type);
  put(json, "mtrr_fixed", m.mtrr_fixed, either("on", "off"));
  put(json, "mtrr_enabled", m.mtrr_enabled, either("on", "off"));
  put(json, "fixed", m.fixed_type, type);
  put(json, "firmware", m.firmware, firmware);
  for (const MemoryRange& r : m.memory)
    json["memory"].push_back({{"kind", kinds[static_cast<std::size_t>(r.kind)]},
                              {"start", json_hex(r.start)},
                              {"length", json_hex(r.length)}});
  put(json, "env", m.env, [](auto e) { return std::string(kernel::name(e)); });
  put(json, "kernel", m.kernel, [](auto v) { return kernel::to_string(v); });
  put(json, "guest_pat", m.guest_pat_honored, either("honored", "ignored"));
  put(json, "host_type", m.host_type, type);
  return json;
}

Json declarations(const Case& c, Json json) {
  for (const char* list : {"params", "constants", "regions", "programs", "groups", "checks"})
    json[list] = Json::array();
  for (const Param& p : c.params) {
    Json param = {{"name", p.name}, {"align", json_hex(p.align)}};
    if (p.has_range) param["first"] = json_hex(p.low), param["last"] = json_hex(p.high);
    json["params"].push_back(std::move(param));
  }
  for (const Constant& k : c.constants)
    json["constants"].push_back({{"name", k.name}, {"value", expr(k.value)}});
  for (const Region& r : c.regions) {
    json["regions"].push_back(
        {{"name", r.name}, {"start", expr(r.start)}, {"length", expr(r.length)}});
    if (r.wants) json["regions"].back()["wants"] = name(*r.wants);
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
                               {"machine", machine(c.machine)}});
  for (const Program& p : c.programs)
    if (p.parts.empty())
      json["programs"].push_back(
          {{"name", p.name}, {"locals", p.locals}, {"body", body(p, p.body)}});
  for (const Subject& s : c.subjects) {
    if (!s.async) continue;
    Json lanes = Json::array();
    for (int program : s.programs) lanes.push_back(lane(c, program));
    json["groups"].push_back({{"name", s.name}, {"lanes", std::move(lanes)}});
  }
  for (const Check& k : c.checks) {
    Json check = {{"name", k.name},
                  {"quantifier", print_quantifier(k.quantifier)},
                  {"condition", expr(k.condition)}};
    if (k.when) check["when"] = expr(*k.when);
    check["expect"] = print_verdict(k.expect);
    json["checks"].push_back(std::move(check));
  }
  return json;
}

}  // namespace memtype::cli
