// equivalent_choices() over versions and PAT layouts: what random programs do on machines that are
// taken for one, and which versions are.
#include <gtest/gtest.h>

#include <random>

#include "../parsed.hpp"
#include "semantics/machines.hpp"
#include "semantics/trace.hpp"

namespace memtype::cases::testing {
namespace equivalent_versions_test {

std::vector<std::string> series(kernel::Version from) {
  std::vector<std::string> all;
  for (int major = 4; major <= 7; ++major)
    for (int minor = 0; minor < 21; ++minor)
      if (const kernel::Version v{major, minor, kernel::newest_patch};
          kernel::is_known(v) && from <= v)
        all.push_back(kernel::to_string(v));
  return all;
}

// All series, and what came within one.
std::vector<std::string> versions(kernel::Version from, kernel::Version end = {99, 0}) {
  std::vector<std::string> all = series(from);
  for (const char* patch :
       {"4.4.15", "4.4.16", "4.4.147", "4.4.148", "5.4.53", "5.4.54", "5.19.5", "5.19.6", "6.1.6",
        "6.1.7", "6.1.32", "6.1.33", "6.12.53", "6.12.54", "6.17.3", "6.17.4"})
    if (from <= *kernel::version_from(patch)) all.emplace_back(patch);
  std::erase_if(all, [&](const std::string& v) { return end <= *kernel::version_from(v); });
  return all;
}

std::string kernels(const std::vector<std::string>& versions) {
  std::string list;
  for (const std::string& v : versions) list += (list.empty() ? "\"" : ", \"") + v + "\"";
  return "kernel any of (" + list + ");";
}

const std::string regions =
    "region bar (0xd0000000, 32K); region low (0x9c000, 64K); region ram (16M, 32K);";

const std::string machines[] = {
    "cpu any of (intel, intel_pat_low4, amd64); phys_bits 36; mtrr_enabled any;"
    "pat any of (linux, linux4, nopat, msr(0x0407050600070106), msr(0x0405060001000706));"
    "firmware WC(0xd0000000, 16K);",
    "cpu intel; env any of (kvm, tdx, snp, hyperv_isolated); guest_pat honored; host_type WB;"
    "pat any of (linux, nopat);",
    "cpu intel; env xen_pv; pat any of (xen, nopat); mtrr_default WB;"};

// Everything that a program can see of a run, and the kernel's books at its end.
std::string seen(const Trace& trace) {
  std::string text;
  for (const TraceStep& step : trace.steps) {
    text += std::to_string(step.step.result) + ":";
    for (const RegionView& view : step.regions) {
      text += " " + to_string(view.state.types) + (view.state.mapped ? "m" : "") +
              (view.state.aliased ? "a" : "");
    }
    text += "\n";
  }
  for (const auto& entry : trace.end.memtype.entries)
    if (entry.live)
      text += std::to_string(entry.begin) + "-" + std::to_string(entry.end) + " " +
              to_string(entry.mode) + "\n";
  return text;
}

struct Answers {
  Case c;
  std::vector<MachineChoice> choices;
  std::vector<std::size_t> first;
  std::vector<std::string> seen;

  explicit Answers(const std::string& text) : c(parsed(text)), choices(machine_choices(c)) {
    first = equivalent_choices(c, choices);
    for (const MachineChoice& choice : choices) {
      Inputs<Concrete> inputs;
      inputs.registers.resize(choice.mtrr_variable);
      if (!choice.firmware.ranges.empty())
        inputs.registers[0] =
            range_from_msrs(0xd0000001, 0xfffffc000 | mtrr_mask_valid, choice.phys_bits);
      seen.push_back(equivalent_versions_test::seen(trace_run(c, choice, inputs, 0, {})));
    }
  }
  std::size_t classes() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < first.size(); ++i) count += first[i] == i ? 1 : 0;
    return count;
  }
};

Answers answers(const std::string& machine, const std::vector<std::string>& kernel_versions,
                const std::string& program) {
  return Answers("machine { " + machine + kernels(kernel_versions) + " memory ram(1M, 31M); } " +
                 regions + " program p { " + program + " }");
}

// Calls that exist in all versions, and those of today; in all of them `v` is a mapping and `w`
// another. The last ones free what others reserved.
const std::vector<std::string> calls = {
    "v = ioremap(0xd0000000, 8K);",
    "v = ioremap_wc(0xd0000000, 16K);",
    "w = ioremap_wt(0xd0001000, 8K);",
    "w = ioremap_cache(0xd0000000, 8K);",
    "v = ioremap_uc(0xd0002000, 4K);",
    "v = ioremap_prot(0xd0000000, 8K, WP);",
    "w = ioremap_prot(0xd0001000, 8K, WT);",
    "w = ioremap(0x9e000, 16K);",
    "v = pci_iomap(0xd0000000, 16K);",
    "v = devm_ioremap(0xd0001000, 4K);",
    "iounmap(v);",
    "iounmap(w);",
    "devres_release_all();",
    "r = mtrr_add(0xd0000000, 16K, MTRR_TYPE_WRCOMB, 1);",
    "c = arch_phys_wc_add(0xd0004000, 16K);",
    "remap_pfn_range(0xd0000000, 8K, WC);",
    "w = fb_mmap(0xd0000000, 16K);",
    "v = mmap_resource(0xd0000000, 16K);",
    "v = mmap_resource_wc(0xd0000000, 16K);",
    "w = mmap_resource_wc(0xd0001000, 4K);",
    "v = mmap_dev_mem(0xd0000000, 8K);",
    "v = mmap_dev_mem(0xd0000000, 8K, O_SYNC);",
    "w = mmap(16K); remap_pfn_range_into(w, 0, 0xd0000000, 16K, WC);",
    "w = mmap(16K); remap_pfn_range_into(w, 4K, 0xd0000000, 8K, WC);",
    "munmap(w);",
    "munmap(w, 0, 4K);",
    "munmap(w, 8K, 8K);",
    "zap_vma_ptes(w, 0, 4K);",
    "mremap(w, 8K);",
    "v = fork(w);",
    "set_memory_uc(16M, 2);",
    "set_memory_wc(16M, 2);",
    "set_memory_wb(16M, 1);",
    "set_memory_wb(0xd0000000, 1);",
    "set_memory_wc(v, 1);",
    "v = pcim_iomap(0xd0000000, 16K);",
    "pcim_iomap_regions(0xd0000000, 16K);",
    "pcim_iomap_regions(0xd0000000, 0);",
    "pcim_iounmap(v);",
    "v = io_mapping_create_wc(0xd0000000, 16K);",
    "w = io_mapping_map_wc(v, 0);",
};
const std::vector<std::string> later_calls = {
    "v = memremap(0xd0000000, 8K, MEMREMAP_WT);",
    "memunmap(v);",
    "v = devm_memremap(0xd0000000, 8K, MEMREMAP_WC);",
    "arch_io_reserve_memtype_wc(0xd0000000, 16K);",
    "devm_arch_io_reserve_memtype_wc(0xd0000000, 8K);",
    "arch_io_free_memtype_wc(0xd0001000, 4K);",
    "arch_io_free_memtype_wc(0xd0002000, 8K);",
    "vmf_insert_pfn(0xd0000000, WC);",
    "w = devm_ioremap_resource_wc(0xd0002000, 4K);",
};

std::string random_program(std::mt19937_64& random, bool later, std::size_t kinds) {
  std::vector<std::string> from(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(kinds));
  if (later) from.insert(from.end(), later_calls.begin(), later_calls.end());
  std::string text = "v = NULL; w = NULL;";
  for (std::size_t n = 2 + random() % 5; n > 0; --n) text += " " + from[random() % from.size()];
  return text;
}

// Without this file's knowledge of the rules: no run tells machines apart that are taken for one.
TEST(EquivalentVersions, NoProgramTellsThemApart) {
  std::mt19937_64 random(11);
  std::size_t joined = 0, apart = 0;
  for (int round = 0; round < 36; ++round) {
    const bool later = round % 3 == 0;
    const std::string program =
        random_program(random, later, round % 2 == 0 ? calls.size() : std::size_t{14});
    for (const std::string& machine : machines) {
      const Answers a =
          answers(machine, versions(later ? kernel::Version{5, 16} : kernel::Version{}), program);
      for (std::size_t i = 0; i < a.choices.size(); ++i) {
        ASSERT_EQ(a.seen[i], a.seen[a.first[i]])
            << program << "\n"
            << machine << kernel::to_string(a.choices[i].kernel) << " and "
            << kernel::to_string(a.choices[a.first[i]].kernel);
        joined += a.first[i] != i ? 1 : 0;
        apart += a.seen[i] != a.seen[0] ? 1 : 0;
      }
    }
  }
  EXPECT_GT(joined, 5000U);
  EXPECT_GT(apart, 5000U);
}

struct Difference {
  const char *machine, *program, *before, *since;
  kernel::Version first = kernel::oldest_version;  // with these functions
  kernel::Version end = {99, 0};                   // without them again
};
constexpr const char* bare = "cpu intel; pat linux;";
const Difference differences[] = {
    {"cpu intel; pat nopat;", "v = mmap_resource_wc(0xd0000000, 4K);", "4.11", "4.12"},
    {bare, "v = ioremap_prot(0xd0000000, 4K, WP);", "4.13", "4.14"},
    {bare,
     "v = ioremap(0xd0000000, 8K); arch_io_free_memtype_wc(0xd0001000, 4K);"
     "w = ioremap_wc(0xd0001000, 4K);",
     "6.15",
     "6.16",
     {4, 9}},
    {bare, "w = fb_mmap(0xd0000000, 8K); zap_vma_ptes(w, 0, 4K); v = ioremap_wc(0xd0000000, 4K);",
     "6.15", "6.16"},
    {"cpu intel; pat nopat; mtrr_default WB;", "v = mmap_dev_mem(0xd0000000, 4K, O_SYNC);", "6.15",
     "6.16"},
    {"cpu intel; pat xen; env xen_domu;", "v = ioremap_cache(0xd0000000, 4K);", "4.5", "4.6"},
    {"cpu intel; pat xen; env xen_domu;", "v = ioremap_cache(0xd0000000, 4K);", "6.1.6", "6.1.7"},
    {"cpu intel; pat xen; env xen_domu;", "v = ioremap_cache(0xd0000000, 4K);", "6.1.32", "6.1.33"},
    {"cpu intel; pat linux; env tdx; host_type UC;", "v = ioremap_wc(0xd0000000, 4K);", "6.8",
     "6.9"},
    {"cpu intel; pat linux; mtrr_enabled off;", "v = ioremap_wc(0xd0000000, 4K);", "6.1", "6.2"},
    {"cpu intel; pat xen; env xen_dom0;", "v = ioremap_wc(0xd0000000, 4K);", "5.19.5", "5.19.6"},
    {"cpu intel; pat xen; env xen_domu;", "v = ioremap_cache(0xd0000000, 4K);", "6.4", "6.5"},
    {"cpu amd64; pat linux; env snp; host_type WB;", "v = ioremap_cache(0xd0000000, 4K);", "6.11",
     "6.12.53"},
    {"cpu intel; pat linux; env tdx; host_type WB;", "v = ioremap_cache(0xd0000000, 4K);",
     "6.12.53", "6.12.54"},
    {"cpu intel; pat linux; env tdx; host_type WB;", "v = ioremap_cache(0xd0000000, 4K);", "6.17.3",
     "6.17.4"},
    {"cpu amd64; pat linux; env snp; host_type WB;",
     "arch_io_reserve_memtype_wc(0xd0000000, 8K); v = ioremap(0xd0000000, 8K);",
     "5.19",
     "6.2",
     {4, 9}},
    {bare, "v = pcim_iomap(0xd0000000, 4K); w = pcim_iomap(0xd0000000, 4K);", "6.10", "6.11"},
    {bare, "vm_insert_mixed(0xd0000000, WC);", "4.8", "4.9", {4, 2}, {4, 20}},
    {bare, "vm_insert_mixed(0xd0000000, WC);", "4.4.147", "4.4.148", {4, 2}, {4, 20}},
    {bare, "v = devm_memremap(16M, 4K, MEMREMAP_WT);", "4.3", "4.4", {4, 3}},
    {"cpu intel; pat linux; mtrr_default WB;",
     "v = ioremap_cache(0xd0000000, 4K); w = io_mapping_create_wc(0xd0000000, 16K);", "5.4.53",
     "5.4.54"},
};

// Each rule that a version changes, by what a program sees of it; and, over all versions, that the
// machines on the two sides of such a change are never one.
TEST(EquivalentVersions, WhatDiffersIsKeptApart) {
  for (const Difference& d : differences) {
    const Answers two = answers(d.machine, {d.before, d.since}, d.program);
    ASSERT_EQ(two.choices.size(), 2U);
    EXPECT_NE(two.seen[0], two.seen[1]) << d.program << " " << d.since;
    const Answers all = answers(d.machine, versions(d.first, d.end), d.program);
    for (std::size_t i = 0; i < all.choices.size(); ++i)
      for (std::size_t k = 0; k < i; ++k)
        if (all.first[i] == all.first[k]) {
          EXPECT_EQ(all.seen[i], all.seen[k]) << d.program;
        }
    EXPECT_LT(all.classes(), all.choices.size() / 4) << d.program << ": hardly any are joined";
  }
}

std::vector<std::size_t> classes_of(const std::string& program, const std::string& checks = "") {
  const Case c = parsed(
      "machine { cpu intel; pat linux; kernel any of (\"4.2\", \"6.12\", \"6.18\","
      " \"7.3\"); } region r (0xd0000000, 4K); program p { " +
      program + " } " + checks);
  return equivalent_choices(c, machine_choices(c));
}

using Classes = std::vector<std::size_t>;

TEST(EquivalentVersions, WhatACaseReadsDecides) {
  EXPECT_EQ(classes_of("v = ioremap_wc(0xd0000000, 4K); iounmap(v);"), (Classes{0, 0, 0, 0}));
  EXPECT_EQ(classes_of("v = ioremap_prot(0xd0000000, 4K, WP);"), (Classes{0, 1, 1, 1}));
  EXPECT_EQ(classes_of("w = fb_mmap(0xd0000000, 8K); munmap(w);"), (Classes{0, 0, 2, 2}));
  EXPECT_EQ(classes_of("w = mmap_resource(0xd0000000, 8K); munmap(w);"), (Classes{0, 1, 2, 2}));
}

// Up to 4.13 the ISA hole was its direct map, which shows without PAT; other addresses do not care.
TEST(EquivalentVersions, TheIsaHoleCountsWhereItMayBeMapped) {
  const auto at = [](const char* address, const char* pat) {
    const Case c = parsed(
        std::string("machine { cpu intel; pat ") + pat +
        "; kernel any of (\"4.13\", \"4.14\"); } param bar align 4K range 0xc0000000..0xcfffffff;"
        "param low align 4K range 0x90000..0xbffff; region r (0xd0000000, 4K);"
        "program p { v = ioremap_uc(" +
        address + ", 4K); }");
    return equivalent_choices(c, machine_choices(c));
  };
  EXPECT_EQ(at("0xa0000", "nopat"), (Classes{0, 1}));
  EXPECT_EQ(at("low", "nopat"), (Classes{0, 1}));
  EXPECT_EQ(at("bar - 0xbff50000", "nopat"), (Classes{0, 1}));
  EXPECT_EQ(at("low", "linux"), (Classes{0, 0}));
  EXPECT_EQ(at("bar + 4K", "nopat"), (Classes{0, 0}));
  EXPECT_EQ(at("0x100000", "nopat"), (Classes{0, 0}));
}

// A check that compares the version keeps apart what it tells apart, and no more.
TEST(EquivalentVersions, ComparisonsOfAVersionCount) {
  const auto with = [](const char* guard) {
    return classes_of(
        "v = ioremap(0xd0000000, 4K);",
        std::string("check finally c (p.r == UC) when (") + guard + ") expect Holds;");
  };
  EXPECT_EQ(with("pat_enabled"), (Classes{0, 0, 0, 0}));
  EXPECT_EQ(with("kernel >= \"6.16\""), (Classes{0, 0, 2, 2}));
  EXPECT_EQ(with("kernel == \"6.12\""), (Classes{0, 1, 2, 2}));
  EXPECT_EQ(with("kernel >= \"4.4\" && kernel < \"7.0\""), (Classes{0, 1, 1, 3}));
}

}  // namespace equivalent_versions_test
}  // namespace memtype::cases::testing
