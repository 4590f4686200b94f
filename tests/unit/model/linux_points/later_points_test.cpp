// What later versions changed in the calls of points 1 to 60, and what they left alone:
// mm/memory.c, arch/x86/mm/pat/memtype.c, drivers/char/mem.c, arch/x86/mm/ioremap.c,
// kernel/iomem.c.
#include <random>

#include "memtype/linux/cleanup.hpp"
#include "memtype/linux/devres.hpp"
#include "memtype/linux/pgprot.hpp"
#include "user_space.hpp"

namespace memtype::kernel {
namespace later_points_test {

using namespace linux_points;

using enum MemoryType;

constexpr std::uint64_t page = 4_KiB;
constexpr Version v6_12{6, 12};
constexpr Version later_versions[] = {v6_12,   {6, 13}, v6_15,         v6_16,
                                      {6, 18}, {7, 0},  newest_version};

// Reserving and looking up give the same answers in every version, as do exact frees.
TEST(LinuxPoint61, ReservingIsTheSame) {
  UserSpace old(v6_12), user(newest_version);
  std::mt19937 random(61);
  std::vector<PhysRange> held;
  for (int step = 0; step < 400; ++step) {
    const std::uint64_t at = bar + random() % 32 * page, end = at + (1 + random() % 8) * page;
    const MemoryType type = pat_memory_types[random() % std::size(pat_memory_types)];
    if (random() % 3 == 0 && !held.empty()) {
      const std::size_t which = random() % held.size();
      const PhysRange range = held[which];
      held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
      ASSERT_EQ(old.books.free(range.begin, range.end), user.books.free(range.begin, range.end));
      continue;
    }
    const auto a = old.books.reserve(at, end, type), b = user.books.reserve(at, end, type);
    ASSERT_EQ(a.error, b.error);
    ASSERT_EQ(a.mode, b.mode);
    if (a.error == 0) held.push_back({at, end});
    ASSERT_EQ(old.list(), user.list());
  }
}

// A page put in by a fault handler has the mode of the books with PAT, and what was asked without.
TEST(LinuxPoint70, FaultsLookUp) {
  for (Version kernel : {v6_15, v6_16}) {
    UserSpace user(kernel);
    user.books.reserve(bar, bar + page, WC);
    insert_pfn<Concrete>(user.space, true, bar, UC);
    insert_pfn<Concrete>(user.space, true, bar + page, WC);
    EXPECT_EQ(user.at(bar), TypeSet(WC));
    EXPECT_EQ(user.at(bar + page), TypeSet(UC_minus));
    EXPECT_EQ(user.list(), "0-1 WC");
  }
}

// Which mode comes of `outer` over `inner`, both of them protections.
enum class Make { noncached, writecombine, writethrough };
MemoryType made(const PatSetup& pat, Version kernel, Make outer, Make inner) {
  const auto make = [&](PageBits bits, Make what) {
    if (what == Make::noncached) return pgprot_noncached(pat, bits);
    return what == Make::writecombine ? pgprot_writecombine(pat, bits, rules_of(kernel))
                                      : pgprot_writethrough(pat, bits, rules_of(kernel));
  };
  return pat.mode_of(make(make({}, inner), outer));
}

// Since 6.16 pgprot_writecombine() and pgprot_writethrough() replace the bits that are there;
// pgprot_noncached() adds its own in every version.
TEST(LinuxPoint71, WriteCombineReplaces) {
  using enum Make;
  const PatSetup full = UserSpace().pat;
  EXPECT_EQ(made(full, v6_15, writecombine, noncached), UC);
  EXPECT_EQ(made(full, v6_16, writecombine, noncached), WC);
  EXPECT_EQ(made(full, v6_15, writecombine, writethrough), WT);
  EXPECT_EQ(made(full, v6_16, writecombine, writethrough), WC);
  for (Version kernel : {v6_15, v6_16}) {
    EXPECT_EQ(made(full, kernel, noncached, writecombine), UC);
    EXPECT_EQ(made(full, kernel, writethrough, noncached), WT);
    EXPECT_EQ(made(full, kernel, writethrough, writecombine), WT);
  }
}
TEST(LinuxPoint71, InOtherLayouts) {
  using enum Make;
  const PatSetup xen = pat_setup(true, true, pat_msr_for(PatMode::xen, newest_version));
  EXPECT_EQ(made(xen, v6_16, noncached, writecombine), UC);
  const PatSetup off = pat_setup(false, true, pat_power_on);
  EXPECT_EQ(made(off, v6_15, writethrough, noncached), UC);
  EXPECT_EQ(made(off, v6_16, writethrough, noncached), WT) << "PWT alone";
  EXPECT_EQ(made(off, v6_15, writecombine, writethrough), UC);
  EXPECT_EQ(made(off, v6_16, writecombine, writethrough), UC_minus);
  const PatSetup low4 = pat_setup(true, true, pat_msr_for(PatMode::linux4, newest_version));
  EXPECT_EQ(made(low4, v6_15, writecombine, writethrough), UC);
  EXPECT_EQ(made(low4, v6_16, writecombine, writethrough), WC);
  EXPECT_EQ(made(low4, v6_15, writethrough, writecombine), UC);
  EXPECT_EQ(made(low4, v6_16, writethrough, writecombine), UC_minus);
}

std::int64_t open_dev_mem(UserSpace& user, std::uint64_t at, std::uint64_t flags) {
  return mmap_dev_mem<Concrete>(user.space, true, at, page, to_int(flags));
}

// Since 6.16 O_SYNC and O_DSYNC do nothing with PAT off: the page attribute is WB.
TEST(LinuxPoint72, SyncDoesNothingWithPatOff) {
  for (const std::uint64_t flags : {o_sync, o_dsync})
    for (Version kernel : later_versions) {
      UserSpace user(kernel);
      user.nopat();
      EXPECT_GT(open_dev_mem(user, bar, flags), 0);
      EXPECT_EQ(user.at(bar), TypeSet(kernel < v6_16 ? UC_minus : WB));
    }
}
TEST(LinuxPoint72, WithPatItStillMeansUncached) {
  for (Version kernel : later_versions) {
    UserSpace user(kernel);
    EXPECT_GT(open_dev_mem(user, 2_GiB, o_sync), 0);
    EXPECT_EQ(user.at(2_GiB), TypeSet(UC_minus)) << "the MTRRs say WB";
    EXPECT_GT(open_dev_mem(user, 2_GiB + page, 0), 0);
    EXPECT_EQ(user.at(2_GiB + page), TypeSet(WB));
  }
}

// mmap_prepare(), 6.19: the same answers in the same order.
TEST(LinuxPoint74, DevMemAnswersAsBefore) {
  for (Version kernel : later_versions) {
    UserSpace user(kernel);
    EXPECT_EQ(mmap_dev_mem<Concrete>(user.space, true, bar, 0, 0), error_inval);
    EXPECT_EQ(open_dev_mem(user, std::uint64_t{1} << width, 0), error_inval);
    EXPECT_EQ(open_dev_mem(user, 16_MiB, o_sync), error_perm);
    user.books.reserve(bar, bar + page, WC);
    EXPECT_EQ(mmap_dev_mem<Concrete>(user.space, true, bar, 2 * page, to_int(o_sync)) > 0, true);
    user.books.reserve(2_GiB, 2_GiB + page, WB);
    EXPECT_EQ(open_dev_mem(user, 2_GiB, o_sync), error_again);
  }
}

// As running kernels from 6.12 to 7.3 refused them.
TEST(LinuxPoint74, DevMemRefusals) {
  for (Version kernel : later_versions) {
    UserSpace user(kernel);
    const std::uint64_t top = std::uint64_t{1} << width;
    EXPECT_EQ(open_dev_mem(user, bar + 0x800, o_sync), error_inval);
    EXPECT_EQ(mmap_dev_mem<Concrete>(user.space, true, top - page, 2 * page, 0), error_inval);
    EXPECT_EQ(mmap_dev_mem<Concrete>(user.space, true, 0 - page, 2 * page, 0), error_overflow);
    EXPECT_EQ(mmap_dev_mem<Concrete>(user.space, true, 0xfd000, 4 * page, 0), error_perm);
    EXPECT_EQ(user.list(), "");
  }
}

// ioremap_prot() takes a pgprot_t since 6.15: the mode is still the one that its bits say.
TEST(LinuxPoint76, IoremapProtReadsTheBits) {
  const auto map = [](UserSpace& user, MemoryType want) {
    const auto pointer = ioremap_prot<Concrete>(user.space, true, bar, page, want);
    const auto& made = user.mappings[static_cast<std::size_t>(pointer) - 1];
    return std::pair{made.tracked, made.mode};
  };
  for (Version kernel : later_versions) {
    UserSpace full(kernel), off(kernel), low4(kernel);
    EXPECT_EQ(map(full, WP), (std::pair<TypeSet, TypeSet>{WP, UC}));
    off.nopat();
    EXPECT_EQ(map(off, WP), (std::pair<TypeSet, TypeSet>{UC_minus, UC_minus}));
    low4.pat = pat_setup(true, true, pat_msr_for(PatMode::linux4, kernel));
    EXPECT_EQ(map(low4, WT), (std::pair<TypeSet, TypeSet>{UC_minus, UC_minus}));
  }
}
TEST(LinuxPoint76, SoDoesRemapPfnRange) {
  UserSpace user;
  user.pat = pat_setup(true, true, pat_msr_for(PatMode::linux4, newest_version));
  user.books.reserve(bar, bar + page, WC);
  EXPECT_GT(user.map(bar, page, WT), 0) << "WT has the bits of UC-, which can live with WC";
  EXPECT_EQ(user.at(bar), TypeSet(WC));
}

// memremap(MEMREMAP_WB) of devices is ioremap_cache(), whatever is done about encryption (6.15).
TEST(LinuxPoint77, MemremapIsIoremapCache) {
  for (Version kernel : later_versions) {
    UserSpace user(kernel);
    EXPECT_GT(memremap<Concrete>(user.space, true, 2_GiB, page, to_int(memremap_wb)), 0);
    EXPECT_GT(memremap<Concrete>(user.space, true, bar, page, to_int(memremap_wb)), 0);
    EXPECT_EQ(user.at(2_GiB), TypeSet(WB));
    EXPECT_EQ(user.at(bar), TypeSet(UC_minus)) << "the MTRRs say UC";
  }
}

// set_memory_*() and set_pages_array_*() follow the same rules.
TEST(LinuxPoint79, SetMemoryIsTheSame) {
  for (Version kernel : later_versions) {
    UserSpace user(kernel);
    add_direct_map<Concrete>(user.mappings, user.books.table.ram);
    EXPECT_EQ(set_memory<Concrete>(user.space, true, 16_MiB, 2, WC), 0);
    EXPECT_EQ(user.at(16_MiB), TypeSet(WC));
    EXPECT_EQ(set_pages_array<Concrete>(user.space, true, 16_MiB, 1, UC_minus), error_inval);
    EXPECT_EQ(set_memory_wb<Concrete>(user.space, true, 16_MiB, 2), 0);
    EXPECT_EQ(user.at(16_MiB), TypeSet(WB));
  }
}

// devm_iounmap() unmaps once, now; its device has nothing left to release.
TEST(LinuxPoint80, DevmIounmapUnmapsOnce) {
  for (Version kernel : later_versions) {
    UserSpace user(kernel);
    MtrrTable<Concrete> mtrr;
    Devres<Concrete> devres;
    const auto pointer = devm_ioremap<Concrete>(user.space, devres, 1, true, bar, page, WC);
    user.books.reserve(bar, bar + page, WC);
    devm_iounmap<Concrete>(user.space, devres, 1, true, pointer);
    EXPECT_EQ(user.list(), "0-1 WC");
    devres_release_all<Concrete>(user.space, mtrr, devres, 1, true);
    EXPECT_EQ(user.list(), "0-1 WC");
  }
}

// resourceN_wc is there with PAT alone, in every version since 4.12.
TEST(LinuxPoint83, TheWcFileNeedsPat) {
  for (Version kernel : later_versions) {
    UserSpace user(kernel), off(kernel);
    off.nopat();
    EXPECT_GT(mmap_resource<Concrete>(user.space, true, bar, page, true), 0);
    EXPECT_EQ(mmap_resource<Concrete>(off.space, true, bar, page, true), error_noent);
  }
}

// mtrr_spare_reg_nr=: since 7.1 the whole of it must be a number.
TEST(LinuxPoint86, TheSpareNumberIsWhole) {
  constexpr Version v7_0{7, 0, newest_patch}, v7_1{7, 1};
  for (Version kernel : {v7_0, v7_1}) {
    EXPECT_EQ(spare_registers_from("3", kernel), 3U);
    EXPECT_EQ(spare_registers_from("0x10", kernel), 16U);
    EXPECT_EQ(spare_registers_from("010", kernel), 8U);
    EXPECT_EQ(spare_registers_from("0", kernel), 0U);
  }
  EXPECT_EQ(spare_registers_from("2x", v7_0), 2U);
  EXPECT_EQ(spare_registers_from("2x", v7_1), 1U);
  EXPECT_EQ(spare_registers_from("x", v7_0), 0U);
  EXPECT_EQ(spare_registers_from("", v7_1), 1U);
}

}  // namespace later_points_test
}  // namespace memtype::kernel
