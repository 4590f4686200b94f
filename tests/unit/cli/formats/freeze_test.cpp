// Counterexamples as cases of their own, and as pictures.

#include "formats/freeze.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "commands/commands.hpp"
#include "files.hpp"
#include "formats/svg.hpp"
#include "memtype/cases/parse.hpp"
#include "semantics/machines.hpp"

namespace memtype::cli {
namespace freeze_test {

using testing::content;
using testing::source;

class Frozen : public testing::CommandTest {
 protected:
  FileResult prove(const std::string& name) { return check_file(name, {}); }
};

// Firmware lists with gaps and masks with holes, registers taken elsewhere, groups and lanes, KVM,
// undefined overlaps, old kernels.
TEST_F(Frozen, ShowsTheSameVerdictAndHasOneMachine) {
  std::size_t frozen = 0;
  for (const char* name :
       {"cases/rules/probe_order.case", "cases/rules/rebind.case", "cases/rules/usage_counts.case",
        "cases/rules/undefined_overlap.case", "cases/rules/kvm_guest_pat_ignored.case",
        "cases/rules/mtrr_order_decides.case", "cases/rules/errata_low4_wt.case",
        "cases/rules/fixed_over_variable.case", "cases/rules/xen_pat_slots.case",
        "cases/rules/call_may_fail.case", "cases/rules/external_call.case",
        "tests/golden/input/not_as_expected.case"}) {
    const FileResult result = prove(source(name));
    ASSERT_TRUE(result.proved) << name;
    const cases::Case& c = *result.loaded.parsed;
    for (std::size_t i = 0; i < c.checks.size(); ++i) {
      const solver::CheckResult& r = result.proved->checks[i];
      if (!r.witness) continue;
      ++frozen;
      const std::string text = freeze(c, result.file, c.checks[i], r, "frozen");
      const FileResult again = prove(write("frozen.case", text));
      ASSERT_TRUE(again.proved) << again.loaded.messages << text;
      EXPECT_EQ(again.exit, exit_ok) << c.checks[i].name << "\n" << text;
      EXPECT_EQ(again.proved->checks[0].verdict, r.verdict) << text;
      EXPECT_EQ(again.proved->checks[0].needs_undefined, r.needs_undefined) << text;
      EXPECT_EQ(machine_choices(*again.loaded.parsed).size(), 1U) << text;
      EXPECT_TRUE(again.loaded.parsed->params.empty()) << text;
    }
  }
  EXPECT_GE(frozen, 15U);
}

// The commands in its comment run it, without the solver, through the same calls.
TEST_F(Frozen, RunsAsItsCommentSays) {
  CheckCommand command;
  command.paths = {source("cases/rules/probe_order.case")};
  command.freeze = "regs_uncached";
  command.files.main = file("again.case");
  EXPECT_EQ(check(command, out_, err_), exit_ok) << err_.str();
  const std::string text = content(file("again.case"));
  std::smatch found;
  ASSERT_TRUE(std::regex_search(text, found, std::regex("--program (\\w+) --order \"(\\w+)\"\n")));
  RunCommand replay;
  replay.path = file("again.case");
  replay.program = found[1];
  replay.order = {found[2]};
  EXPECT_EQ(run(replay, out_, err_), exit_ok) << err_.str();
  EXPECT_NE(out_.str().find("Step 1 " + found[2].str()), std::string::npos) << out_.str();
  replay.order = {found[2], found[2]};
  EXPECT_EQ(run(replay, out_, err_), exit_bad_input);
  replay.order = {"nobody"};
  EXPECT_EQ(run(replay, out_, err_), exit_bad_input);
}

// Which calls fail is no fact of the machine: the command sets it.
TEST_F(Frozen, TheCommandSaysWhichCallsFail) {
  const FileResult result = prove(source("cases/rules/call_may_fail.case"));
  ASSERT_TRUE(result.proved);
  const cases::Case& c = *result.loaded.parsed;
  const auto leak = std::find_if(c.checks.begin(), c.checks.end(),
                                 [](const cases::Check& k) { return k.name == "leak"; });
  const auto i = static_cast<std::size_t>(leak - c.checks.begin());
  const std::string text = freeze(c, "x", *leak, result.proved->checks[i], "frozen");
  EXPECT_NE(text.find("--program leaky --set \"leaky.fb_va=fails\"\n"), std::string::npos) << text;
}

TEST_F(Frozen, AParameterThatHidAnUnalignedPlaceStaysAParameter) {
  const std::string name =
      write("t.case",
            "case t machine { cpu intel; } param bar range 0x1000001..0x1000001; "
            "region r (bar, 4K); program p { va = ioremap(bar, 4K); } "
            "check finally c (p.r == WC) expect Fails;");
  const FileResult result = prove(name);
  ASSERT_TRUE(result.proved);
  const cases::Case& c = *result.loaded.parsed;
  const std::string text = freeze(c, name, c.checks[0], result.proved->checks[0], "frozen");
  EXPECT_EQ(prove(write("frozen.case", text)).exit, exit_ok) << text;
}

TEST_F(Frozen, NothingIsWrittenWithoutARun) {
  CheckCommand command;
  command.paths = {source("cases/rules/probe_order.case")};
  command.freeze = "control_alone";  // it holds
  command.files.main = file("again.case");
  EXPECT_EQ(check(command, out_, err_), exit_bad_input);
  EXPECT_NE(err_.str().find("there is no run to show"), std::string::npos) << err_.str();
  EXPECT_EQ(files(), 0U);
}

TEST_F(Frozen, BadCombinationsAreRefused) {
  const auto refused = [&](auto change) {
    CheckCommand command;
    command.paths = {source("cases/rules/probe_order.case")};
    change(command);
    return check(command, out_, err_) == exit_bad_input && files() == 0;
  };
  EXPECT_TRUE(refused([&](CheckCommand& c) { c.svg = file("a.svg"); }));
  EXPECT_TRUE(refused([&](CheckCommand& c) {
    c.freeze = "regs_uncached";
    c.files.format = document_format("json");
  }));
  EXPECT_TRUE(refused([&](CheckCommand& c) {
    c.freeze = "regs_uncached";
    c.files.main = file("two words.case");
  }));
  EXPECT_TRUE(refused([&](CheckCommand& c) {
    c.freeze = "regs_uncached";
    c.paths = {source("cases/rules")};
  }));
  EXPECT_TRUE(refused([&](CheckCommand& c) {
    c.show_run = "regs_uncached";
    c.svg = c.files.main = file("same");
  }));
}

TEST_F(Frozen, TheSvgHasAStripForEachStepAndMarksWhatIsWrong) {
  const FileResult result = prove(source("cases/rules/probe_order.case"));
  const cases::Case& c = *result.loaded.parsed;
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    const solver::CheckResult& r = result.proved->checks[i];
    if (c.checks[i].name != "regs_uncached") continue;
    const std::string svg = run_svg(c, "a<b>&.case", c.checks[i], r, cases::default_unroll);
    EXPECT_EQ(svg.substr(0, 5), "<?xml");
    EXPECT_NE(svg.find("a&lt;b&gt;&amp;.case"), std::string::npos);
    EXPECT_NE(svg.find("Step 1"), std::string::npos);
    EXPECT_NE(svg.find("#c00000"), std::string::npos);
    EXPECT_EQ(svg.substr(svg.size() - 7), "</svg>\n");
  }
}

}  // namespace freeze_test
}  // namespace memtype::cli
