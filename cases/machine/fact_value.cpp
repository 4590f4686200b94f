#include "machine/fact_value.hpp"

#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

Expr leaf(Expr::Kind kind, std::string text, std::uint64_t number = 0) {
  Expr e;
  e.kind = kind;
  e.text = std::move(text);
  e.number = static_cast<std::int64_t>(number);
  return e;
}

// any (WB, UC) min 1M max 4G.
std::string print_any(const Expr& any) {
  std::string types, limits;
  for (const Expr& item : any.args)
    if (item.kind == Expr::Kind::call)
      limits += " " + item.text + " " + print_expr(item.args[0]);
    else
      types += (types.empty() ? "" : ", ") + print_expr(item);
  return "any" + (types.empty() ? "" : " (" + types + ")") + limits;
}

// A string keeps its quotes, also where it is one word.
std::string print_item(const Expr& item) {
  if (item.kind == Expr::Kind::call && item.text == "any") return print_any(item);
  return item.kind == Expr::Kind::word ? "\"" + item.text + "\"" : print_expr(item);
}

}  // namespace

std::string print_value(const FactValue& value) {
  std::string text;
  for (const Expr& item : value.items) {
    if (!text.empty()) text += value.commas ? ", " : " + ";
    text += print_item(item);
  }
  return value.up_to ? text + ".." + print_expr(*value.up_to) : text;
}

std::string print_setting(const FactValue& value) {
  if (value.items.size() == 1 && value.items[0].kind == Expr::Kind::word) {
    const std::string& string = value.items[0].text;
    const bool version =
        !string.empty() && string.find_first_not_of("0123456789.") == std::string::npos;
    return version ? string : print_value(value);
  }
  std::string text;
  for (const char c : print_value(value))
    if (c != ' ') text += c;
  return text;
}

std::string print_alternatives(const std::vector<FactValue>& values) {
  std::string joined;
  for (const FactValue& value : values) joined += (joined.empty() ? "" : ", ") + print_value(value);
  return values.size() == 1 ? joined : "any of (" + joined + ")";
}

Expr word_expr(std::string_view word) { return leaf(Expr::Kind::name, std::string(word)); }
Expr string_expr(std::string_view text) { return leaf(Expr::Kind::word, std::string(text)); }
Expr address_expr(std::uint64_t value) {
  return leaf(Expr::Kind::number, print_address(value), value);
}
Expr size_expr(std::uint64_t value) { return leaf(Expr::Kind::number, print_number(value), value); }

Expr call_expr(std::string_view name, std::vector<Expr> args) {
  Expr e = leaf(Expr::Kind::call, std::string(name));
  e.args = std::move(args);
  return e;
}

}  // namespace memtype::cases
