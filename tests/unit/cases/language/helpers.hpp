// Short ways to parse a piece of a case in a test.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "../parsed.hpp"
#include "memtype/cases/parse.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases::testing {

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A small machine, a parameter and a region on the first lines, then `rest`.
inline std::string with_prelude(std::string_view rest) {
  return "case t machine { cpu intel; }\n"
         "param bar align 16M range 0xc0000000..0xefffffff;\n"
         "region fb (bar, 8M); region regs (bar + 8M, 8M);\n" +
         std::string(rest);
}

inline ParseResult parse(std::string_view rest) { return parse_case("t.case", with_prelude(rest)); }

// A program `after` with this body.
inline ParseResult parse_body(std::string_view body) {
  return parse("after {" + std::string(body) + "}");
}

// A check with this condition after two programs; `c` is a result of both.
inline ParseResult parse_check(std::string_view check) {
  return parse(
      "before { c = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1); }\n"
      "after { va = ioremap_wc(bar, 16M); c = arch_phys_wc_add(bar, 16M); if (c) d = c; }\n"
      "async both { before; after; }\n" +
      std::string(check));
}

// "E012 E015": the ids of all errors, in file order; warnings with `warnings`.
inline std::string ids(const ParseResult& result, bool warnings = false) {
  std::string text;
  for (const Diagnostic& d : result.diagnostics) {
    if (d.severity == Severity::warning && !warnings) continue;
    text += (text.empty() ? "" : " ") + d.id;
  }
  return text;
}

inline std::string first_message(const ParseResult& result) {
  return result.diagnostics.empty() ? "" : result.diagnostics[0].message;
}

// "42 6:7" for an assignment's expression and so on: the tree of an expression in prefix form.
inline std::string shape(const Expr& e) {
  switch (e.kind) {
    case Expr::Kind::number: return std::to_string(e.number);
    case Expr::Kind::name: return e.text;
    case Expr::Kind::types: return to_string(e.types);
    case Expr::Kind::word: return '"' + e.text + '"';
    case Expr::Kind::cast:
      return "(cast " + std::string(name(*e.type)) + " " + shape(e.args[0]) + ")";
    case Expr::Kind::in_set: return "(in " + shape(e.args[0]) + " " + to_string(e.types) + ")";
    case Expr::Kind::call:
    case Expr::Kind::unary:
    case Expr::Kind::binary: break;
  }
  std::string text = "(" + (e.kind == Expr::Kind::call ? e.text : std::string(info(e.op).spelling));
  for (const Expr& a : e.args) text += " " + shape(a);
  return text + ")";
}

}  // namespace memtype::cases::testing
