#include "commands/command.hpp"

// NAME: what stands on the command line. declare_NAME() is in a file of its own.
#define MEMTYPE_COMMANDS(ROW) \
  ROW(check, "Prove or refute the checks of cases") \
  ROW(corpus, "List cases, and prove the properties of all drivers") \
  ROW(fmt, "Bring case files into the canonical layout") \
  ROW(convert, "Cases to JSON and back, for programs that write them") \
  ROW(merge, "Join the JSON results of several runs of check") \
  ROW(run, "Emulate one machine and show every call") \
  ROW(boot, "Show which steps of booting run, and which memory types come of it") \
  ROW(inspect, "Read a real machine's logs and files, and say what is wrong with it") \
  ROW(explain, "Say what a message of the kernel means, or an entry of a page table gives") \
  ROW(map, "Say which memory types a place of a real machine has, or what differs in two") \
  ROW(conform, "Compare recorded answers of others with the model") \
  ROW(rules, "Print the rules of the model as tables, with sources") \
  ROW(vectors, "Write questions with the model's answers, to compare with")

namespace memtype::cli {

#define MEMTYPE_DECLARE(name, summary) Execution declare_##name(CLI::App& sub);
MEMTYPE_COMMANDS(MEMTYPE_DECLARE)
#undef MEMTYPE_DECLARE

const std::vector<Command>& commands() {
#define MEMTYPE_ROW(name, summary) {#name, summary, declare_##name},
  static const std::vector<Command> table = {MEMTYPE_COMMANDS(MEMTYPE_ROW)};
#undef MEMTYPE_ROW
  return table;
}

}  // namespace memtype::cli
