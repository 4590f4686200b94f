// The sections of a case file, and how the parser gets on after an error.
#include "language/parser.hpp"

#include <algorithm>

#include "language/suggest.hpp"

namespace memtype::cases {
namespace {

const std::vector<std::string> section_words = {"machine", "param",   "const", "region", "before",
                                                "after",   "program", "async", "check"};

bool is_section_word(std::string_view word) {
  return std::find(section_words.begin(), section_words.end(), word) != section_words.end();
}

bool opens_with_brace(std::string_view word) {
  return word == "machine" || word == "before" || word == "after";
}

// The description as a reader wants it: line breaks kept, the indentation after them dropped.
std::string unindented(std::string_view text) {
  std::string out;
  bool line_start = false;
  for (char c : text) {
    if (line_start && (c == ' ' || c == '\t')) continue;
    if (c == '\r') continue;
    line_start = c == '\n';
    out += c;
  }
  return out;
}

}  // namespace

// file = "case" IDENT [ STRING ] { section } ;
SyntaxTree Parser::file() {
  header();
  if (list_.truncated) tree_.skipped.insert("machine");  // it may be in the part that was lost
  while (true) {
    if (panic_) skip_section();
    if (at_end()) return std::move(tree_);
    section();
  }
}

void Parser::header() {
  if (!at("case")) {
    fail("E004", error_place(), "a case file begins with 'case NAME'");
    panic_ = panic_ && !at_section();
    return;
  }
  advance();
  tree_.name = identifier("the name of the case");
  tree_.description = strings();
}

std::string Parser::strings() {
  std::string text;
  while (!panic_ && peek().kind == Token::Kind::string) {
    const std::string_view quoted_text = advance().text;
    text += unindented(quoted_text.substr(1, quoted_text.size() - 2));
  }
  return text;
}

// section = machine | param | const | region | program | async | check ;
void Parser::section() {
  if (accept("machine")) return machine();
  if (accept("param")) return param();
  if (accept("const")) return constant();
  if (accept("region")) return region();
  if (at("before") || at("after") || at("program")) return program();
  if (accept("async")) return async();
  if (accept("check")) return check();
  if (accept(";")) return;
  if (at("}")) {
    fail("E004", peek().at, "this '}' closes nothing");
    return;
  }
  const std::string word(peek().text);
  auto* d = fail("E009", peek().at,
                 quoted(word) + " does not begin a section" +
                     (at_identifier() ? did_you_mean(word, section_words) : ""));
  if (d != nullptr)
    d->hint = "sections: machine, param, const, region, before, after, program, async, check";
}

// machine = "machine" "{" { IDENT value ";" } "}" ;
void Parser::machine() {
  MachineSyntax machine{list_.tokens[next_ - 1].at, {}};
  const Location open = peek().at;
  expect("{", " after 'machine'");
  while (!panic_ && !at("}")) {
    if (at_end() || at_section()) {
      if (auto* d = fail("E004", error_place(), "expected '}' to close the machine block"))
        d->notes.push_back({"it was opened here", open});
      break;
    }
    fact(machine);
    if (panic_) skip_statement();
  }
  if (!panic_) expect("}");
  tree_.machines.push_back(std::move(machine));
}

void Parser::fact(MachineSyntax& machine) {
  if (!at_identifier()) return expected("the name of a machine fact");
  FactSyntax fact{std::string(peek().text), peek().at, false, {}};
  advance();
  if (at(":") || at("=")) {
    if (auto* d = fail("E004", peek().at, "expected a value after " + quoted(fact.name)))
      d->hint = "a fact and its value stand side by side: " + fact.name + " VALUE;";
  } else {
    value(fact);
    const bool dash = at("-");
    if (!at(";") || panic_) {
      auto* d = fail("E004", error_place(), "expected ';' after the value of " + quoted(fact.name));
      if (d != nullptr && dash) d->hint = "a range is written with two dots: 0..8";
    }
    accept(";");
  }
  if (panic_) tree_.skipped.insert(fact.name);  // do not also say that it is missing
  if (!panic_) machine.facts.push_back(std::move(fact));
}

// value = "any" [ "of" "(" alternative { "," alternative } ")" ] | alternative { "," item } ;
void Parser::value(FactSyntax& fact) {
  if (!accept("any")) {
    fact.values.push_back(alternative());
    while (accept(",")) {  // `memory ram(0, 2G), reserved(2G, 16M);`
      FactValue more = alternative();
      auto& items = fact.values[0].items;
      std::move(more.items.begin(), more.items.end(), std::back_inserter(items));
    }
    return;
  }
  if (!accept("of")) {
    fact.any = true;
    return;
  }
  expect("(", " after 'any of'");
  do fact.values.push_back(alternative());
  while (accept(","));
  expect(")", " or ',' after a value of " + quoted(fact.name));
}

// alternative = atom { "+" atom } | NUMBER ".." NUMBER ;
FactValue Parser::alternative() {
  FactValue result{peek().at, {}, {}};
  result.items.push_back(atom());
  if (accept("..")) result.up_to = atom();
  while (accept("+")) result.items.push_back(atom());
  result.at = span(result.at, list_.tokens[next_ - 1].at);
  return result;
}

// atom = STRING | IDENT [ "(" expr { "," expr } ")" ] | NUMBER ;
Expr Parser::atom() {
  Expr e;
  e.at = peek().at;
  switch (peek().kind) {
    case Token::Kind::string:
      e.kind = Expr::Kind::word;
      e.text = std::string(peek().text.substr(1, peek().text.size() - 2));
      advance();
      return e;
    case Token::Kind::identifier: {
      const NamedPlace word{std::string(peek().text), peek().at};
      advance();
      if (at("(")) return call(word);
      e.kind = Expr::Kind::name;
      e.text = word.name;
      return e;
    }
    case Token::Kind::number: return primary();
    case Token::Kind::punctuation:
    case Token::Kind::end: break;
  }
  expected("a value");
  return unreadable(e.at);
}

// param = "param" name [ "align" expr ] [ "range" expr ".." expr ] ";" ;
void Parser::param() {
  ParamSyntax param{identifier("the name of the parameter"), {}, {}, {}};
  if (!panic_ && accept("align")) param.align = expr();
  if (!panic_ && accept("range")) {
    param.low = expr();
    expect("..", " between the ends of the range");
    param.high = expr();
  }
  const bool fixed_value = at("=");
  if (!panic_ && !accept(";")) {
    auto* d = fail("E004", error_place(), "expected 'align', 'range' or ';' after the parameter");
    if (d != nullptr && fixed_value)
      d->hint = "a parameter has every value of its range; a single value is a 'const'";
  }
  tree_.params.push_back(std::move(param));
}

// const = "const" name "=" expr ";" ;
void Parser::constant() {
  const NamedPlace name = identifier("the name of the constant");
  expect("=", " after 'const " + name.name + "'");
  Constant constant{name.name, name.at, expr()};
  expect(";", " after the constant");
  if (panic_) constant.value = unreadable(name.at);
  tree_.constants.push_back(std::move(constant));
}

// region = "region" IDENT "(" expr "," expr ")" [ "wants" TYPE ] ";" ;
void Parser::region() {
  const NamedPlace name = identifier("the name of the region");
  Region region{name.name, name.at, {}, {}, {}};
  expect("(", " after 'region " + name.name + "'; a region is written (START, LENGTH)");
  region.start = expr();
  expect(",", " between start and length");
  region.length = expr();
  expect(")", " after the length");
  if (!panic_ && accept("wants")) region.wants = type();
  expect(";", " or 'wants TYPE' after the region");
  if (panic_) region.start = region.length = unreadable(name.at);
  tree_.regions.push_back(std::move(region));
}

MemoryType Parser::type() {
  if (panic_) return MemoryType::UC;
  const auto named = memory_type_named(peek().text);
  if (at_identifier() && named && any_mtrr_type.contains(*named)) {
    advance();
    return *named;
  }
  expected("a memory type (UC, WC, WT, WP or WB)");
  return MemoryType::UC;
}

// program = ( "before" | "after" | "program" IDENT ) block ;
void Parser::program() {
  NamedPlace name{std::string(peek().text), peek().at};
  advance();
  if (name.name == "program") name = identifier("the name of the program");
  Program program;
  program.name = name.name;
  program.at = name.at;
  program_ = &program;
  locals_.clear();
  program.body = block("program " + quoted(name.name));
  program_ = nullptr;
  tree_.programs.push_back(std::move(program));
}

// async = "async" IDENT "{" { lane ";" } "}" ;   lane = IDENT { "then" IDENT } ;
void Parser::async() {
  AsyncSyntax group{identifier("the name of the group"), {}};
  expect("{", " after 'async " + group.name.name + "'");
  while (!panic_ && !at("}")) {
    std::vector<NamedPlace> lane{identifier("the name of a program, or '}'")};
    while (!panic_ && accept("then")) lane.push_back(identifier("the name of the next program"));
    expect(";", " or 'then' after the name of a program");
    if (!panic_) group.lanes.push_back(std::move(lane));
  }
  if (!panic_) expect("}");
  if (panic_) tree_.skipped.insert(group.name.name);
  tree_.groups.push_back(std::move(group));
}

// check = "check" quantifier IDENT "(" expr ")" [ "when" "(" expr ")" ] "expect" verdict ";" ;
void Parser::check() {
  Check check;
  const Location keyword = list_.tokens[next_ - 1].at;
  check.quantifier = quantifier();
  const NamedPlace name = identifier("the name of the check");
  check.name = name.name;
  check.at = span(keyword, name.at);
  expect("(", " before the condition of the check");
  check.condition = expr();
  expect(")", " after the condition");
  if (!panic_ && accept("when")) {
    expect("(", " after 'when'");
    check.when = expr();
    expect(")", " after the guard");
  }
  check.expect = verdict();
  if (panic_) check.condition = unreadable(name.at), check.when.reset();
  tree_.checks.push_back(std::move(check));
}

Quantifier Parser::quantifier() {
  if (panic_) return Quantifier::always;
  if (accept("always")) return Quantifier::always;
  if (accept("finally")) return Quantifier::finally_;
  if (accept("never")) return Quantifier::never;
  if (accept("exists")) return Quantifier::exists;
  const std::string near =
      at_identifier() ? did_you_mean(peek().text, {"always", "finally", "never", "exists"}) : "";
  expected("always, finally, never or exists after 'check'" + near);
  return Quantifier::always;
}

// The verdict with its keyword and the semicolon.
Verdict Parser::verdict() {
  Verdict result = Verdict::holds;
  if (panic_) return result;
  if (!at("expect")) {
    auto* d = fail("E024", error_place(), "a check ends with the verdict that is expected");
    if (d != nullptr) d->hint = "write expect Holds; or expect Fails; or expect Unknown;";
    return result;
  }
  advance();
  if (accept("Holds")) {
    result = Verdict::holds;
  } else if (accept("Fails")) {
    result = Verdict::fails;
  } else if (accept("Unknown")) {
    result = Verdict::unknown;
  } else {
    const std::string near =
        at_identifier() ? did_you_mean(peek().text, {"Holds", "Fails", "Unknown"}) : "";
    expected("Holds, Fails or Unknown after 'expect'" + near);
  }
  if (!panic_ && at("when")) {
    fail("E004", peek().at, "'when (...)' stands before 'expect'");
    return result;
  }
  expect(";", " after the verdict");
  return result;
}

NamedPlace Parser::identifier(std::string_view what) {
  if (panic_) return {"", error_place()};
  if (at_identifier()) {
    const Token& token = advance();
    return {std::string(token.text), token.at};
  }
  expected(std::string(what));
  return {"", peek().at};
}

// name = IDENT { ( "." | "->" ) IDENT } ;
NamedPlace Parser::name() {
  NamedPlace result = identifier("a name");
  while (!panic_ && (at(".") || at("->"))) {
    result.name += advance().text;
    const NamedPlace member = identifier("a name after '.' or '->'");
    result.name += member.name;
    result.at = span(result.at, member.at);
  }
  return result;
}

const Token& Parser::peek(std::size_t n) const {
  return list_.tokens[std::min(next_ + n, list_.tokens.size() - 1)];
}

const Token& Parser::advance() {
  const Token& token = peek();
  if (next_ + 1 < list_.tokens.size()) ++next_;
  return token;
}

bool Parser::accept(std::string_view text) {
  if (panic_ || !at(text)) return false;
  advance();
  return true;
}

bool Parser::expect(std::string_view text, const std::string& where) {
  if (panic_) return false;
  if (accept(text)) return true;
  const bool assigns = at("=") && text == ")";
  auto* d = fail("E004", error_place(), "expected '" + std::string(text) + "'" + where);
  if (d != nullptr && assigns) d->hint = "two values are compared with ==";
  return false;
}

void Parser::expected(const std::string& what) { fail("E004", error_place(), "expected " + what); }

// The token that does not fit; at the end of a line, the place behind what is there.
Location Parser::error_place() const {
  if (next_ == 0 || (!peek().first_on_line && !at_end())) return peek().at;
  Location place = list_.tokens[next_ - 1].at;
  const std::string_view text = list_.tokens[next_ - 1].text;
  if (text.find('\n') != std::string_view::npos) return peek().at;
  place.column += place.length;
  place.length = 1;
  return place;
}

// Null when the parser is in panic already: then there is nothing to add.
Diagnostic* Parser::fail(std::string_view id, Location at, std::string message) {
  if (panic_) return nullptr;
  panic_ = true;
  if (at_end() && list_.truncated) return nullptr;
  return &report_.error(id, at, std::move(message));
}

// A section can only begin at the left margin when something is still open, so that a driver's
// variable may be called `region`.
bool Parser::at_section() const {
  const Token& word = peek();
  if (!word.first_on_line || word.at.column != 1 || !is_section_word(word.text)) return false;
  const Token& follows = peek(1);
  return opens_with_brace(word.text) ? follows.text == "{"
                                     : follows.kind == Token::Kind::identifier;
}

void Parser::skip_token() {
  if (at_identifier()) tree_.skipped.insert(std::string(peek().text));
  advance();
}

// To behind the next ';', or to the '}' or section that ends this block.
void Parser::skip_statement() {
  panic_ = false;
  int open = 0;
  while (!at_end() && !at_section()) {
    if (at("}") && open == 0) return;
    const bool last = (at(";") && open == 0) || (at("}") && open == 1);
    if (at("{")) ++open;
    if (at("}")) --open;
    skip_token();
    if (last) return;
  }
}

void Parser::skip_section() {
  panic_ = false;
  const std::size_t before = next_;
  skip_statement();
  while (at("}")) {  // of a block, or of a set of types in the middle of a check
    skip_token();
    if (!peek().first_on_line) skip_statement();
  }
  if (next_ == before && !at_end() && !at_section()) skip_token();
}

// For a broken `if (...)`: on to its body. False if there is none before the statement ends.
bool Parser::skip_to(std::string_view text) {
  while (!at_end() && !at_section() && !at(";") && !at("}")) {
    if (at(text)) {
      panic_ = false;
      return true;
    }
    skip_token();
  }
  return false;
}

Parser::Deeper::Deeper(Parser& parser) : parser_(parser) {
  if (++parser_.depth_ <= deepest) return;
  auto* d = parser_.fail("E005", parser_.peek().at, "this is nested too deeply");
  if (d != nullptr) d->hint = "use a constant or a variable for an inner part";
}

}  // namespace memtype::cases
