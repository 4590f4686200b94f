#include "questions/edits.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "memtype/cases/functions.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cases/rewrite.hpp"
#include "memtype/solver/synthesis.hpp"
#include "questions/alternatives.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

void locals_in(const Expr& e, std::set<int>& read) {
  if (e.symbol.kind == Symbol::Kind::local) read.insert(e.symbol.index);
  for (const Expr& part : e.args) locals_in(part, read);
}
void locals_in(const Stmt& s, std::set<int>& read, std::set<int>& written) {
  locals_in(s.expr, read);
  if (s.target >= 0) written.insert(s.target);
  for (const Stmt& part : s.body) locals_in(part, read, written);
  for (const Stmt& part : s.otherwise) locals_in(part, read, written);
}

void results_in(const Expr& e, ReadResults& read) {
  if (e.symbol.kind == Symbol::Kind::result) read.insert({e.symbol.program, e.symbol.index});
  for (const Expr& part : e.args) results_in(part, read);
}

bool share(const std::set<int>& a, const std::set<int>& b) {
  return std::any_of(a.begin(), a.end(), [&](int x) { return b.contains(x); });
}

bool leaves(const Stmt& s) {
  if (s.kind == Stmt::Kind::leave_program || s.kind == Stmt::Kind::leave_loop ||
      s.kind == Stmt::Kind::next_round || s.kind == Stmt::Kind::jump)
    return true;
  return std::any_of(s.body.begin(), s.body.end(), leaves) ||
         std::any_of(s.otherwise.begin(), s.otherwise.end(), leaves);
}

bool has_call(const Stmt& s) {
  return is_kernel_call(s) || std::any_of(s.body.begin(), s.body.end(), has_call) ||
         std::any_of(s.otherwise.begin(), s.otherwise.end(), has_call);
}

// All edits of one program.
class Editor {
 public:
  Editor(const Case& c, int program, const ReadResults& read, std::vector<Edit>& out)
      : c_(c),
        index_(program),
        read_(read),
        program_(c.programs[static_cast<std::size_t>(program)]),
        calls_(kernel_calls(program_)),
        out_(out) {}

  void run() {
    for (std::size_t n = 0; n < calls_.size(); ++n) other_function(n);
    for (std::size_t n = 0; n < calls_.size(); ++n) other_range(n);
    for (std::size_t n = 0; n < calls_.size(); ++n) no_explicit_mtrr(n);
    other_order();
    for (std::size_t n = 0; n < calls_.size(); ++n) left_out(n);
    added_ranges();
    added_mappings();
  }

 private:
  bool exists(const FunctionInfo& function) const { return !missing_in(c_, function); }

  std::string call_text(const Stmt& s) const {
    const std::string target =
        s.target < 0 ? "" : program_.locals[static_cast<std::size_t>(s.target)] + " = ";
    return target + print_expr(s.expr);
  }
  static std::string line(const Stmt& s) {
    return s.at.line == nowhere.line ? "added " : ":" + std::to_string(s.at.line) + " ";
  }

  // The n-th call of a copy of the program, to be changed.
  static Stmt* nth(std::vector<Stmt>& body, std::size_t& left) {
    for (Stmt& s : body) {
      if (is_kernel_call(s) && left-- == 0) return &s;
      if (Stmt* found = nth(s.body, left)) return found;
      if (Stmt* found = nth(s.otherwise, left)) return found;
    }
    return nullptr;
  }
  void change(std::size_t n, const std::function<void(Expr&)>& how) {
    Edit edit{index_, program_, {}};
    std::size_t left = n;
    Stmt* s = nth(edit.changed.body, left);
    how(s->expr);
    edit.what = line(*calls_[n]) + call_text(*calls_[n]) + "  ->  " + call_text(*s);
    if (print_expr(s->expr) != print_expr(calls_[n]->expr)) out_.push_back(std::move(edit));
  }

  void other_function(std::size_t n) {
    const FunctionInfo* now = calls_[n]->expr.function;
    for (const FunctionInfo* other : alternatives(*now))
      if (other != now && exists(*other))
        change(n, [&](Expr& e) { e = call_expr(*other, std::move(e.args)); });
  }

  void other_range(std::size_t n) {
    const Expr& call = calls_[n]->expr;
    if (!has_range(call)) return;
    for (const auto& [start, length] : other_ranges(c_, call))
      change(n, [&](Expr& e) {
        e.args[0] = start;
        e.args[1] = length;
      });
  }

  void no_explicit_mtrr(std::size_t n) {
    const Expr& call = calls_[n]->expr;
    const bool combining =
        call.function->kernel_call()->rule == KernelRule::mtrr_add &&
        place_of(c_, call.args[2]) == ParamOffset{-1, static_cast<std::int64_t>(MemoryType::WC)};
    if (!combining) return;
    change(n, [](Expr& e) {
      e.args.resize(2);
      e = call_expr(wc_add(), std::move(e.args));
    });
  }

  void other_order() {
    const std::vector<Stmt>& body = program_.body;
    for (std::size_t i = 0; i + 1 < body.size(); ++i) {
      std::set<int> read[2], written[2];
      locals_in(body[i], read[0], written[0]);
      locals_in(body[i + 1], read[1], written[1]);
      if (share(read[0], written[1]) || share(written[0], read[1]) ||
          share(written[0], written[1]) || leaves(body[i]) || leaves(body[i + 1]) ||
          !has_call(body[i]) || !has_call(body[i + 1]))
        continue;
      Edit edit{index_, program_, {}};
      std::swap(edit.changed.body[i], edit.changed.body[i + 1]);
      edit.what = line(body[i + 1]) + "goes before :" + std::to_string(body[i].at.line);
      out_.push_back(std::move(edit));
    }
  }

  static bool erase_nth(std::vector<Stmt>& body, std::size_t& left) {
    for (std::size_t i = 0; i < body.size(); ++i) {
      if (is_kernel_call(body[i]) && left-- == 0) {
        body.erase(body.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
      }
      if (erase_nth(body[i].body, left) || erase_nth(body[i].otherwise, left)) return true;
    }
    return false;
  }

  void left_out(std::size_t n) {
    if (!calls_[n]->expr.function->kernel_call()->adds_mtrr) return;
    std::set<int> read, written;
    for (const Stmt& s : program_.body) locals_in(s, read, written);
    if (calls_[n]->target >= 0 && read.contains(calls_[n]->target)) return;
    if (read_.contains({index_, calls_[n]->target})) return;
    Edit edit{index_, program_, line(*calls_[n]) + "without " + call_text(*calls_[n])};
    std::size_t left = n;
    erase_nth(edit.changed.body, left);
    out_.push_back(std::move(edit));
  }

  void append(const std::string& variable, Expr call) {
    Edit edit{index_, program_, {}};
    std::string name = variable;
    const auto taken = [&] {
      const auto& locals = program_.locals;
      return std::find(locals.begin(), locals.end(), name) != locals.end();
    };
    for (int n = 2; taken(); ++n) name = variable + std::to_string(n);
    edit.changed.locals.push_back(name);
    Stmt s;
    s.kind = Stmt::Kind::assign;
    s.at = nowhere;
    s.target = static_cast<int>(program_.locals.size());
    s.expr = std::move(call);
    edit.what = "at the end of " + program_.name + ": " + name + " = " + print_expr(s.expr);
    for (const Stmt* there : calls_)
      if (print_expr(there->expr) == print_expr(s.expr)) return;
    edit.changed.body.push_back(std::move(s));
    out_.push_back(std::move(edit));
  }

  void added_ranges() {
    if (!exists(wc_add())) return;
    std::vector<ParamRange> done;
    for (const Region& r : c_.regions) {
      const auto span = span_of(c_, r);
      if (r.wants != MemoryType::WC || !span) continue;
      for (const ParamRange& block : blocks_around(c_, *span)) {
        if (std::find(done.begin(), done.end(), block) != done.end()) continue;
        done.push_back(block);
        append("wc_cookie",
               call_expr(wc_add(), {place_expr(c_, block.start), number_expr(block.length)}));
      }
    }
  }

  void added_mappings() {
    for (const Region& r : c_.regions)
      for (MemoryType mode : modes_for(r.wants))
        append(r.name + "_va",
               call_expr(plain_call(KernelRule::ioremap, mode), {r.start, r.length}));
  }
  static std::vector<MemoryType> modes_for(std::optional<MemoryType> wants) {
    if (!wants || wants == MemoryType::WP) return {};  // no call asks for WP
    if (wants == MemoryType::UC) return {MemoryType::UC_minus, MemoryType::UC};
    return {*wants};
  }

  const Case& c_;
  int index_;
  const ReadResults& read_;
  const Program& program_;
  std::vector<const Stmt*> calls_;
  std::vector<Edit>& out_;
};

}  // namespace

std::vector<Edit> edits_of(const Case& c, const std::vector<int>& programs,
                           const ReadResults& read) {
  std::vector<Edit> edits;
  for (int program : programs) Editor(c, program, read, edits).run();
  return edits;
}

ReadResults results_read(const std::vector<Check>& checks) {
  ReadResults read;
  for (const Check& check : checks) {
    results_in(check.condition, read);
    if (check.when) results_in(*check.when, read);
  }
  return read;
}

std::vector<bool> covered_regions(const Case& c, const std::vector<int>& programs) {
  std::vector<bool> covered(c.regions.size(), false);
  for (int program : programs)
    for (const Stmt* s : kernel_calls(c.programs[static_cast<std::size_t>(program)])) {
      if (!maps(*s->expr.function)) continue;
      const auto range = span_of(c, s->expr.args[0], s->expr.args[1]);
      for (std::size_t r = 0; range && r < c.regions.size(); ++r) {
        const auto span = span_of(c, c.regions[r]);
        covered[r] = covered[r] ||
                     (span && span->start.param == range->start.param &&
                      range->start.offset <= span->start.offset && span->end() <= range->end());
      }
    }
  return covered;
}

}  // namespace memtype::solver
