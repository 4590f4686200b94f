// The sections of a case file.
#include "language/parser.hpp"

#include <algorithm>

#include "language/suggest.hpp"

namespace memtype::cases {
namespace {

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
  if (truncated()) skipped_.insert("machine");  // it may be in the part that was lost
  while (true) {
    if (panic_) skip_section();
    if (at_end()) break;
    section();
  }
  tree_.skipped = std::move(skipped_);
  return std::move(tree_);
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
  if (accept("bar")) return bar();
  if (accept("assume")) return assume();
  if (accept("calls")) return calls();
  if (accept("const")) return constant();
  if (accept("external")) return external();
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
                     (at_identifier() ? did_you_mean(word, section_words()) : ""));
  if (d != nullptr)
    d->hint =
        "sections: machine, param, bar, assume, const, calls, external, region, before, after, "
        "program, "
        "async, check";
}

// region = "region" IDENT "(" expr "," expr ")" [ "wants" TYPE [ "where" "mapped" ] ] ";" ;
void Parser::region() {
  const NamedPlace name = identifier("the name of the region");
  Region region{name.name, name.at, {}, {}, {}, false};
  expect("(", " after 'region " + name.name + "'; a region is written (START, LENGTH)");
  region.start = expr();
  expect(",", " between start and length");
  region.length = expr();
  expect(")", " after the length");
  if (!panic_ && accept("wants")) {
    region.wants = type();
    region.where_mapped = !panic_ && accept("where");
    if (region.where_mapped) expect("mapped", " after 'where'");
  }
  expect(";", !region.wants         ? " or 'wants TYPE' after the region"
              : region.where_mapped ? " after the region"
                                    : " or 'where mapped' after the region");
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
  program_body(program);
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
  if (panic_) skipped_.insert(group.name.name);
  tree_.groups.push_back(std::move(group));
}

// check = "check" quantifier IDENT "(" expr ")" [ "when" "(" expr ")" ] "expect" verdict ";" ;
void Parser::check() {
  Check check;
  const Location keyword = last();
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

}  // namespace memtype::cases
