// Which machine `memtype boot` says it boots, and why there is none.

#include <gtest/gtest.h>

#include <sstream>

#include "commands/boot.hpp"
#include "language/fact_text.hpp"
#include "machine/facts.hpp"
#include "memtype/cases/parse.hpp"
#include "settings/start.hpp"

namespace memtype::cli {
namespace boot_line_test {

using kernel::Environment;

std::string printed(const BootCommand& command, ExitCode expected = exit_ok) {
  std::ostringstream out, err;
  EXPECT_EQ(boot(command, out, err), expected) << err.str();
  return out.str() + err.str();
}

const char* const pats[] = {"absent",
                            "nopat",
                            "linux4",
                            "linux",
                            "xen",
                            "msr(0x0007010600070106)",
                            "nopat(0x0007010600070106)"};

// A machine is there, or the reason is the one that a case is given.
TEST(BootLine, SaysWhyThereIsNoMachine) {
  for (const char* cpu : {"intel", "intel_p6", "intel_p3"})
    for (const Environment env : kernel::all_environments)
      for (const char* pat : pats) {
        const std::string name(kernel::name(env));
        const auto made = boot_path({name, "", cpu, pat, ""});
        cases::MachineSpec read;
        ASSERT_EQ(cases::read_fact_text(*cases::find_machine_fact("pat"), pat, read), "");
        auto why = kernel::reason(
            kernel::pat_clash(*find_cpu(cpu), read.pat[0].mode, env, read.pat[0].msr));
        if (why.empty())
          why = kernel::environment_clash(*find_cpu(cpu), env, kernel::newest_version);
        EXPECT_EQ(std::holds_alternative<BootPath>(made), why.empty()) << cpu << name << pat;
        const auto* said = std::get_if<std::string>(&made);
        EXPECT_TRUE(said == nullptr || said->find(why) != std::string::npos) << *said;
      }
}

// By default too: `absent` where the kernel sees no PAT.
TEST(BootLine, EveryProcessorBoots) {
  for (const CpuProfile& cpu : cpu_profiles()) {
    EXPECT_TRUE(
        std::holds_alternative<BootPath>(boot_path({"", "", std::string(cpu.name), "", ""})))
        << cpu.name;
  }
  BootCommand p6, nobody;
  p6.matrix = nobody.matrix = true;
  p6.request.cpu = "intel_p6";
  EXPECT_NE(printed(p6).find("| bare_metal | absent |"), std::string::npos);
  nobody.request.cpu = "z80";
  EXPECT_NE(printed(nobody, exit_bad_input).find("'z80' is not a value of 'cpu'"),
            std::string::npos);
}

// The line and the document name the machine as a Start line does.
TEST(BootLine, WhatIsPrintedIsWhatARunTakes) {
  for (const Environment env : kernel::all_environments)
    for (const char* pat : pats) {
      BootCommand command;
      command.request = {std::string(kernel::name(env)), "6.12.53", "intel", pat, "off"};
      if (!std::holds_alternative<BootPath>(boot_path(command.request))) continue;
      const std::string text = printed(command);
      const std::string line = text.substr(7, text.find('\n') - 7);
      const auto split = cases::split_settings(line);
      ASSERT_TRUE(std::holds_alternative<std::vector<cases::Setting>>(split)) << line;
      std::string block;
      for (const auto& [name, value] : std::get<std::vector<cases::Setting>>(split))
        block += name + " " + (name == "kernel" ? "\"" + value + "\"" : value) + ";";
      const auto parsed =
          cases::parse_case("", "case boot machine { " + block +
                                    " firmware any; } program p { v = ioremap(16M, 4K); }");
      ASSERT_TRUE(parsed.parsed) << block;
      const auto started =
          cases::start_with(*parsed.parsed, std::get<std::vector<cases::Setting>>(split));
      ASSERT_TRUE(std::holds_alternative<cases::Start>(started)) << line;
      const cases::MachineChoice& choice = std::get<cases::Start>(started).choice;
      EXPECT_EQ(choice.kernel, (kernel::Version{6, 12, 53}));
      EXPECT_FALSE(choice.mtrr_enabled);
      EXPECT_NE((line + " ").find(std::string("pat=") + pat + " "), std::string::npos) << line;
      command.json = true;
      const std::string document = printed(command);
      for (const std::string& member :
           {"\"pat\": \"" + std::string(pat) + "\"", std::string("\"first\": \"6.12.53\""),
            std::string("\"last\": \"6.12.53\""), std::string("\"mtrr_enabled\": false")})
        EXPECT_NE(document.find(member), std::string::npos) << member;
    }
}

}  // namespace boot_line_test
}  // namespace memtype::cli
