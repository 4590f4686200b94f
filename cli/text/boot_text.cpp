#include "text/boot_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"
#include "text/text_table.hpp"

namespace memtype::cli {
namespace {

using kernel::PathStep;
using kernel::StepReport;

// What `run --start` takes of a case that allows this machine.
std::string machine_text(const BootPath& path) {
  std::string text;
  for (const std::string_view name :
       {"env", "kernel", "cpu", "pat", "guest_pat", "host_type", "mtrr_enabled"}) {
    const bool said = name != "mtrr_enabled" || !path.machine.mtrr_enabled;
    if (said && cases::find_machine_fact(name)->counts(path.machine))
      text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, boot_fact(path, name));
  }
  return text;
}

// "since 6.5", "before 6.2"; empty where all versions have the step.
std::string versions_text(const PathStep& step) {
  std::string text;
  if (step.first != kernel::oldest_version) text = "since " + kernel::series_name(step.first);
  if (step.end <= kernel::newest_version)
    text += (text.empty() ? "" : ", ") + std::string("before ") + kernel::series_name(step.end);
  return text;
}

std::string outcome_text(const StepReport& report) {
  std::string text(kernel::name(report.outcome));
  return report.why.empty() ? text : text + ": " + std::string(report.why);
}

// What the step is and where it stands.
std::string place_text(const PathStep& step) {
  const std::string versions = versions_text(step);
  return fmt::format("{}, {}{}", step.function, step.file, versions.empty() ? "" : ", " + versions);
}

std::string call_line(const CallAfterBoot& call) {
  std::string text = call.text;
  if (!call.page.empty())
    text += fmt::format("   page {} x {} = {}", to_string(call.page), to_string(call.below),
                        to_string(call.effective));
  return text;
}

// The page types of the mappings, in the order of the calls.
std::string pages_text(const BootPath& path) {
  std::string text;
  for (const CallAfterBoot& call : path.calls)
    if (call.result == "mapped")
      text += (text.empty() ? "" : " ") + to_string(call.page);
    else if (call.result == "NULL")
      text += text.empty() ? "NULL" : " NULL";
  return text;
}

std::string result_of(const BootPath& path, std::string_view name) {
  for (const CallAfterBoot& call : path.calls)
    if (call.name == name) return call.result;
  return "?";
}

}  // namespace

std::string kernels_text(const BootRow& row) {
  const std::string first = kernel::series_name(row.first), last = kernel::series_name(row.last);
  return first == last ? first : first + " to " + last;
}

std::string boot_text(const BootPath& path) {
  std::string text = "Boot   " + machine_text(path) + "\n";
  std::string_view phase;
  for (const PathStep& step : path.steps) {
    if (phase != kernel::name(step.phase)) {
      phase = kernel::name(step.phase);
      text += "In     " + std::string(phase) + "\n";
    }
    text += fmt::format("  {:<7}  {}\n           {}\n", kernel::name(step.report.outcome),
                        step.what, place_text(step));
    if (!step.report.why.empty()) text += fmt::format("           ({})\n", step.report.why);
  }
  text += fmt::format("Then\n  MTRRs as the kernel takes them: {}\n  PAT: {}\n", belief_text(path),
                      pat_text(path));
  for (const CallAfterBoot& call : path.calls) text += "  " + call_line(call) + "\n";
  return text;
}

std::string boot_diff_text(const BootPath& a, const BootPath& b) {
  const auto env = [](const BootPath& path) { return std::string(kernel::name(path.machine.env)); };
  std::string text = "Boot   " + machine_text(a) + "\nBoot   " + machine_text(b) + "\n";
  for (std::size_t i = 0; i < a.steps.size(); ++i) {
    const StepReport &one = a.steps[i].report, &other = b.steps[i].report;
    if (one.outcome == other.outcome) continue;
    text += fmt::format("Step   {}\n       {}\n", a.steps[i].what, place_text(a.steps[i]));
    const std::size_t width = std::max(env(a).size(), env(b).size());
    text += fmt::format("       {:<{}}  {}\n", env(a), width, outcome_text(one));
    text += fmt::format("       {:<{}}  {}\n", env(b), width, outcome_text(other));
  }
  TextTable table;
  table.add({"", env(a), env(b)});
  const auto row = [&](const std::string& what, const std::string& x, const std::string& y) {
    if (x != y) table.add({what, x, y});
  };
  row("MTRRs", belief_text(a), belief_text(b));
  row("PAT", pat_text(a), pat_text(b));
  const auto types = [](const CallAfterBoot& call) {
    if (call.page.empty()) return call.result;
    return "page " + to_string(call.page) + ", effective " + to_string(call.effective);
  };
  for (std::size_t i = 0; i < a.calls.size(); ++i)
    row(a.calls[i].name + "()", types(a.calls[i]), types(b.calls[i]));
  return text + "Then\n" + table.text();
}

std::string boot_matrix_text(const std::vector<BootRow>& rows) {
  const cases::MachineChoice& machine = rows.front().path.machine;
  const std::string off = machine.mtrr_enabled ? "" : " --mtrr off";
  const auto other = std::find_if(rows.begin(), rows.end(), [&](const BootRow& row) {
    return row.path.machine.cpu != machine.cpu;
  });
  std::string text = fmt::format(
      "# Boot paths\n\nPrinted by `memtype boot --matrix{}`; not to be edited.\n\n"
      "Each row is what the steps of `memtype boot --env ENV --kernel V --pat PAT{}` come to on "
      "`cpu "
      "{}`{}, with\nRAM below 2 GiB that the firmware made WB{}. Calls are emulated: `ioremap()` "
      "is "
      "of "
      "a page of a device\nand stands for `ioremap`, `ioremap_uc`, `ioremap_wc`, `ioremap_wt` and "
      "`ioremap_cache` in this order,\neach with the page type that the processor then reads; "
      "`mtrr_add()` and `arch_phys_wc_add()` ask\nfor 16 MiB of WC.\n\n"
      "| env | pat | kernel | enters at | MTRRs as the kernel takes them | PAT, IA32_PAT | "
      "mtrr_add() | arch_phys_wc_add() | ioremap() |\n|---|---|---|---|---|---|---|---|---|\n",
      off, off, machine.cpu->name,
      other == rows.end() ? ""
                          : fmt::format(" (`{}` in `{}`)", other->path.machine.cpu->name,
                                        kernel::name(other->path.machine.env)),
      machine.mtrr_enabled ? "" : ", before it left the MTRRs off");
  for (const BootRow& row : rows) {
    const BootPath& path = row.path;
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                        kernel::name(path.machine.env), boot_fact(path, "pat"), kernels_text(row),
                        kernel::entry_of(path.steps), belief_text(path), pat_text(path),
                        result_of(path, "mtrr_add"), result_of(path, "arch_phys_wc_add"),
                        pages_text(path));
  }
  return text;
}

}  // namespace memtype::cli
