// A whole case as text, one function for each rule of the grammar.
#include "memtype/cases/print.hpp"

#include <algorithm>

#include "language/print_machine.hpp"

namespace memtype::cases {
namespace {

constexpr std::size_t widest = 100;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

// --- Declarations ---

std::string param(const Param& p, const std::vector<Param>& params) {
  std::string text = (p.bar_size > 0 ? "bar " : "param ") + p.name;
  if (p.bar_size > 0)
    text += " size " + print_bar_size(p, params);
  else if (p.align > 1)
    text += " align " + print_number(p.align);
  if (p.has_range) text += " range " + print_number(p.low) + ".." + print_number(p.high);
  return text + (p.may_overlap ? " may overlap;\n" : ";\n");
}

std::string external(const External& e) {
  std::string values;
  for (const Expr& value : e.values) values += (values.empty() ? "" : ", ") + print_expr(value);
  return "external " + e.name + "()" + (values.empty() ? "" : " any of (" + values + ")") + ";\n";
}

std::string regions(const std::vector<Region>& list) {
  std::size_t names = 0, places = 0;
  const auto place = [](const Region& r) {
    return "(" + print_expr(r.start) + ", " + print_expr(r.length) + ")";
  };
  for (const Region& r : list) {
    names = std::max(names, r.name.size());
    places = std::max(places, place(r).size());
  }
  std::string text;
  for (const Region& r : list) {
    text += "region " + padded(r.name, names) + " ";
    text += r.wants ? padded(place(r), places) + " wants " + std::string(name(*r.wants)) : place(r);
    text += r.where_mapped ? " where mapped;\n" : ";\n";
  }
  return text;
}

// --- Programs ---

class ProgramPrinter {
 public:
  // `all_may_fail`: the case says so once.
  ProgramPrinter(const Program& program, bool all_may_fail)
      : program_(program), all_may_fail_(all_may_fail) {}

  std::string run() {
    statements(program_.body, 1);
    const bool named = program_.name == "before" || program_.name == "after";
    return (named ? "" : "program ") + program_.name + " {\n" + declarations() + text_ + "}\n";
  }

 private:
  // Locals are numbered in the order in which they are met, and declared where they are. Where the
  // statements alone would give another order, or miss one, all are declared first.
  std::string declarations() const {
    bool arrays = false;  // an element cannot be declared where it is met
    for (std::size_t i = 0; i < program_.locals.size(); ++i)
      arrays = arrays || (is_element(program_.locals[i]) && program_.type_of(i));
    if (met_ == program_.locals && !arrays) return "";
    std::string text;
    for (std::size_t i = 0; i < program_.locals.size(); ++i)
      text += "    " + declaration(i) + ";\n";
    return text;
  }

  static bool is_element(const std::string& local) { return local.ends_with(']'); }

  // Of an element, the array with those that follow it, which `i` is moved over.
  std::string declaration(std::size_t& i) const {
    const std::string& local = program_.locals[i];
    const auto type = program_.type_of(i);
    const std::string written = type ? std::string(name(*type)) + " " : "void *";  // has no type
    if (!is_element(local)) return written + local;
    const std::string array = local.substr(0, local.rfind('['));
    std::size_t length = 1;
    while (i + 1 < program_.locals.size() &&
           program_.locals[i + 1] == array + "[" + std::to_string(length) + "]")
      ++length, ++i;
    return written + array + "[" + std::to_string(length) + "]";
  }

  void line(int depth, const std::string& text) {
    text_ += std::string(static_cast<std::size_t>(depth) * 4, ' ') + text + "\n";
  }

  void block(const std::string& before, const std::vector<Stmt>& body, const std::string& after,
             int depth) {
    line(depth, before);
    statements(body, depth + 1);
    line(depth, after);
  }

  void statements(const std::vector<Stmt>& list, int depth) {
    for (const Stmt& s : list) statement(s, depth);
  }

  void statement(const Stmt& s, int depth) {
    switch (s.kind) {
      case Stmt::Kind::assign:
      case Stmt::Kind::call: return line(depth, simple(s) + ";");
      case Stmt::Kind::branch:
        block("if (" + print_expr(s.expr) + ") {", s.body, s.otherwise.empty() ? "}" : "} else {",
              depth);
        if (s.otherwise.empty()) return;
        statements(s.otherwise, depth + 1);
        return line(depth, "}");
      case Stmt::Kind::loop:
        if (s.do_while)
          return block("do {", s.body, "} while (" + print_expr(s.expr) + ");", depth);
        return block(loop_head(s), s.body, "}", depth);
      case Stmt::Kind::selection:
        return block("switch (" + print_expr(s.expr) + ") {", s.body, "}", depth);
      case Stmt::Kind::choice:
        return line(depth - 1, s.is_default ? "default:" : "case " + print_expr(s.expr) + ":");
      case Stmt::Kind::leave_loop: return line(depth, "break;");
      case Stmt::Kind::next_round: return line(depth, "continue;");
      case Stmt::Kind::jump: return line(depth, "goto " + s.label + ";");
      case Stmt::Kind::label: return line(depth - 1, s.label + ":");
      case Stmt::Kind::leave_program:
        return line(depth, is_plain(s.expr) ? "return;" : "return " + print_expr(s.expr) + ";");
      case Stmt::Kind::block:
      case Stmt::Kind::part: return block("{", s.body, "}", depth);
    }
  }

  // `return;` and `return 0;`: the value goes nowhere.
  static bool is_plain(const Expr& e) { return e.kind == Expr::Kind::number && e.number == 0; }

  // An assignment or a call.
  std::string simple(const Stmt& s) {
    const std::string may_fail = s.may_fail && !all_may_fail_ ? " may fail" : "";
    if (s.kind == Stmt::Kind::call) return print_expr(s.expr) + may_fail;
    const auto target = static_cast<std::size_t>(s.target);
    const std::string& local = program_.locals[target];
    const bool fresh = std::find(met_.begin(), met_.end(), local) == met_.end();
    if (fresh) met_.push_back(local);
    const auto type = fresh && !is_element(local) ? program_.type_of(target) : std::nullopt;
    return (type ? std::string(name(*type)) + " " : "") + local + " = " + print_expr(s.expr) +
           may_fail;
  }

  std::string loop_head(const Stmt& s) {
    if (s.otherwise.empty()) return "while (" + print_expr(s.expr) + ") {";
    std::string step;
    for (const Stmt& part : s.otherwise) step += (step.empty() ? "" : ", ") + simple(part);
    return "for (; " + print_expr(s.expr) + "; " + step + ") {";
  }

  const Program& program_;
  bool all_may_fail_;
  std::string text_;
  std::vector<std::string> met_;
};

std::string group(const Case& c, const Subject& subject) {
  std::string text = "async " + subject.name + " {";
  for (const int member : subject.programs)
    text += " " + c.programs[static_cast<std::size_t>(member)].name + ";";
  return text + " }\n";
}

// --- Checks ---

std::string checks(const std::vector<Check>& list) {
  std::size_t names = 0, ends = 0;
  for (const Check& k : list) names = std::max(names, k.name.size());
  struct Lines {
    std::string first, second;
  };
  std::vector<Lines> lines;
  for (const Check& k : list) {
    Lines l;
    l.first = "check " + padded(std::string(print_quantifier(k.quantifier)), 7) + " " +
              padded(k.name, names) + " (" + print_expr(k.condition) + ")";
    const std::string when = k.when ? "when (" + print_expr(*k.when) + ")" : "";
    if (l.first.size() + when.size() + 16 <= widest)
      l.first += (k.when ? " " : "") + when;
    else
      l.second = std::string(14, ' ') + when;
    const std::string& last = l.second.empty() ? l.first : l.second;
    if (last.size() + 15 <= widest) ends = std::max(ends, last.size());
    lines.push_back(std::move(l));
  }
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Lines& l = lines[i];
    const std::string& last = l.second.empty() ? l.first : l.second;
    if (!l.second.empty()) text += l.first + "\n";
    text += padded(last, ends) + " expect " + std::string(print_verdict(list[i].expect)) + ";\n";
  }
  return text;
}

std::string description(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += ' ';
  }
  return out + "\"\n";
}

}  // namespace

std::string print_bar_size(const Param& bar, const std::vector<Param>& params) {
  const Param* size = size_param_of(bar, params);
  return size != nullptr ? size->name : print_number(bar.bar_size);
}

std::string print_case(const Case& c) {
  std::string text = "case " + c.name + "\n";
  if (!c.description.empty()) text += description(c.description);
  const auto section = [&](const std::string& lines) {
    if (!lines.empty()) text += "\n" + lines;
  };
  section(print_machine_block(c.machine, false));
  std::string params, constants;
  for (const Param& p : c.params) params += param(p, c.params);
  for (const Constant& k : c.constants)
    constants += "const " + k.name + " = " + print_expr(k.value) + ";\n";
  std::string assumptions;
  for (const Assumption& a : c.assumptions)
    assumptions += "assume (" + print_expr(a.condition) + ");\n";
  section(params);
  section(constants);
  section(assumptions);
  std::string externals;
  for (const External& e : c.externals) externals += external(e);
  section(externals);
  section(c.calls_may_fail ? "calls may fail;\n" : "");
  section(regions(c.regions));
  for (const Program& p : c.programs)
    if (p.parts.empty())
      section(ProgramPrinter(p, c.calls_may_fail).run());  // a lane stands in its group
  std::string groups;
  for (const Subject& s : c.subjects)
    if (s.async) groups += group(c, s);
  section(groups);
  section(checks(c.checks));
  return text;
}

}  // namespace memtype::cases
