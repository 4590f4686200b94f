// Machine files: what is read, what is printed, and a case on one.
#include "memtype/cases/machine_file.hpp"

#include <gtest/gtest.h>

#include "helpers.hpp"
#include "machine/facts.hpp"

namespace memtype::cases::testing {
namespace machine_file_test {

constexpr std::string_view laptop =
    "machine {\n"
    "    cpu intel_core; pat linux; mtrr_default any; memory any; firmware any;\n"
    "    mtrr_variable 10; reserved UC-(0xfed00000, 4K);\n"
    "}\n"
    "device \"0000:01:00.0\" \"VGA: a card\" {\n"
    "    bar 0 (0xf6000000, 16M);\n"
    "    bar 1 (0xc0000000 + 512M, 256M) prefetchable;\n"
    "}\n";

std::string first_message(std::string_view text) {
  const auto result = parse_machine_file(text);
  EXPECT_EQ(result.parsed.has_value(), !has_error(result.diagnostics));
  if (result.diagnostics.empty()) return "";
  const Diagnostic& d = result.diagnostics.front();
  return d.id + " " + std::to_string(d.at.line) + " " + d.message;
}

TEST(MachineFile, KnownAndUnknownFacts) {
  const auto read = parse_machine_file(laptop);
  ASSERT_TRUE(read.parsed) << first_message(laptop);
  const MachineSpec& machine = read.parsed->machine;
  EXPECT_EQ(machine.cpu.at(0)->name, "intel_core");
  EXPECT_EQ(machine.mtrr_variable.at(0), 10U);
  EXPECT_EQ(machine.reserved.at(0).at(0).start, 0xfed00000U);
  EXPECT_TRUE(machine.mtrr_default.empty());
  EXPECT_TRUE(machine.memory.empty());
  EXPECT_TRUE(machine.firmware.empty());
  EXPECT_TRUE(machine.kernel.empty());
  ASSERT_EQ(read.parsed->devices.size(), 1U);
  const MachineDevice& device = read.parsed->devices[0];
  EXPECT_EQ(device.address, "0000:01:00.0");
  EXPECT_EQ(device.what, "VGA: a card");
  ASSERT_EQ(device.bars.size(), 2U);
  EXPECT_EQ(device.bars[1].number, 1U);
  EXPECT_EQ(device.bars[1].start, 0xe0000000U);
  EXPECT_EQ(device.bars[1].length, 256_MiB);
  EXPECT_TRUE(device.bars[1].prefetchable);
  EXPECT_FALSE(device.bars[0].prefetchable);
}

TEST(MachineFile, PrintedItReadsBack) {
  const auto read = parse_machine_file(laptop);
  ASSERT_TRUE(read.parsed);
  const std::string text = print_machine_file(*read.parsed);
  for (const MachineFact* fact : machine_facts())
    EXPECT_NE(text.find("    " + std::string(fact->name()) + " "), std::string::npos)
        << fact->name();
  const auto again = parse_machine_file(text);
  ASSERT_TRUE(again.parsed) << first_message(text);
  EXPECT_EQ(print_machine_file(*again.parsed), text);
}

TEST(MachineFile, WhatADeviceIsCanHoldAnything) {
  MachineFile file;
  file.devices.push_back({"0000:00:01.0", "a \"b\"\n\xc3\xa9 // c", {}});
  const auto again = parse_machine_file(print_machine_file(file));
  ASSERT_TRUE(again.parsed);
  EXPECT_EQ(again.parsed->devices.at(0).what, "a 'b'??? // c");
}

TEST(MachineFile, SaysWhatIsWrongWithIt) {
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"", "E004 1 expected 'machine', with which a machine file begins"},
           {"case x", "E004 1 expected 'machine', with which a machine file begins"},
           {std::string("\0\0\0\1", 4),
            "E001 1 this is text in UTF-16; a machine is text in UTF-8"},
           {"machine { cpu intle; }",
            "E028 1 'intle' is not a value of 'cpu'; did you mean 'intel'?"},
           {"machine { cpu intel;\n cpu intel; }", "E011 2 fact 'cpu' is given twice"},
           {"machine { cpu intel;\n cpu any; }", "E011 2 fact 'cpu' is given twice"},
           {"machine { speed 3; }", "E027 1 unknown fact 'speed' of the machine"},
           {"machine { firmware WB(bar, 4G); }", "E013 1 unknown name 'bar'"},
           {"machine { }\nmachine { }", "E004 1 expected 'device' or the end of the file"},
           {"machine { }\ndevice x { }",
            "E004 2 expected the address of the device in quotes, such as \"0000:01:00.0\""},
           {"machine { }\ndevice \"\" { }", "E028 2 a device has an address"},
           {"machine { }\ndevice \"a\" { }\ndevice \"a\" { }",
            "E011 3 there is already a device 'a'"},
           {"machine { }\ndevice \"a\" {\n bar 6 (0xf0000000, 4K); }",
            "E028 3 a device has BARs 0 to 5"},
           {"machine { }\ndevice \"a\" { bar 1 (0xf0000000, 4K);\n bar 1 (0xf1000000, 4K); }",
            "E011 3 BAR 1 of this device is given twice"},
           {"machine { }\ndevice \"a\" { bar 1 (0xf0000000, 0); }",
            "E028 2 this BAR is empty or does not end"},
           {"machine { }\ndevice \"a\" { bar 1 (0xf0000000); }",
            "E004 2 expected ',' between start and length"},
           {"machine { }\ndevice \"a\" {", "E004 2 expected '}' or 'bar' in the device"}}) {
    const std::string said = first_message(text);
    EXPECT_TRUE(said.starts_with(message)) << text << "\n" << said;
  }
}

ParseResult on(std::string_view machine, std::string_view block, std::string_view rest = "") {
  const auto read = parse_machine_file(machine);
  EXPECT_TRUE(read.parsed) << first_message(machine);
  const std::string text =
      "case t\n" + std::string(block) + "\nregion r (3G, 4K);\n" + std::string(rest);
  return parse_case("t.case", text, &*read.parsed);
}

TEST(MachineFile, TakesThePlaceOfTheFactsThatItKnows) {
  const ParseResult put = on("machine { cpu amd64; kernel \"6.1\"; mtrr_default any; }",
                             "machine { cpu intel; kernel any of (\"5.0\", \"6.12\");\n"
                             "          mtrr_default WB; phys_bits 40; }");
  ASSERT_TRUE(put.parsed);
  EXPECT_EQ(put.parsed->machine.cpu.at(0)->name, "amd64");
  ASSERT_EQ(put.parsed->machine.kernel.size(), 1U);
  EXPECT_EQ(to_string(put.parsed->machine.kernel[0]), "6.1");
  EXPECT_EQ(put.parsed->machine.mtrr_default.at(0), MemoryType::WB);
  const auto read = parse_machine_file("machine { cpu amd64; kernel \"6.1\"; }");
  const FactOrigins origins = fact_origins(*put.parsed, *read.parsed);
  EXPECT_EQ(origins.machine, (std::vector<std::string>{"cpu", "kernel"}));
  EXPECT_EQ(origins.own, (std::vector<std::string>{"phys_bits", "mtrr_default"}));
}

TEST(MachineFile, WithAFactGoesWhatBelongsToIt) {
  const ParseResult put =
      on("machine { firmware WB(0, 4G); tom2 off; pat nopat; }",
         "machine { cpu amd64; firmware any; mtrr_free 2; tom2 6G; syscfg 0x740000;\n"
         "          pat linux; cmdline \"quiet\"; }");
  ASSERT_TRUE(put.parsed);
  EXPECT_TRUE(put.parsed->machine.mtrr_free.empty());
  EXPECT_TRUE(put.parsed->machine.syscfg.empty());
  EXPECT_TRUE(put.parsed->machine.cmdline.empty());
}

TEST(MachineFile, ACaseWithoutAMachineBlockHasThatOfTheFile) {
  EXPECT_TRUE(on("machine { cpu intel; }", "").parsed);
  const ParseResult none = on("machine { pat linux; }", "");
  ASSERT_FALSE(none.parsed);
  EXPECT_EQ(none.diagnostics.at(0).id, "E010");
}

// All that is said of facts together, and of what a kernel has, is said of this machine.
TEST(MachineFile, TheCaseIsCheckedOnIt) {
  const ParseResult clash = on("machine { cpu intel_p6; }", "machine {\n cpu intel; pat linux; }");
  ASSERT_FALSE(clash.parsed);
  EXPECT_EQ(clash.diagnostics.at(0).id, "E032");
  EXPECT_EQ(clash.diagnostics.at(0).at.line, 3U);
  const ParseResult call =
      on("machine { kernel \"6.12\"; }", "machine { cpu intel; kernel \"5.0\"; }",
         "after { va = ioremap_nocache(3G, 4K); }");
  ASSERT_FALSE(call.parsed);
  EXPECT_EQ(call.diagnostics.at(0).id, "E018");
}

}  // namespace machine_file_test
}  // namespace memtype::cases::testing
