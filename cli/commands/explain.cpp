// `memtype explain`: messages of the kernel about memory types, and entries of page tables.

#include "commands/explain.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "commands/put_output.hpp"
#include "commands/questions.hpp"
#include "formats/explain_json.hpp"
#include "results/sources.hpp"
#include "results/write_file.hpp"
#include "text/explain_text.hpp"

namespace memtype::cli {
namespace {

bool is_path(const std::string& text) {
  std::error_code error;
  return text == "-" || std::filesystem::exists(text, error);
}

ExitCode explain_page(const ExplainCommand& command, std::ostream& out, std::ostream& err) {
  if (!command.texts.empty())
    return refuse(err, "memtype", "messages, or --pte and --want: not both at once");
  const auto made = answer(command.page);
  if (const auto* trouble = std::get_if<std::string>(&made))
    return refuse(err, "memtype", *trouble);
  const auto& page = std::get<PageAnswer>(made);
  return put_output(command.output, command.json ? dump(page_document(page)) : page_text(page),
                    exit_ok, out, err);
}

// Lines that were given as such are one source, so that one may continue the other.
std::string feed_texts(const ExplainCommand& command, readers::SourceReader& reader) {
  std::string lines;
  for (const std::string& text : command.texts) {
    if (is_path(text)) {
      if (std::string trouble = feed_path(text, reader); !trouble.empty()) return trouble;
    } else if (text.find(' ') == text.npos) {
      return text + ": no such file, and no line of a log";
    } else {
      lines += text + "\n";
    }
  }
  if (!lines.empty()) {
    reader.begin("line");
    reader.feed(lines);
  }
  return "";
}

}  // namespace

ExitCode explain(const ExplainCommand& command, std::ostream& out, std::ostream& err) {
  const PageQuestion& page = command.page;
  if (const std::string clash = file_clash(command.texts, {command.output}); !clash.empty())
    return refuse(err, "memtype", clash);
  if (page.is_asked()) return explain_page(command, out, err);
  if (!page.pat.empty() || !page.mtrr.empty() || !page.ept.empty() || page.ignore_pat)
    return refuse(err, "memtype", "--pat, --mtrr, --ept and --ignore-pat go with --pte or --want");
  if (command.texts.empty())
    return refuse(err, "memtype", "explain takes lines of a log, files, or --pte or --want");
  readers::SourceReader reader(true);
  if (const std::string trouble = feed_texts(command, reader); !trouble.empty())
    return refuse(err, "memtype", trouble);
  const readers::Observations seen = reader.finish();
  const std::vector<inspect::Explanation> messages = inspect::explain(seen);
  if (messages.empty())
    return refuse(err, "memtype", "no message about memory types in it that Linux prints");
  return put_output(command.output,
                    command.json ? dump(explain_document(seen, messages))
                                 : explain_text(seen, messages, command.full),
                    exit_ok, out, err);
}

Execution declare_explain(CLI::App& sub) {
  sub.footer(
      "A message is explained by itself; registers and reservations in the same texts make the\n"
      "answer more exact. Kernels are those whose sources were read; what they print is a table\n"
      "(docs/explain.md).\n\n"
      "Exit code: 0 explained, 2 nothing to explain.\n\n"
      "Example: memtype explain \"ioremap memtype_reserve failed -16\"\n"
      "         dmesg | memtype explain -\n"
      "         memtype explain dmesg.txt /sys/kernel/debug/x86/pat_memtype_list\n"
      "         memtype explain --pte 0xfd00009b --pat 0x0007040600070406 --mtrr WB\n"
      "         memtype explain --want WC --pat power-on");
  const auto command = std::make_shared<ExplainCommand>();
  sub.add_option(
      "MESSAGE", command->texts,
      "Lines of a log, in quotes; files and directories with them; - for standard input");
  sub.add_flag("--full", command->full, "Every line of a list, and every line that is not known");
  sub.add_option("--pte", command->page.entry,
                 "Instead: the type that this entry of a page table gives, as a page of each size");
  sub.add_option("--want", command->page.want,
                 "Instead: the entries of the PAT, and bits, that give this effective type");
  sub.add_option("--pat", command->page.pat,
                 "Value of IA32_PAT, linux or power-on; by default Linux's own");
  sub.add_option("--mtrr", command->page.mtrr,
                 "MTRR type of the page; by default each of the five");
  sub.add_option("--ept", command->page.ept,
                 "A guest's page instead: type of the EPT entry, 0 to 6 or by name");
  sub.add_flag("--ignore-pat", command->page.ignore_pat, "Bit 6 of the EPT entry is set");
  sub.add_flag("--json", command->json, "One JSON document instead of the text");
  sub.add_option("-o,--output", command->output, output_help);
  return [command](std::ostream& out, std::ostream& err) { return explain(*command, out, err); };
}

}  // namespace memtype::cli
