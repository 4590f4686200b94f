#include "reading.hpp"

namespace memtype::readers::testing {
namespace system_test {

TEST(System, KernelAndMachine) {
  const Observations seen = read_all(
      "[    0.000000] Linux version 6.12.54-amd64 (gcc) #1 SMP\n"
      "[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 nopat\n"
      "[    0.000000] DMI: Some Board, BIOS 1.0\n"
      "[    0.000000] Hypervisor detected: KVM\n");
  EXPECT_EQ(seen.boots, 1U);
  EXPECT_EQ(seen.command_line.at(0).value, "BOOT_IMAGE=/vmlinuz root=/dev/sda1 nopat");
  std::vector<Note> notes;
  const Machine machine = machine_of(seen, notes);
  EXPECT_EQ(machine.kernel.at(0), (kernel::Version{6, 12, 54}));
  EXPECT_EQ(machine.env.at(0), kernel::Environment::kvm);
  EXPECT_TRUE(notes.empty());
}

TEST(System, Uname) {
  EXPECT_EQ(read_all("Linux (none) 6.12.117+deb12-amd64 #1 SMP Debian x86_64 GNU/Linux\n")
                .kernel.at(0)
                .value,
            "6.12.117+deb12-amd64");
}

TEST(System, AKernelOutsideTheModelStaysUnknown) {
  std::vector<Note> notes;
  EXPECT_TRUE(
      machine_of(read_all("Linux version 2.6.31-14-generic (gcc)\n"), notes).kernel.empty());
  EXPECT_EQ(notes.size(), 1U);
}

TEST(Cpuinfo, Profiles) {
  std::vector<Note> notes;
  const auto cpu = [&](std::string_view vendor, int family, int model) {
    const Machine machine = machine_of(
        read_all("vendor_id\t: " + std::string(vendor) + "\ncpu family\t: " +
                 std::to_string(family) + "\nmodel\t\t: " + std::to_string(model) +
                 "\nflags\t\t: fpu mtrr pat\naddress sizes\t: 46 bits physical, 48 bits virtual\n"),
        notes);
    EXPECT_EQ(machine.phys_bits.at(0), 46U);
    EXPECT_EQ(machine.env.at(0), kernel::Environment::bare_metal);
    return machine.cpu.empty() ? std::string_view() : machine.cpu[0]->name;
  };
  EXPECT_EQ(cpu("GenuineIntel", 6, 85), "intel");
  EXPECT_EQ(cpu("GenuineIntel", 6, 13), "intel_p3");
  EXPECT_EQ(cpu("GenuineIntel", 15, 2), "intel_pat_low4");
  EXPECT_EQ(cpu("AuthenticAMD", 25, 1), "amd64");
  EXPECT_EQ(cpu("Unheard", 1, 1), "");
}

TEST(Cpuinfo, BootLog) {
  const Observations seen = read_all(
      "smpboot: CPU0: Intel(R) Core(TM) i7-4600U CPU @ 2.10GHz (family: 0x6, model: 0x45, "
      "stepping: "
      "0x1)\n");
  EXPECT_EQ(seen.processors.at(0).value.model, 0x45U);
  EXPECT_EQ(seen.processors[0].value.vendor, "GenuineIntel");
}

}  // namespace system_test
}  // namespace memtype::readers::testing
