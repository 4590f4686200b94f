// From a JSON document to the text of a case: only what a value may be is looked at here, what it
// means is the parser's business.

#include <algorithm>
#include <charconv>
#include <regex>

#include "formats/case_json.hpp"
#include "language/fact_text.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

// A value and its place in the document.
class Node {
 public:
  Node(const Json& value, std::string place) : v(value), at(std::move(place)) {
    constexpr int deepest = 500;
    if (std::count(at.begin(), at.end(), '/') > deepest) fail("too deep");
  }
  const Json& v;
  std::string at;

  [[noreturn]] void fail(const std::string& what) const { throw CaseJsonError(at + ": " + what); }
  bool has(const char* key) const { return v.is_object() && v.contains(key); }
  Node operator[](const char* key) const {
    if (!has(key)) fail(std::string("'") + key + "' is missing");
    return {v[key], at + "/" + key};
  }
  std::vector<Node> list() const {
    if (!v.is_array()) fail("not an array");
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < v.size(); ++i)
      nodes.emplace_back(v[i], at + "/" + std::to_string(i));
    return nodes;
  }
  std::vector<Node> list_or_none(const char* key) const {
    return has(key) ? (*this)[key].list() : std::vector<Node>{};
  }
  std::string text() const {
    if (!v.is_string()) fail("not a string");
    return v.get<std::string>();
  }
  std::string matching(const char* pattern, const char* what) const {
    const std::string words = text();
    if (words.size() > 200 || !std::regex_match(words, std::regex(pattern)))
      fail(std::string("not ") + what);
    return words;
  }
  std::string identifier() const { return matching("[A-Za-z_][A-Za-z0-9_]*", "an identifier"); }
  std::string name() const {
    return matching("[A-Za-z_][A-Za-z0-9_]*((\\.|->)[A-Za-z_][A-Za-z0-9_]*)*", "a name");
  }
  std::uint64_t word() const {
    const std::string digits = matching("0x[0-9a-f]{1,16}", "a word such as \"0x1000\"");
    std::uint64_t value = 0;
    std::from_chars(digits.data() + 2, digits.data() + digits.size(), value, 16);
    return value;
  }
  unsigned number() const {
    if (!v.is_number_unsigned() || v.get<std::uint64_t>() > 1000) fail("not a small number");
    return v.get<unsigned>();
  }
  MemoryType type() const {
    const auto named = memory_type_named(text());
    if (!named) fail("no memory type");
    return *named;
  }
  bool either(const char* yes, const char* no) const {
    if (text() != yes && text() != no) fail(std::string("neither ") + yes + " nor " + no);
    return text() == yes;
  }
};

template <class T, std::size_t n, class F>
T one_of(const Node& node, const T (&values)[n], F text) {
  for (const T& value : values)
    if (text(value) == node.text()) return value;
  node.fail("not a value of its kind");
}

// --- Expressions and statements ---

Expr expr(const Node& node);

std::vector<Expr> args(const Node& node) {
  std::vector<Expr> list;
  for (const Node& part : node["args"].list()) list.push_back(expr(part));
  return list;
}

Expr leaf(const Node& node) {
  Expr e;
  e.text = node.matching(
      "[0-9][0-9A-Za-z]*|UC-|WC\\+|[A-Za-z_][A-Za-z0-9_]*((\\.|->)[A-Za-z_][A-Za-z0-9_]*)*",
      "a name or a number");
  const bool digit = e.text[0] >= '0' && e.text[0] <= '9';
  e.kind = digit ? Expr::Kind::number : Expr::Kind::name;
  if (!digit) return e;
  const auto value = read_number(e.text);
  if (!value) node.fail("not a number");
  e.number = static_cast<std::int64_t>(*value);
  return e;
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

Expr expr(const Node& node) {
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
    e.args.push_back(expr(node["of"]));
  } else if (node.has("word")) {
    e.kind = Expr::Kind::word;
    e.text = node["word"].matching("[A-Za-z0-9_.]*", "a word");
  } else {
    node.fail("no expression");
  }
  return e;
}

class ProgramReader {
 public:
  explicit ProgramReader(const Node& node) : node_(node) {}

  Program run() {
    program_.name = node_["name"].identifier();
    for (const Node& local : node_["locals"].list()) program_.locals.push_back(local.name());
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
      s.kind = node.either("break", "return") ? Stmt::Kind::leave_loop : Stmt::Kind::leave_program;
    } else if (node.has("set")) {
      s.kind = Stmt::Kind::assign;
      s.target = local(node["set"]);
      s.expr = expr(node["to"]);
    } else if (node.has("if")) {
      s.kind = Stmt::Kind::branch;
      s.expr = expr(node["if"]);
      s.body = body(node["then"]);
      if (node.has("else")) s.otherwise = body(node["else"]);
    } else if (node.has("while") || node.has("until_not")) {
      s.kind = Stmt::Kind::loop;
      s.do_while = node.has("until_not");
      s.expr = expr(node[s.do_while ? "until_not" : "while"]);
      s.body = body(node["body"]);
    } else if (node.has("block")) {
      s.body = body(node["block"]);
    } else if (node.has("call")) {
      s.kind = Stmt::Kind::call;
      s.expr = expr(node);
    } else {
      node.fail("no statement");
    }
    return s;
  }

  int local(const Node& node) const {
    const auto at = std::find(program_.locals.begin(), program_.locals.end(), node.name());
    if (at == program_.locals.end()) node.fail("not one of the locals");
    return static_cast<int>(at - program_.locals.begin());
  }

  const Node& node_;
  Program program_;
};

// --- The machine ---

Expr hex_expr(const Node& node) {
  Expr e;
  e.number = static_cast<std::int64_t>(node.word());
  return e;
}

// The elements of a list value: {"type": "WB", "start": ..., "length": ...}, or only "any".
FactValue list_value(const Node& node, const char* what, Expr (*place)(const Node&)) {
  FactValue value;
  if (node.v.is_string()) {
    node.either("any", "any");
    value.items.push_back(word_expr("any"));
    return value;
  }
  for (const Node& item : node.list())
    value.items.push_back(
        call_expr(item[what].identifier(), {place(item["start"]), place(item["length"])}));
  if (value.items.empty()) value.items.push_back(word_expr("none"));
  return value;
}

std::string read_value(const MachineFact& fact, const Node& node, MachineSpec& machine) {
  switch (fact.text().shape) {
    case FactShape::word:
    case FactShape::on_off:
    case FactShape::address:
    case FactShape::text: return read_fact_word(fact, node.text(), machine);
    case FactShape::number:
      return read_fact_word(fact, std::to_string(node.number()), machine);
    case FactShape::interval:
      return read_fact_word(
          fact, std::to_string(node["min"].number()) + ".." + std::to_string(node["max"].number()),
          machine);
    case FactShape::registers: return read_fact_value(fact, list_value(node, "type", expr), machine);
    case FactShape::ranges: return read_fact_value(fact, list_value(node, "kind", hex_expr), machine);
  }
  return "";
}

MachineSpec machine(const Node& node) {
  if (!node.v.is_object()) node.fail("not an object");
  MachineSpec m;
  for (const MachineFact* fact : machine_facts()) {
    const std::string name(fact->name());
    if (!node.has(name.c_str())) continue;
    const Node at = node[name.c_str()];
    const bool one = fact->text().count == FactCount::one;
    for (const Node& value : one ? std::vector<Node>{at} : at.list()) {
      const std::size_t before = fact->count(m);
      const std::string trouble = read_value(*fact, value, m);
      if (!trouble.empty()) value.fail(trouble);
      if (fact->count(m) != before + 1) value.fail("not one value");
    }
  }
  return m;
}

// --- The rest ---

void declarations(const Node& root, Case& c) {
  for (const Node& n : root["params"].list()) {
    Param p;
    p.name = n["name"].identifier();
    p.align = n["align"].word();
    p.has_range = n.has("first");
    if (p.has_range) p.low = n["first"].word(), p.high = n["last"].word();
    c.params.push_back(std::move(p));
  }
  for (const Node& n : root["constants"].list())
    c.constants.push_back({n["name"].identifier(), {}, expr(n["value"])});
  for (const Node& n : root["regions"].list()) {
    Region r{n["name"].identifier(), {}, expr(n["start"]), expr(n["length"]), {}};
    if (n.has("wants")) r.wants = n["wants"].type();
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
    k.condition = expr(n["condition"]);
    if (n.has("when")) k.when = expr(n["when"]);
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
  c.machine = machine(root["machine"]);
  declarations(root, c);
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
