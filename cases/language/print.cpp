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
  explicit ProgramPrinter(const Program& program) : program_(program) {}

  std::string run() {
    statements(program_.body, 1);
    const bool named = program_.name == "before" || program_.name == "after";
    return (named ? "" : "program ") + program_.name + " {\n" + declarations() + text_ + "}\n";
  }

 private:
  // Locals are numbered in the order in which they are met, and declared where they are. Where the
  // statements alone would give another order, or miss one, all are declared first.
  std::string declarations() const {
    if (met_ == program_.locals) return "";
    std::string text;
    for (std::size_t i = 0; i < program_.locals.size(); ++i)
      text += "    " + std::string(name(program_.type_of(i).value_or(c_long))) + " " +
              program_.locals[i] + ";\n";
    return text;
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
      case Stmt::Kind::assign: {
        const auto target = static_cast<std::size_t>(s.target);
        const std::string& local = program_.locals[target];
        const bool fresh = std::find(met_.begin(), met_.end(), local) == met_.end();
        if (fresh) met_.push_back(local);
        const auto type = fresh ? program_.type_of(target) : std::nullopt;
        return line(depth, (type ? std::string(name(*type)) + " " : "") + local + " = " +
                               print_expr(s.expr) + ";");
      }
      case Stmt::Kind::call: return line(depth, print_expr(s.expr) + ";");
      case Stmt::Kind::branch:
        block("if (" + print_expr(s.expr) + ") {", s.body, s.otherwise.empty() ? "}" : "} else {",
              depth);
        if (s.otherwise.empty()) return;
        statements(s.otherwise, depth + 1);
        return line(depth, "}");
      case Stmt::Kind::loop:
        if (s.do_while)
          return block("do {", s.body, "} while (" + print_expr(s.expr) + ");", depth);
        return block("while (" + print_expr(s.expr) + ") {", s.body, "}", depth);
      case Stmt::Kind::leave_loop: return line(depth, "break;");
      case Stmt::Kind::leave_program: return line(depth, "return;");
      case Stmt::Kind::block:
      case Stmt::Kind::part: return block("{", s.body, "}", depth);
    }
  }

  const Program& program_;
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
  section(regions(c.regions));
  for (const Program& p : c.programs)
    if (p.parts.empty()) section(ProgramPrinter(p).run());  // a lane stands in its group
  std::string groups;
  for (const Subject& s : c.subjects)
    if (s.async) groups += group(c, s);
  section(groups);
  section(checks(c.checks));
  return text;
}

}  // namespace memtype::cases
