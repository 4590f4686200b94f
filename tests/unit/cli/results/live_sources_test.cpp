// This machine's own state, here of a folder that looks like the root of one.
#include "results/live_sources.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "memtype/inspect/inspect.hpp"
#include "memtype/readers/read.hpp"

namespace memtype::cli {
namespace live_sources_test {

namespace fs = std::filesystem;

class Root {
 public:
  Root() : path_(fs::temp_directory_path() / ("memtype_live_" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Root() { fs::remove_all(path_); }
  void file(const std::string& name, std::string_view text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

TEST(LiveSources, WhatIsThereIsRead) {
  const Root root;
  root.file("proc/mtrr", "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n");
  root.file("proc/cpuinfo",
            "vendor_id\t: GenuineIntel\naddress sizes\t: 39 bits physical\n\nvendor_id\t: x\n");
  root.file("sys/firmware/memmap/0/start", "0x100000\n");
  root.file("sys/firmware/memmap/0/end", "0x7fffffff\n");
  root.file("sys/firmware/memmap/0/type", "System RAM\n");
  const std::string device = "sys/bus/pci/devices/0000:01:00.0/";
  root.file(device + "class", "0x030000\n");
  root.file(device + "vendor", "0x10de\n");
  root.file(device + "device", "0x13c2\n");
  root.file(device + "resource", "0x00000000e0000000 0x00000000efffffff 0x000000000014220c\n");
  const LiveSources sources = live_sources(root.path());
  EXPECT_TRUE(sources.refused.empty());
  readers::SourceReader reader;
  for (const LiveSource& source : sources.found) {
    reader.begin(source.name);
    reader.feed(source.text);
  }
  const readers::Observations seen = reader.finish();
  EXPECT_TRUE(seen.unread.empty());
  EXPECT_EQ(seen.processors.size(), 1U);  // the others repeat it
  const inspect::Inspection found = inspect::inspect(seen);
  EXPECT_EQ(found.mtrrs.registers.size(), 1U);
  EXPECT_TRUE(found.maps_ram);
  ASSERT_EQ(found.areas.size(), 2U);
  EXPECT_TRUE(found.areas[1].is_display);
  EXPECT_TRUE(found.areas[1].prefetchable);
}

TEST(LiveSources, AnEmptyRootHasNothing) {
  const Root root;
  EXPECT_TRUE(live_sources(root.path()).found.empty());
}

}  // namespace live_sources_test
}  // namespace memtype::cli
