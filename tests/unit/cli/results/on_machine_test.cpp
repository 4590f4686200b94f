// What may stand behind --machine, and what a case has from it.
#include "results/on_machine.hpp"

#include <gtest/gtest.h>

#include "../formats/files.hpp"
#include "results/load.hpp"

namespace memtype::cli {
namespace on_machine_test {

class OnMachineTest : public testing::CommandTest {
 protected:
  MachineLoad load(const std::string& path, std::vector<std::string> devices = {}) const {
    return load_machine({path, std::move(devices)});
  }
  std::string told(const std::string& path) const {
    const MachineLoad loaded = load(path);
    EXPECT_EQ(loaded.bad, loaded.machine == nullptr);
    return loaded.messages;
  }
};

TEST_F(OnMachineTest, MachineFilesAreKnownByNameAndByContent) {
  for (const std::string& path :
       {write("a.machine", "machine { cpu intel; }"),
        write("b", "// read from x\n/* and y */ machine { cpu intel; }")}) {
    const MachineLoad loaded = load(path);
    ASSERT_NE(loaded.machine, nullptr) << loaded.messages;
    EXPECT_EQ(loaded.machine->file.machine.cpu.size(), 1U);
  }
}

TEST_F(OnMachineTest, AnythingElseIsReadAsInspectDoes) {
  write("dump", "MTRR default type: write-back\n");
  for (const std::string& path : {file("dump"), directory_.string()}) {
    const MachineLoad loaded = load(path);
    ASSERT_NE(loaded.machine, nullptr) << loaded.messages;
    EXPECT_EQ(loaded.machine->file.machine.mtrr_default.at(0), MemoryType::WB);
  }
}

TEST_F(OnMachineTest, SaysWhatIsWrong) {
  EXPECT_NE(told(file("gone")).find("cannot be read"), std::string::npos);
  EXPECT_NE(told(write("empty.machine", "machine { cpu any; }")).find("no fact of a machine"),
            std::string::npos);
  EXPECT_NE(told(write("text", "hello\n")).find("nothing about memory types"), std::string::npos);
  EXPECT_NE(told(write("bad.machine", "machine { cpu x; }")).find(":1:15: error: "),
            std::string::npos);
  EXPECT_NE(load("", {"01:00.0"}).messages.find("--device needs --machine"), std::string::npos);
  EXPECT_FALSE(load("").bad);
}

const std::string a_case =
    "case t\nmachine { cpu intel; pat nopat; }\n"
    "param bar align 16M range 0x1000000..0xff000000;\nregion r (bar, 4K) wants UC;\n"
    "after { va = ioremap(bar, 4K); }\n"
    "check finally mapped_it (mapped(after.r)) expect Holds;\n";

TEST_F(OnMachineTest, ABarOfTheCaseMayBeRamUntilItIsBound) {
  const std::string path = write("t.case", a_case);
  const std::string machine = write("m.machine",
                                    "machine { pat linux; memory ram(0, 2G); }\n"
                                    "device \"0000:01:00.0\" { bar 0 (0xf0000000, 16M); }");
  const Loaded open = load_case(path, load(machine).machine.get());
  ASSERT_TRUE(open.parsed) << open.messages;
  EXPECT_EQ(open.use->perhaps_ram, std::vector<std::size_t>{0});
  EXPECT_EQ(open.use->facts.machine, (std::vector<std::string>{"pat", "memory"}));
  EXPECT_EQ(open.use->facts.own, std::vector<std::string>{"cpu"});
  const Loaded bound = load_case(path, load(machine, {"01:00.0"}).machine.get());
  ASSERT_TRUE(bound.parsed) << bound.messages;
  EXPECT_TRUE(bound.use->perhaps_ram.empty());
  EXPECT_EQ(bound.parsed->params.at(0).low, 0xf0000000U);
  EXPECT_FALSE(load_case(path).use);
}

TEST_F(OnMachineTest, WhatTheCaseAssumesMustHoldThere) {
  const std::string machine = write("m.machine",
                                    "machine { pat linux; phys_bits 36; }\n"
                                    "device \"0000:01:00.0\" { bar 0 (0xf0000000, 16M); }");
  const std::string path = write("t.case", a_case + "assume (bar < 3G);\n");
  const Loaded loaded = load_case(path, load(machine, {"01:00.0"}).machine.get());
  EXPECT_FALSE(loaded.parsed);
  EXPECT_NE(loaded.messages.find("assume (bar < 3G) does not hold"), std::string::npos)
      << loaded.messages;
  const std::string beyond =
      write("u.case",
            "case u\nmachine { cpu intel; }\nregion r (1T, 4K);\nafter { va = ioremap(1T, 4K); }\n"
            "check finally is_mapped (mapped(after.r)) expect Holds;\n");
  const Loaded outside = load_case(beyond, load(machine).machine.get());
  EXPECT_FALSE(outside.parsed);
  EXPECT_NE(outside.messages.find("region 'r' is not within 36 address bits"), std::string::npos)
      << outside.messages;
}

}  // namespace on_machine_test
}  // namespace memtype::cli
