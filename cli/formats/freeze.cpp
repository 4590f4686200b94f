#include "formats/freeze.hpp"

#include <algorithm>

#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/subjects.hpp"
#include "settings/answer_settings.hpp"
#include "settings/start.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Expr number(std::uint64_t value) {
  Expr e;
  e.number = static_cast<std::int64_t>(value);
  return e;
}

// --- What the check speaks of ---

class Used {
 public:
  Used(const Case& c, const Check& check) : regions(c.regions.size()), programs(c.programs.size()) {
    visit(check.condition);
    for (int subject : subjects_of(check))
      for (int program : c.subjects[static_cast<std::size_t>(subject)].programs) add(c, program);
  }
  std::vector<bool> regions, programs;

 private:
  void visit(const Expr& e) {
    if (e.symbol.kind == Symbol::Kind::region)
      regions[static_cast<std::size_t>(e.symbol.index)] = true;
    for (const Expr& part : e.args) visit(part);
  }
  void add(const Case& c, int program) {
    const auto p = static_cast<std::size_t>(program);
    programs[p] = true;
    for (int part : c.programs[p].parts) add(c, part);
  }
};

void keep_programs(Case& frozen, const Check& check, const std::vector<bool>& used) {
  std::vector<Program> programs;
  std::vector<int> now(used.size(), -1);
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) continue;
    now[i] = static_cast<int>(programs.size());
    programs.push_back(std::move(frozen.programs[i]));
  }
  std::vector<Subject> subjects;
  for (int s : subjects_of(check)) {
    subjects.push_back(frozen.subjects[static_cast<std::size_t>(s)]);
    for (int& program : subjects.back().programs) program = now[static_cast<std::size_t>(program)];
  }
  frozen.programs = std::move(programs);
  frozen.subjects = std::move(subjects);
}

enum class Fixed { as_constants, as_params };

// Parameters become constants; where a static rule minds a value that the parameter could hide, a
// parameter with this one value.
void fix_params(Case& frozen, const solver::Witness& w, Fixed how) {
  std::vector<Constant> constants;
  for (std::size_t i = 0; i < frozen.params.size(); ++i) {
    Param& p = frozen.params[i];
    p.low = p.high = to_word(w.start->inputs.params[i]);
    p.has_range = true;
    p.align = 1;
    p.bar_size = 0;
    p.size_param = -1;
    p.may_overlap = false;
    constants.push_back({p.name, p.at, number(p.low)});
  }
  if (how == Fixed::as_params) return;
  constants.insert(constants.end(), frozen.constants.begin(), frozen.constants.end());
  frozen.constants = std::move(constants);
  frozen.params.clear();
}

// --- How to run it ---

std::string order_text(const Case& c, const std::vector<int>& order) {
  std::string text;
  for (int program : order)
    text += (text.empty() ? "" : ",") + c.programs[static_cast<std::size_t>(program)].name;
  return text;
}

std::string comment(const Case& c, const std::string& file, const Check& check,
                    const solver::CheckResult& result, const std::string& name) {
  const solver::Witness& w = *result.witness;
  std::string text = "// The run behind check " + check.name + " of " + file + ", fixed.\n";
  text += w.step > 0 ? "// It is decided after step " + std::to_string(w.step) + ":\n"
                     : "// It is decided at the end:\n";
  for (int s : subjects_of(check)) {
    const Subject& subject = c.subjects[static_cast<std::size_t>(s)];
    text += "//   memtype run " + name + ".case --program " + subject.name;
    for (const auto& [call, answer] : answer_settings(c, w.start->inputs.answers))
      text += " --set \"" + call + "=" + answer + "\"";
    if (subject.async)
      text += " --order \"" + order_text(c, w.orders[static_cast<std::size_t>(s)]) + "\"";
    text += "\n";
  }
  return text;
}

// One line whatever the file is called.
std::string one_line(std::string text) {
  for (char& ch : text)
    if (static_cast<unsigned char>(ch) < ' ') ch = '?';
  return text;
}

}  // namespace

std::string freeze(const Case& c, const std::string& file, const Check& check,
                   const solver::CheckResult& result, const std::string& name) {
  const solver::Witness& w = *result.witness;
  const Used used(c, check);
  std::string errors;
  for (const Fixed how : {Fixed::as_constants, Fixed::as_params}) {
    Case frozen = c;
    frozen.name = name;
    frozen.machine = spec_of(machine_of(w.start->choice, w.start->inputs));
    fix_params(frozen, w, how);
    std::vector<Region> regions;
    for (std::size_t r = 0; r < c.regions.size(); ++r)
      if (used.regions[r]) regions.push_back(c.regions[r]);
    frozen.regions = std::move(regions);
    frozen.checks = {check};
    frozen.checks[0].expect = result.verdict;
    keep_programs(frozen, check, used.programs);
    std::string text = print_case(frozen);
    // The description is indented where it goes on, so this is the block and nothing else.
    const std::size_t machine = text.find("\nmachine {\n");
    text.insert(machine, "\n" + comment(c, one_line(file), check, result, name));
    const ParseResult again = parse_case(name + ".case", text);
    if (again.parsed) return text;
    for (const Diagnostic& d : again.diagnostics) errors += render(d, name + ".case", text);
  }
  throw solver::InternalError("a frozen case cannot be read:\n" + errors);
}

}  // namespace memtype::cli
