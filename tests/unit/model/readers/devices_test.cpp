#include "reading.hpp"

namespace memtype::readers::testing {
namespace devices_test {

TEST(PciLog, Regions) {
  const Observations seen = read_all(
      "pci 0000:00:02.0: [8086:0162] type 00 class 0x030000\n"
      "pci 0000:00:02.0: reg 10 32bit mmio: [0xf0000000-0xf03fffff]\n"
      "pci 0000:00:02.0: reg 14: [mem 0xe0000000-0xe7ffffff 64bit pref]\n"
      "pci 0000:00:02.0: reg 0x18: [mem 0xd0000000-0xdfffffff 64bit pref]\n"
      "pci 0000:00:02.0: BAR 4 [mem 0x4000000000-0x400fffffff 64bit pref]\n"
      "pci 0000:01:00.0: reg 0x30: [mem 0x00000000-0x0007ffff pref]\n");
  ASSERT_EQ(seen.bars.size(), 5U);
  EXPECT_EQ(seen.bars[0].range, (PhysRange{0xf0000000, 0xf0400000}));
  EXPECT_FALSE(seen.bars[0].prefetchable);
  EXPECT_EQ(seen.bars[2].number, 2U);
  EXPECT_TRUE(seen.bars[2].prefetchable);
  EXPECT_TRUE(seen.bars[3].is_64bit);
  EXPECT_TRUE(seen.bars[4].range.empty());  // not assigned
  EXPECT_TRUE(seen.devices.at(0).is_display);
}

TEST(PciLog, ALaterLineMoves) {
  const Observations seen = read_all(
      "pci 0000:01:00.0: reg 0x10: [mem 0xe0000000-0xe7ffffff 64bit pref]\n"
      "pci 0000:01:00.0: BAR 0: assigned [mem 0xf0000000-0xf7ffffff 64bit pref]\n"
      "pci 0000:01:00.0: BAR 6 [mem 0xf8000000-0xf807ffff pref]: assigned\n"
      "pci 0000:01:00.0: BAR 0: can't assign [mem size 0x10000000]\n"
      "pci 0000:03:00.0: VF BAR 0 [mem 0x00000000-0x06ffffff 64bit pref]: contains BAR 0 for 7 "
      "VFs\n");
  ASSERT_EQ(seen.bars.size(), 2U);
  EXPECT_EQ(seen.bars[0].range.begin, 0xf0000000U);
  EXPECT_EQ(seen.bars[1].number, 6U);
}

TEST(PciLog, Windows) {
  const Observations seen = read_all(
      "pci 0000:00:1c.4:   bridge window [mem 0xf0000000-0xf00fffff 64bit pref]\n"
      "pci_bus 0000:00: root bus resource [mem 0xdf200000-0xfeafffff window]\n"
      "bus: 00 [mem 0x000a0000-0x000bffff]\n");
  ASSERT_EQ(seen.windows.size(), 3U);
  EXPECT_TRUE(seen.windows[0].prefetchable);
  EXPECT_EQ(seen.windows[0].device, "0000:00:1c.4");
}

TEST(Lspci, Regions) {
  const Observations seen = read_all(
      "01:00.0 VGA compatible controller [0300]: Some Maker Some Card [10de:13c2] (rev a1)\n"
      "\tMemory at f6000000 (32-bit, non-prefetchable) [size=16M]\n"
      "\tMemory at e0000000 (64-bit, prefetchable) [size=256M]\n"
      "\tMemory at f0000000 (64-bit, prefetchable) [disabled] [size=32M]\n"
      "\tI/O ports at e000 [size=128]\n"
      "\tExpansion ROM at 000c0000 [virtual] [disabled] [size=128K]\n"
      "\tKernel driver in use: nouveau\n"
      "0000:02:00.0 Ethernet controller: Another\n"
      "\tRegion 0: Memory at f7800000 (64-bit, non-prefetchable) [size=4M]\n"
      "\tRegion 2: I/O ports at d000 [size=32]\n"
      "\tRegion 3: Memory at <unassigned> (64-bit, prefetchable)\n"
      "\tPrefetchable memory behind bridge: 0000004000000000-000000400fffffff [size=256M] "
      "[64-bit]\n"
      "\tMemory behind bridge: fff00000-000fffff [disabled]\n");
  ASSERT_EQ(seen.bars.size(), 6U);
  EXPECT_EQ(seen.bars[0].device, "0000:01:00.0");
  EXPECT_EQ(seen.bars[0].range.bytes(), 16_MiB);
  EXPECT_EQ(seen.bars[1].number, 1U);
  EXPECT_TRUE(seen.bars[1].prefetchable);
  EXPECT_EQ(seen.bars[2].number, 3U);  // a 64-bit region takes two registers
  EXPECT_TRUE(seen.bars[2].disabled);
  EXPECT_EQ(seen.bars[3].number, 6U);
  EXPECT_EQ(seen.bars[4].device, "0000:02:00.0");
  EXPECT_TRUE(seen.bars[5].range.empty());
  EXPECT_EQ(seen.devices.at(0).driver, "nouveau");
  EXPECT_TRUE(seen.devices[0].is_display);
  ASSERT_EQ(seen.windows.size(), 1U);
  EXPECT_EQ(seen.windows[0].range, (PhysRange{0x4000000000, 0x4010000000}));
}

TEST(SysfsResource, FlagsOfTheKernel) {
  const Observations seen = read_all(
      "0x00000000f7000000 0x00000000f7ffffff 0x0000000000040200\n"
      "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n"
      "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
      "0x000000000000e000 0x000000000000e07f 0x0000000000040101\n",
      "/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/resource");
  ASSERT_EQ(seen.bars.size(), 2U);
  EXPECT_EQ(seen.bars[1].device, "0000:01:00.0");
  EXPECT_EQ(seen.bars[1].number, 1U);
  EXPECT_TRUE(seen.bars[1].prefetchable);
  EXPECT_EQ(seen.bars[1].range, (PhysRange{0xe0000000, 0xf0000000}));
}

TEST(FrameBuffers, Drivers) {
  const Observations seen = read_all(
      "vesafb: framebuffer at 0xe8000000, mapped to 0xe0900000, size 3072k\n"
      "vesafb: framebuffer at 0xd0000000, mapped to 0xffffc20000080000, using 1875k, total 32768k\n"
      "efifb: framebuffer at 0x80000000, using 1876k, total 1875k\n"
      "matroxfb: framebuffer at 0xDA000000, mapped to 0xe0810000, size 33554432\n"
      "agpgart: AGP aperture is 256M @ 0xe0000000\n"
      "simple-framebuffer simple-framebuffer.0: framebuffer at 0x90000000, 0x300000 bytes\n"
      "Graphics framebuffer located at 0xb0000000\n");
  ASSERT_EQ(seen.frame_buffers.size(), 7U);
  EXPECT_EQ(seen.frame_buffers[0].range.bytes(), 3_MiB);
  EXPECT_EQ(seen.frame_buffers[0].driver, "vesafb");
  EXPECT_EQ(seen.frame_buffers[1].range.bytes(), 32_MiB);
  EXPECT_EQ(seen.frame_buffers[2].range.bytes(), 1875_KiB);
  EXPECT_EQ(seen.frame_buffers[3].range.bytes(), 32_MiB);
  EXPECT_EQ(seen.frame_buffers[4].range, (PhysRange{0xe0000000, 0xf0000000}));
  EXPECT_EQ(seen.frame_buffers[5].range.bytes(), 3_MiB);
  EXPECT_TRUE(seen.frame_buffers[6].range.empty());
}

}  // namespace devices_test
}  // namespace memtype::readers::testing
