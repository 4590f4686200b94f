// `memtype check --suggest` of a case without a program: which calls, on which machines.
#include "memtype/solver/layout.hpp"

#include <fmt/format.h>

#include <ostream>

#include "commands/answers.hpp"
#include "commands/commands.hpp"
#include "commands/questions.hpp"
#include "memtype/cases/print.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;
using solver::HowOften;

std::string_view word(HowOften how) {
  switch (how) {
    case HowOften::always: return "always";
    case HowOften::never: return "never";
    case HowOften::sometimes: return "sometimes";
    case HowOften::none: return "-";
    case HowOften::open: return "unknown";
  }
  return "?";
}

bool is_open(const solver::MappingWay& way) {
  for (HowOften how : way.by_class)
    if (how == HowOften::open) return true;
  return false;
}

// A class of which the case has no machine is left out.
bool exists(const solver::RegionPlan& row, std::size_t k) {
  for (const solver::MappingWay& way : row.ways)
    if (way.by_class[k] != HowOften::none) return true;
  return false;
}

void table(const Case& c, const solver::RegionPlan& row, std::ostream& out) {
  const Region& region = c.regions[static_cast<std::size_t>(row.region)];
  out << fmt::format("Region {} ({}, {}) wants {}\n", region.name, print_expr(region.start),
                     print_expr(region.length), name(*region.wants));
  std::size_t width = 4;
  for (const solver::MappingWay& way : row.ways) width = std::max(width, way.calls.size());
  std::string head = fmt::format("  {:<{}}", "", width);
  for (std::size_t k = 0; k < row.classes.size(); ++k)
    if (exists(row, k)) head += fmt::format("  {:<10}", row.classes[k].name);
  out << head << '\n';
  for (const solver::MappingWay& way : row.ways) {
    std::string line = fmt::format("  {:<{}}", way.calls, width);
    for (std::size_t k = 0; k < row.classes.size(); ++k)
      if (exists(row, k))
        line += fmt::format("  {:<{}}", word(way.by_class[k]),
                            std::max<std::size_t>(10, row.classes[k].name.size()));
    while (line.ends_with(' ')) line.pop_back();
    out << line << '\n';
  }
}

}  // namespace

ExitCode layout(const Case& c, const QuestionCommand& command, const std::string& file,
                std::ostream& out, std::ostream& err) {
  bool wants = false;
  for (const Region& r : c.regions) wants = wants || r.wants.has_value();
  if (!wants) return refuse(err, file, "there is neither a program nor a region that wants a type");
  out << fmt::format("Layout {}\n", c.name) << machine_lines(c) << std::flush;
  const solver::DriverPlan plan = solver::plan_driver(c, command.options);
  bool open = false;
  for (const solver::RegionPlan& row : plan.regions) {
    table(c, row, out);
    for (const solver::MappingWay& way : row.ways) open = open || is_open(way);
  }
  Json answer = {{"question", "suggest"},
                 {"found", plan.recommended.has_value()},
                 {"tried", plan.tried},
                 {"changes", Json::array()}};
  if (plan.recommended) answer["program"] = program_text(*plan.recommended);
  add_answer(command, file, c, {}, plan.seconds, std::move(answer));
  if (!plan.recommended) {
    out << fmt::format("Tried  {} programs; the best one fails\n", plan.tried);
    for (const std::string& what : plan.given_up) out << "       " << what << '\n';
    out << fmt::format(
        "Verdict no program gives every region what it can have alone\nTime {:.2f}\n",
        plan.seconds);
    return open ? exit_unknown : exit_differs;
  }
  out << "Proved of the whole program below\n";
  for (const Check& check : plan.proved) out << "       " << check.name << '\n';
  out << fmt::format("Verdict proved; {} programs tried\nTime {:.2f}\n", plan.tried, plan.seconds)
      << program_text(*plan.recommended);
  return exit_ok;
}

}  // namespace memtype::cli
