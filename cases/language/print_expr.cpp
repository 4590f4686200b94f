// Expressions and other small parts as text.
#include <array>
#include <cctype>
#include <charconv>

#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

int level(const Expr& e) {
  if (e.kind == Expr::Kind::in_set) return membership_precedence;
  if (e.kind == Expr::Kind::unary || e.kind == Expr::Kind::binary) return info(e.op).precedence;
  if (e.kind == Expr::Kind::cast) return unary_precedence;
  // A number that is written negative is the operator and the number.
  return unary_precedence + 1;
}

std::string at_least(const Expr& e, int wanted) {
  return level(e) < wanted ? "(" + print_expr(e) + ")" : print_expr(e);
}

std::string set_text(TypeSet types) {
  std::string text;
  for (MemoryType t : all_memory_types)
    if (types.contains(t)) text += (text.empty() ? "" : ", ") + std::string(name(t));
  return "{" + text + "}";
}

bool is_identifier(std::string_view word) {
  if (word.empty() || std::isdigit(static_cast<unsigned char>(word[0])) != 0) return false;
  for (const char c : word)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') return false;
  return true;
}

std::string binary(const Expr& e) {
  if (e.op == Operator::choice)
    return at_least(e.args[0], 1) + " ? " + print_expr(e.args[1]) + " : " + print_expr(e.args[2]);
  const int own = level(e);
  return at_least(e.args[0], own) + " " + std::string(info(e.op).spelling) + " " +
         at_least(e.args[1], own + 1);
}

std::string call(const Expr& e) {
  std::string arguments;
  for (const Expr& argument : e.args)
    arguments += (arguments.empty() ? "" : ", ") + print_expr(argument);
  return e.text + "(" + arguments + ")";
}

}  // namespace

std::string print_number(std::uint64_t value) {
  constexpr std::string_view units = "KMGT";
  for (std::size_t i = units.size(); i-- > 0;) {
    const std::uint64_t unit = std::uint64_t{1} << (10 * (i + 1));
    if (value != 0 && value % unit == 0 && value / unit < 10000)
      return std::to_string(value / unit) + units[i];
  }
  return value < 4096 ? std::to_string(value) : print_address(value);
}

std::string print_address(std::uint64_t value) {
  if (value < 10) return std::to_string(value);
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, 16).ptr;
  return "0x" + std::string(digits, end);
}

std::string print_expr(const Expr& e) {
  switch (e.kind) {
    case Expr::Kind::number:
      return e.text.empty() ? print_number(static_cast<std::uint64_t>(e.number)) : e.text;
    case Expr::Kind::name: return e.text;
    case Expr::Kind::call: return call(e);
    case Expr::Kind::types: return std::string(name(*e.types.single()));
    case Expr::Kind::word: return is_identifier(e.text) ? e.text : "\"" + e.text + "\"";
    case Expr::Kind::unary: {
      const bool nested = e.args[0].kind == Expr::Kind::unary;  // not two minus signs in a row
      return std::string(info(e.op).spelling) +
             (nested ? "(" + print_expr(e.args[0]) + ")" : at_least(e.args[0], unary_precedence));
    }
    case Expr::Kind::binary: return binary(e);
    case Expr::Kind::in_set: return at_least(e.args[0], level(e)) + " in " + set_text(e.types);
    case Expr::Kind::cast:
      return "(" + std::string(name(*e.type)) + ")" + at_least(e.args[0], unary_precedence);
  }
  return "";
}

std::string_view print_quantifier(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::always: return "always";
    case Quantifier::finally_: return "finally";
    case Quantifier::never: return "never";
    case Quantifier::exists: return "exists";
  }
  return "?";
}

std::string_view print_verdict(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds: return "Holds";
    case Verdict::fails: return "Fails";
    case Verdict::unknown: return "Unknown";
  }
  return "?";
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 48;
  std::string result = "'";
  for (char c : text.substr(0, longest)) result += c >= ' ' && c <= '~' ? c : '?';
  if (text.size() > longest) result += "...";
  return result + "'";
}

std::string quoted_list(const std::vector<std::string>& names, std::size_t limit) {
  std::string result;
  for (std::size_t i = 0; i < names.size() && i < limit; ++i)
    result += (i == 0 ? "" : ", ") + quoted(names[i]);
  if (names.size() > limit) result += ", ...";
  return result;
}

}  // namespace memtype::cases
