#include "memtype/cases/rewrite.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "language/statement_text.hpp"
#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

bool same_place(const Stmt& a, const Stmt& b) {
  return std::tie(a.at.line, a.at.column, a.kind) == std::tie(b.at.line, b.at.column, b.kind);
}

const Stmt* find(const std::vector<Stmt>& body, const Stmt& s) {
  const auto found = std::find_if(body.begin(), body.end(),
                                  [&](const Stmt& other) { return same_place(other, s); });
  return found == body.end() ? nullptr : &*found;
}

bool is_made(const Stmt& s) { return s.at.line == nowhere.line; }

void number_locals(std::vector<Stmt>& body, std::vector<int>& order) {
  for (Stmt& s : body) {
    if (s.target >= 0) {
      const auto known = std::find(order.begin(), order.end(), s.target);
      const auto number = static_cast<int>(known - order.begin());
      if (known == order.end()) order.push_back(s.target);
      s.target = number;
    }
    number_locals(s.body, order);
    number_locals(s.otherwise, order);
  }
}

// With its variables in the order in which they are assigned first, and no others, so that two
// programs that say the same are printed alike. Names in expressions are text there.
std::string print_program(Program program) {
  std::vector<int> order;
  number_locals(program.body, order);
  const Program given = program;
  program.locals.clear();
  program.types.clear();
  for (const int local : order) {
    program.locals.push_back(given.locals[static_cast<std::size_t>(local)]);
    program.types.push_back(given.type_of(static_cast<std::size_t>(local)));
  }
  Case one;
  one.subjects = {{program.name, {}, {0}, false}};
  one.programs = {program};
  const std::string whole = print_case(one);
  const bool plain = program.name == "before" || program.name == "after";
  const std::size_t at =
      whole.find(std::string("\n") + (plain ? "" : "program ") + program.name + " {");
  return at == std::string::npos ? whole : whole.substr(at + 1);
}

struct TextEdit {
  TextRange place;
  std::string with;
};

// The edits that make a program of the text another one. `good()`: as far as that can be said
// before the text is read again.
class ProgramEdits {
 public:
  ProgramEdits(std::string_view text, const StatementText& tokens) : text_(text), tokens_(tokens) {}

  void change(const Program& was, const Program& now) {
    const std::size_t open = brace_of(was);
    statements(was.body, now.body);
    order(was, now);
    for (const Stmt& s : now.body)
      if (is_made(s)) append(open, now, s);
  }

  void print_anew(const Program& was, const Program& now) {
    const std::size_t open = brace_of(was);
    const std::string whole = print_program(now);
    edits_.push_back({{tokens_.begin(open), tokens_.end(tokens_.behind_match(open) - 1)},
                      whole.substr(whole.find('{'), whole.rfind('}') - whole.find('{') + 1)});
  }

  bool good() const { return good_; }

  std::string text() { return with_edits({0, text_.size()}); }

 private:
  std::size_t brace_of(const Program& program) {
    std::size_t t = tokens_.at(program.at);
    while (t < tokens_.none() && tokens_.word(t) != "{") ++t;
    good_ = good_ && t < tokens_.none();
    return t;
  }

  // What happens inside of the statements of a body, and those that are gone.
  void statements(const std::vector<Stmt>& was, const std::vector<Stmt>& now) {
    for (const Stmt& s : was) {
      const Stmt* there = find(now, s);
      if (there == nullptr) {
        leave_out(s);
        continue;
      }
      if (s.expr.kind == Expr::Kind::call) call(s.expr, there->expr);
      statements(s.body, there->body);
      statements(s.otherwise, there->otherwise);
    }
  }

  void leave_out(const Stmt& s) {
    const std::size_t first = tokens_.first_of_statement(tokens_.at(s.at));
    const TextRange lines = tokens_.lines_of(first, false);
    const bool block = first > 0 && tokens_.word(first - 1) != ")" &&
                       tokens_.word(first - 1) != "else" && tokens_.word(first - 1) != "do";
    if (lines.end > 0 && block)
      edits_.push_back({lines, ""});
    else
      edits_.push_back({tokens_.tokens_of(first), block ? "" : ";"});
  }

  void call(const Expr& was, const Expr& now) {
    const std::size_t name = tokens_.at(was.at);
    if (was.text != now.text)
      edits_.push_back({{tokens_.begin(name), tokens_.end(name)}, now.text});
    const std::vector<TextRange> places = arguments(name + 1);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (i >= now.args.size())
        edits_.push_back({{places[i - 1].end, places[i].end}, ""});
      else if (i < was.args.size() && print_expr(was.args[i]) != print_expr(now.args[i]))
        edits_.push_back({places[i], print_expr(now.args[i])});
    }
  }

  std::vector<TextRange> arguments(std::size_t open) const {
    std::vector<TextRange> list;
    const std::size_t close = tokens_.behind_match(open) - 1;
    std::size_t first = open + 1;
    for (std::size_t t = first; t < close; ++t) {
      if (tokens_.word(t) == "(") t = tokens_.behind_match(t) - 1;
      const bool ends = t + 1 == close || tokens_.word(t + 1) == ",";
      if (!ends) continue;
      list.push_back({tokens_.begin(first), tokens_.end(t)});
      first = t + 2;
      ++t;
    }
    return list;
  }

  // Statements that stay, where each stood and where it is to stand.
  void order(const Program& was, const Program& now) {
    std::vector<std::size_t> from, to;
    for (const Stmt& s : was.body)
      if (find(now.body, s) != nullptr) from.push_back(tokens_.at(s.at));
    for (const Stmt& s : now.body)
      if (!is_made(s)) to.push_back(tokens_.at(s.at));
    if (from == to || from.size() != to.size()) return;
    for (auto* list : {&from, &to})
      for (std::size_t& token : *list) token = tokens_.first_of_statement(token);
    if (std::set(from.begin(), from.end()).size() != from.size()) good_ = false;
    std::vector<std::size_t> moved;
    for (std::size_t i = 0; i < from.size(); ++i)
      if (from[i] != to[i]) moved.push_back(i);
    const bool lines = std::all_of(moved.begin(), moved.end(), [&](std::size_t i) {
      return tokens_.lines_of(from[i], true).end > 0;
    });
    const auto place = [&](std::size_t first) {
      return lines ? tokens_.lines_of(first, true) : tokens_.tokens_of(first);
    };
    std::vector<TextEdit> moves;
    for (const std::size_t i : moved) moves.push_back({place(from[i]), with_edits(place(to[i]))});
    for (const TextEdit& move : moves) drop_inside(move.place);
    edits_.insert(edits_.end(), moves.begin(), moves.end());
  }

  void drop_inside(TextRange range) {
    std::erase_if(edits_, [&](const TextEdit& e) {
      return range.begin <= e.place.begin && e.place.end <= range.end;
    });
  }

  void append(std::size_t open, const Program& now, const Stmt& s) {
    const std::size_t close = tokens_.behind_match(open) - 1;
    const std::string statement =
        (s.target < 0 ? "" : now.locals[static_cast<std::size_t>(s.target)] + " = ") +
        print_expr(s.expr) + ";";
    if (tokens_.first_on_line(close)) {
      const bool empty = close == open + 1;
      const std::size_t model =
          empty ? close : tokens_.first_of_statement(tokens_.at(last_place(now)));
      const std::string indent(tokens_.indent(model));
      const std::size_t at = tokens_.line_begin(close);
      edits_.push_back({{at, at}, indent + (empty ? "    " : "") + statement + "\n"});
    } else {
      const std::size_t at = tokens_.end(close - 1);
      edits_.push_back({{at, at}, " " + statement});
    }
  }

  static Location last_place(const Program& program) {
    Location last = program.at;
    for (const Stmt& s : program.body)
      if (std::tie(last.line, last.column) < std::tie(s.at.line, s.at.column)) last = s.at;
    return last;
  }

  // A piece of the text with the edits inside it. Insertions at one place stay in their order.
  std::string with_edits(TextRange range) {
    std::stable_sort(edits_.begin(), edits_.end(), [](const TextEdit& a, const TextEdit& b) {
      return a.place.begin < b.place.begin;
    });
    std::string out;
    std::size_t done = range.begin;
    for (const TextEdit& e : edits_) {
      if (e.place.begin < range.begin || range.end < e.place.end) continue;
      if (e.place.begin < done) good_ = false;
      if (!good_) break;
      out += text_.substr(done, e.place.begin - done);
      out += e.with;
      done = e.place.end;
    }
    return out + std::string(text_.substr(done, range.end - done));
  }

  std::string_view text_;
  const StatementText& tokens_;
  std::vector<TextEdit> edits_;
  bool good_ = true;
};

const Program* program_named(const Case& c, const std::string& name) {
  for (const Program& p : c.programs)
    if (p.name == name && p.parts.empty()) return &p;
  return nullptr;
}

bool reads_as(const std::string& text, const std::vector<Program>& wanted) {
  const ParseResult again = parse_case("", text);
  return again.parsed && std::all_of(wanted.begin(), wanted.end(), [&](const Program& p) {
           const Program* there = program_named(*again.parsed, p.name);
           return there != nullptr && print_program(*there) == print_program(p);
         });
}

}  // namespace

std::optional<std::string> rewrite_programs(std::string_view text, const Case& c,
                                            const std::vector<Program>& changed) {
  const StatementText tokens(text);
  for (const auto how : {&ProgramEdits::change, &ProgramEdits::print_anew}) {
    ProgramEdits edits(text, tokens);
    for (const Program& now : changed)
      if (const Program* was = program_named(c, now.name)) (edits.*how)(*was, now);
    const std::string made = edits.text();
    if (edits.good() && reads_as(made, changed)) return made;
  }
  return std::nullopt;
}

}  // namespace memtype::cases
