// From a JSON document to the text of a case: only what a value may be is looked at here, what it
// means is the parser's business.

#include <algorithm>

#include "formats/json_node.hpp"
#include "language/fact_text.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

// --- Expressions and statements ---

std::vector<Expr> args(const Node& node) {
  std::vector<Expr> list;
  for (const Node& part : node["args"].list()) list.push_back(expr_from_json(part));
  return list;
}

Expr leaf(const Node& node) {
  Expr e;
  e.text = node.matching(
      "[0-9][0-9A-Za-z]*|UC-|WC\\+|[A-Za-z_][A-Za-z0-9_]*((\\.|->)[A-Za-z_][A-Za-z0-9_]*|"
      "\\[[0-9]+\\])*",
      "a name or a number");
  const bool digit = e.text[0] >= '0' && e.text[0] <= '9';
  e.kind = digit ? Expr::Kind::number : Expr::Kind::name;
  if (!digit) return e;
  const auto value = read_number(e.text);
  if (!value) node.fail("not a number");
  e.number = static_cast<std::int64_t>(*value);
  return e;
}

CType type_from_json(const Node& node) {
  const auto type = type_named(node.text());
  if (!type) node.fail("no integer type");
  return *type;
}

Expr operation(const Node& node) {
  Expr e;
  e.args = args(node);
  const auto op = operator_named(node["op"].text(), e.args.size());
  if (!op) node.fail("no operator with so many arguments");
  e.op = *op;
  e.kind = e.args.size() == 1 ? Expr::Kind::unary : Expr::Kind::binary;
  return e;
}

}  // namespace

Expr expr_from_json(const Node& node) {
  if (node.v.is_string()) return leaf(node);
  if (node.has("op")) return operation(node);
  Expr e;
  if (node.has("call")) {
    e.kind = Expr::Kind::call;
    e.text = node["call"].identifier();
    e.args = args(node);
  } else if (node.has("in")) {
    e.kind = Expr::Kind::in_set;
    for (const Node& type : node["in"].list()) e.types |= type.type();
    e.args.push_back(expr_from_json(node["of"]));
  } else if (node.has("cast")) {
    e.kind = Expr::Kind::cast;
    e.type = type_from_json(node["cast"]);
    e.args.push_back(expr_from_json(node["of"]));
  } else if (node.has("word")) {
    e.kind = Expr::Kind::word;
    e.text = node["word"].matching("[A-Za-z0-9_.]*", "a word");
  } else {
    node.fail("no expression");
  }
  return e;
}

namespace {

class ProgramReader {
 public:
  explicit ProgramReader(const Node& node) : node_(node) {}

  Program run() {
    program_.name = node_["name"].identifier();
    for (const Node& local : node_["locals"].list()) program_.locals.push_back(local.name());
    program_.types.resize(program_.locals.size());
    for (const Node& n : node_.list_or_none("declared"))
      program_.types[static_cast<std::size_t>(local(n["name"]))] = type_from_json(n["type"]);
    program_.body = body(node_["body"]);
    return std::move(program_);
  }

 private:
  std::vector<Stmt> body(const Node& node) {
    std::vector<Stmt> list;
    for (const Node& s : node.list()) list.push_back(stmt(s));
    return list;
  }

  Stmt stmt(const Node& node) {
    Stmt s;
    if (node.v.is_string()) {
      s.kind = one_word(node);
      s.is_default = s.kind == Stmt::Kind::choice;
    } else if (node.has("goto") || node.has("label")) {
      s.kind = node.has("goto") ? Stmt::Kind::jump : Stmt::Kind::label;
      s.label = node[node.has("goto") ? "goto" : "label"].identifier();
    } else if (node.has("switch")) {
      s.kind = Stmt::Kind::selection;
      s.expr = expr_from_json(node["switch"]);
      s.body = body(node["body"]);
    } else if (node.has("case")) {
      s.kind = Stmt::Kind::choice;
      s.expr = expr_from_json(node["case"]);
    } else if (node.has("set")) {
      s.kind = Stmt::Kind::assign;
      s.target = local(node["set"]);
      s.expr = expr_from_json(node["to"]);
      s.may_fail = may_fail(node);
    } else if (node.has("if")) {
      s.kind = Stmt::Kind::branch;
      s.expr = expr_from_json(node["if"]);
      s.body = body(node["then"]);
      if (node.has("else")) s.otherwise = body(node["else"]);
    } else if (node.has("while") || node.has("until_not")) {
      s.kind = Stmt::Kind::loop;
      s.do_while = node.has("until_not");
      s.expr = expr_from_json(node[s.do_while ? "until_not" : "while"]);
      s.body = body(node["body"]);
      if (node.has("step")) s.otherwise = body(node["step"]);
    } else if (node.has("block")) {
      s.body = body(node["block"]);
    } else if (node.has("call")) {
      s.kind = Stmt::Kind::call;
      s.expr = expr_from_json(node);
      s.may_fail = may_fail(node);
    } else {
      node.fail("no statement");
    }
    return s;
  }

  static Stmt::Kind one_word(const Node& node) {
    constexpr Stmt::Kind kinds[] = {Stmt::Kind::leave_loop, Stmt::Kind::next_round,
                                    Stmt::Kind::leave_program, Stmt::Kind::choice};
    return one_of(node, kinds, [](Stmt::Kind kind) {
      return kind == Stmt::Kind::leave_loop   ? std::string_view("break")
             : kind == Stmt::Kind::next_round ? std::string_view("continue")
             : kind == Stmt::Kind::choice     ? std::string_view("default")
                                              : std::string_view("return");
    });
  }
  static bool may_fail(const Node& node) { return node.has("may_fail") && node["may_fail"].flag(); }

  int local(const Node& node) const {
    const auto at = std::find(program_.locals.begin(), program_.locals.end(), node.name());
    if (at == program_.locals.end()) node.fail("not one of the locals");
    return static_cast<int>(at - program_.locals.begin());
  }

  const Node& node_;
  Program program_;
};

// --- The rest ---

void sizes_of_bars(const std::vector<Node>& list, std::vector<Param>& params) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].has("bar") || !list[i]["bar"].has("size_param")) continue;
    const Node size = list[i]["bar"]["size_param"];
    const std::string name = size.identifier();
    const auto at =
        std::find_if(params.begin(), params.end(), [&](const Param& p) { return p.name == name; });
    if (at == params.end() || at->bar_size > 0) size.fail("not one of the parameters");
    params[i].size_param = static_cast<int>(at - params.begin());
  }
}

void declarations(const Node& root, Case& c) {
  for (const Node& n : root["params"].list()) {
    Param p;
    p.name = n["name"].identifier();
    p.align = n["align"].word();
    p.has_range = n.has("first");
    if (p.has_range) p.low = n["first"].word(), p.high = n["last"].word();
    if (n.has("bar")) {
      p.bar_size = n["bar"]["size"].word();
      p.may_overlap = n["bar"]["may_overlap"].flag();
    }
    c.params.push_back(std::move(p));
  }
  sizes_of_bars(root["params"].list(), c.params);
  for (const Node& n : root.list_or_none("assumptions"))
    c.assumptions.push_back({{}, expr_from_json(n)});
  for (const Node& n : root["constants"].list())
    c.constants.push_back({n["name"].identifier(), {}, expr_from_json(n["value"])});
  for (const Node& n : root.list_or_none("externals")) {
    External e{n["name"].identifier(), {}, {}, {}};
    for (const Node& value : n["values"].list()) e.values.push_back(expr_from_json(value));
    c.externals.push_back(std::move(e));
  }
  for (const Node& n : root["regions"].list()) {
    Region r{n["name"].identifier(),      {}, expr_from_json(n["start"]),
             expr_from_json(n["length"]), {}, false};
    if (n.has("wants")) r.wants = n["wants"].type();
    r.where_mapped = n.has("where_mapped") && n["where_mapped"].flag();
    if (r.where_mapped && !r.wants) n.fail("'where_mapped' without 'wants'");
    c.regions.push_back(std::move(r));
  }
}

// Lanes are printed by their names, so a lane is a program whose name is what it runs.
void groups(const Node& root, Case& c) {
  for (const Node& n : root["groups"].list()) {
    Subject s{n["name"].identifier(), {}, {}, true};
    for (const Node& lane : n["lanes"].list()) {
      Program p;
      for (const Node& part : lane.list()) {
        p.name += (p.name.empty() ? "" : " then ") + part.identifier();
        p.parts.push_back(0);
      }
      if (p.parts.empty()) lane.fail("an empty lane");
      s.programs.push_back(static_cast<int>(c.programs.size()));
      c.programs.push_back(std::move(p));
    }
    c.subjects.push_back(std::move(s));
  }
}

void checks(const Node& root, Case& c) {
  constexpr Quantifier quantifiers[] = {Quantifier::always, Quantifier::finally_, Quantifier::never,
                                        Quantifier::exists};
  constexpr Verdict verdicts[] = {Verdict::holds, Verdict::fails, Verdict::unknown};
  for (const Node& n : root["checks"].list()) {
    Check k;
    k.name = n["name"].identifier();
    k.quantifier = one_of(n["quantifier"], quantifiers, print_quantifier);
    k.condition = expr_from_json(n["condition"]);
    if (n.has("when")) k.when = expr_from_json(n["when"]);
    k.expect = one_of(n["expect"], verdicts, print_verdict);
    c.checks.push_back(std::move(k));
  }
}

}  // namespace

std::string case_text(const Json& document) {
  const Node root(document, "");
  if (root["format"].text() != case_format) root["format"].fail(std::string("not ") + case_format);
  Case c;
  c.name = root["name"].identifier();
  c.description = root["description"].text();
  for (const char ch : c.description)
    if (ch == '"' || (static_cast<unsigned char>(ch) < ' ' && ch != '\n'))
      root["description"].fail("a quotation mark or control character");
  c.machine = machine_from_json(root["machine"]);
  declarations(root, c);
  c.calls_may_fail = root.has("calls_may_fail") && root["calls_may_fail"].flag();
  for (const Node& n : root["programs"].list()) c.programs.push_back(ProgramReader(n).run());
  groups(root, c);
  checks(root, c);
  return print_case(c);
}

std::string difference(const Json& document, const Case& c) {
  const nlohmann::json theirs = document, ours = case_json(c);
  if (theirs == ours) return "";
  const nlohmann::json changes = nlohmann::json::diff(theirs, ours);
  const std::string place = changes.at(0).at("path");
  return place.empty() ? "/" : place;
}

}  // namespace memtype::cli
