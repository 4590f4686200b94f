// Every machine of tests/dumps as a machine file, and back.
#include "results/seen_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "../program.hpp"
#include "machine/facts.hpp"
#include "memtype/readers/read.hpp"
#include "settings/start.hpp"

namespace memtype::cli {
namespace seen_machine_test {

namespace fs = std::filesystem;

std::vector<fs::path> sorted(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

readers::Observations read_dump(const fs::path& folder) {
  readers::SourceReader reader;
  for (const fs::path& file : sorted(folder)) {
    if (file.filename() == "expected") continue;
    reader.begin(file.filename().string());
    reader.feed(testing::read_file(file));
  }
  return reader.finish();
}

bool is_left_out(const SeenMachine& machine, std::string_view fact) {
  return std::any_of(
      machine.left_out.begin(), machine.left_out.end(),
      [&](const std::string& text) { return text.starts_with(std::string(fact) + ": "); });
}

TEST(SeenMachine, ReadsBackWithTheSameFactsAndDevices) {
  std::size_t facts = 0, left_out = 0, bars = 0;
  for (const fs::path& folder : sorted(MEMTYPE_SOURCE_DIR "/tests/dumps")) {
    const readers::Observations seen = read_dump(folder);
    const inspect::Inspection found = inspect::inspect(seen);
    const SeenMachine emitted = seen_machine(seen, found);
    const std::string text = seen_machine_text(seen, emitted);
    const auto read = cases::parse_machine_file(text);
    ASSERT_TRUE(read.parsed) << folder << "\n" << text;
    EXPECT_TRUE(read.diagnostics.empty()) << folder;
    EXPECT_EQ(print_machine_file(*read.parsed), print_machine_file(emitted.file)) << folder;
    const cases::MachineSpec known = cases::spec_of(found.machine);
    for (const cases::MachineFact* fact : cases::machine_facts()) {
      if (is_left_out(emitted, fact->name())) {
        EXPECT_FALSE(fact->given(read.parsed->machine)) << folder << fact->name();
        continue;
      }
      ASSERT_EQ(fact->given(known), fact->given(read.parsed->machine)) << folder << fact->name();
      if (!fact->given(known)) continue;
      ++facts;
      EXPECT_EQ(print_alternatives(fact->values(known)),
                print_alternatives(fact->values(read.parsed->machine)))
          << folder << fact->name();
    }
    left_out += emitted.left_out.size();
    for (const cases::MachineDevice& device : read.parsed->devices) bars += device.bars.size();
  }
  EXPECT_GT(facts, 300U);
  EXPECT_GT(bars, 10U);
  EXPECT_LT(left_out * 20, facts);
}

TEST(SeenMachine, RegistersKeepTheirNumbers) {
  const auto seen = readers::read_source(
      "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n"
      "reg02: base=0x0e0000000 ( 3584MB), size=  256MB, count=1: write-combining\n");
  const SeenMachine machine = seen_machine(seen, inspect::inspect(seen));
  EXPECT_NE(print_machine_file(machine.file).find("WB(0, 2G) + free + WC(0xe0000000, 256M);"),
            std::string::npos)
      << print_machine_file(machine.file);
}

TEST(SeenMachine, OptionsThatConcernMemoryTypes) {
  const auto seen = readers::read_source(
      "Kernel command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet nopat mtrr_gran_size=64M\n"
      "x86/PAT: PAT support disabled via boot option.\n");
  const SeenMachine machine = seen_machine(seen, inspect::inspect(seen));
  ASSERT_EQ(machine.file.machine.cmdline.size(), 1U);
  EXPECT_EQ(machine.file.machine.cmdline[0].options, "nopat mtrr_gran_size=64M");
}

TEST(SeenMachine, AFactThatNoCaseCanHaveIsSaidAndLeftOpen) {
  const auto seen = readers::read_source(
      "address sizes   : 31 bits physical, 48 bits virtual\n"
      "MTRR default type: uncachable\n");
  const SeenMachine machine = seen_machine(seen, inspect::inspect(seen));
  if (!seen.phys_bits.empty()) {
    ASSERT_EQ(machine.left_out.size(), 1U);
    EXPECT_TRUE(machine.left_out[0].starts_with("phys_bits: ")) << machine.left_out[0];
    EXPECT_TRUE(machine.file.machine.phys_bits.empty());
  }
}

// What lspci says is, and what a log said before that.
TEST(SeenMachine, LspciCountsMoreThanTheLog) {
  const auto seen = readers::read_source(
      "01:00.0 VGA compatible controller: a card\n"
      "\tRegion 0: Memory at e0000000 (64-bit, prefetchable) [size=256M]\n"
      "pci 0000:01:00.0: BAR 0: assigned [mem 0xd0000000-0xdfffffff 64bit pref]\n");
  const SeenMachine machine = seen_machine(seen, inspect::inspect(seen));
  ASSERT_EQ(machine.file.devices.size(), 1U);
  ASSERT_EQ(machine.file.devices[0].bars.size(), 1U);
  EXPECT_EQ(machine.file.devices[0].bars[0].start, 0xe0000000U);
}

}  // namespace seen_machine_test
}  // namespace memtype::cli
