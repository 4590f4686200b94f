// The sections that declare a name or say one thing of all the case.
#include "language/parser.hpp"

namespace memtype::cases {

// param = "param" IDENT ( "any" "of" "(" expr { "," expr } ")"
//                       | "pow2" "range" expr ".." expr
//                       | [ "align" expr ] [ "range" expr ".." expr [ "step" expr ] ] ) ";" ;
void Parser::param() {
  ParamSyntax param{identifier("the name of the parameter"), {}, {}, {}, {}, false};
  if (!panic_ && accept("any")) {
    expect("of", " after 'any'");
    list_of_values(param.values);
  } else if (at("pow2")) {
    param.pow2 = advance().at;
    range(param);
    if (!panic_ && !param.low) expected("'range' after 'pow2'");
  } else {
    if (!panic_ && accept("align")) param.align = expr();
    range(param);
    if (!panic_ && param.low && accept("step")) param.step = expr();
  }
  const bool fixed_value = at("=");
  if (!panic_ && !accept(";")) {
    auto* d = fail("E004", error_place(),
                   "expected 'align', 'pow2', 'range', 'step', 'any of' or ';' in the parameter");
    if (d != nullptr && fixed_value)
      d->hint = "a parameter has every value of its range; a single value is a 'const'";
  }
  tree_.params.push_back(std::move(param));
}

void Parser::list_of_values(std::vector<Expr>& values) {
  expect("(", " before the values");
  do {
    if (!panic_) values.push_back(expr());
  } while (accept(","));
  expect(")", " after the values");
}

void Parser::range(ParamSyntax& param) {
  if (panic_ || !accept("range")) return;
  param.low = expr();
  expect("..", " between the ends of the range");
  param.high = expr();
}

// bar = "bar" IDENT "size" expr [ "range" expr ".." expr ] [ "may" "overlap" ] ";" ;
void Parser::bar() {
  ParamSyntax bar{identifier("the name of the BAR"), {}, {}, {}, {}, false};
  expect("size", " after the name of a BAR");
  if (!panic_) bar.size = expr();
  range(bar);
  if (!panic_ && accept("may")) {
    bar.may_overlap = true;
    expect("overlap", " after 'may'");
  }
  expect(";", ", 'range' or 'may overlap' after the BAR");
  if (!bar.size) bar.size = unreadable(bar.name.at);
  tree_.params.push_back(std::move(bar));
}

// assume = "assume" "(" expr ")" ";" ;
void Parser::assume() {
  Assumption assumption{last(), {}};
  expect("(", " after 'assume'");
  assumption.condition = expr();
  expect(")", " after the condition");
  expect(";", " after the assumption");
  if (!panic_) tree_.assumptions.push_back(std::move(assumption));
}

// calls = "calls" "may" "fail" ";" ;
void Parser::calls() {
  expect("may", " after 'calls'");
  expect("fail", " after 'may'");
  expect(";", " after 'calls may fail'");
  tree_.calls_may_fail = true;
}

// external = "external" IDENT "(" ")" [ "any" "of" "(" expr { "," expr } ")" ] ";" ;
void Parser::external() {
  const NamedPlace name = identifier("the name of the call");
  External external{name.name, name.at, {}, {}};
  expect("(", " after the name of an external call");
  expect(")", ": an external call takes no arguments");
  if (!panic_ && accept("any")) {
    expect("of", " after 'any'");
    list_of_values(external.values);
  }
  expect(";", " or 'any of' after the external call");
  if (!panic_)
    tree_.externals.push_back(std::move(external));
  else
    skipped_.insert(name.name);
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

}  // namespace memtype::cases
