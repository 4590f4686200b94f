// The state of the machine at hand as texts, as the readers know them. Nothing is written, and what
// cannot be read is named.
#pragma once

#include <string>
#include <vector>

namespace memtype::cli {

struct LiveSource {
  std::string name;
  std::string text;
};
struct LiveSources {
  std::vector<LiveSource> found;
  std::vector<std::string> refused;  // there, and not to be read without root
};

// /proc/mtrr, iomem, cmdline, version, cpuinfo; /sys/firmware/memmap; the zero page; resources of
// PCI devices; pat_memtype_list; /dev/cpu/*/msr; the kernel's log. `root`: where / is, for tests.
LiveSources live_sources(const std::string& root = "");

}  // namespace memtype::cli
