// The machine block: facts and their alternatives. What they mean is the resolver's business.
#include <algorithm>
#include <iterator>

#include "language/parser.hpp"

namespace memtype::cases {

// machine = "machine" "{" { IDENT value ";" } "}" ;
void Parser::machine() {
  MachineSyntax machine{last(), {}};
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
  if (panic_) skipped_.insert(fact.name);  // do not also say that it is missing
  if (!panic_) machine.facts.push_back(std::move(fact));
}

std::optional<FactSyntax> Parser::one_fact() {
  MachineSyntax machine;
  fact(machine);
  if (panic_ || !at_end() || machine.facts.size() != 1) return std::nullopt;
  return std::move(machine.facts[0]);
}

// value = "any" "of" "(" alternative { "," alternative } ")" | alternative { "," item } ;
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
  if (at_limits()) {
    FactValue limited;
    limited.at = last();
    limited.items.push_back(limited_any({"any", last()}));
    fact.values.push_back(std::move(limited));
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
  FactValue result;
  result.at = peek().at;
  result.items.push_back(atom());
  if (accept("..")) result.up_to = atom();
  while (accept("+")) result.items.push_back(atom());
  result.at = span(result.at, last());
  return result;
}

// any = "any" [ "(" TYPE { "," TYPE } ")" ] [ "min" expr ] [ "max" expr ] ;
Expr Parser::limited_any(const NamedPlace& any) {
  Expr e;
  e.kind = Expr::Kind::call;
  e.at = any.at;
  e.text = any.name;
  if (accept("(")) {
    do e.args.push_back(expr());
    while (accept(","));
    expect(")", " or ',' after a type");
  }
  for (const char* word : {"min", "max"}) {
    if (panic_ || !accept(word)) continue;
    Expr limit;
    limit.kind = Expr::Kind::call;
    limit.at = last();
    limit.text = word;
    limit.args.push_back(expr());
    e.args.push_back(std::move(limit));
  }
  return e;
}

// atom = STRING | any | IDENT [ "(" expr { "," expr } ")" ] | NUMBER ;
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
      if (word.name == "any" && at_limits()) return limited_any(word);
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

}  // namespace memtype::cases
