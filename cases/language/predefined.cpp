// The names that every case has.
#include <algorithm>

#include "language/names.hpp"

namespace memtype::cases {
namespace {

constexpr Predefined predefined_table[] = {
    {"NULL", 0},
    {"true", 1},
    {"false", 0},
    {"PAGE_SHIFT", 12},
    // include/asm/page_types.h
    {"PAGE_SIZE", 4096, c_unsigned_long},
    {"PAGE_MASK", ~std::int64_t{4095}, c_unsigned_long},
    // arch/x86/include/uapi/asm/mtrr.h
    {"MTRR_TYPE_UNCACHABLE", 0},
    {"MTRR_TYPE_WRCOMB", 1},
    {"MTRR_TYPE_WRTHROUGH", 4},
    {"MTRR_TYPE_WRPROT", 5},
    {"MTRR_TYPE_WRBACK", 6},
    // include/linux/io.h
    {"MEMREMAP_WB", 1},
    {"MEMREMAP_WT", 2},
    {"MEMREMAP_WC", 4, std::nullopt, kernel::Version{4, 6}},  // c907e0eb43a5
    // include/uapi/asm-generic/fcntl.h
    {"O_DSYNC", 0x1000},
    {"O_SYNC", 0x101000},
    // include/uapi/asm-generic/errno-base.h, errno.h
    {"EPERM", 1},
    {"ENOENT", 2},
    {"EIO", 5},
    {"ENXIO", 6},
    {"EAGAIN", 11},
    {"ENOMEM", 12},
    {"EFAULT", 14},
    {"EBUSY", 16},
    {"ENODEV", 19},
    {"EINVAL", 22},
    {"ENOSPC", 28},
    {"ENOSYS", 38},
    {"EOVERFLOW", 75},
    // include/vdso/limits.h, include/linux/limits.h
    {"U32_MAX", UINT32_MAX, c_unsigned},
    {"UINT_MAX", UINT32_MAX, c_unsigned},
    {"ULONG_MAX", -1, c_unsigned_long},
    // include/linux/sizes.h
    {"SZ_4K", 0x1000},
    {"SZ_8K", 0x2000},
    {"SZ_16K", 0x4000},
    {"SZ_32K", 0x8000},
    {"SZ_64K", 0x10000},
    {"SZ_128K", 0x20000},
    {"SZ_256K", 0x40000},
    {"SZ_512K", 0x80000},
    {"SZ_1M", 0x100000},
    {"SZ_2M", 0x200000},
    {"SZ_4M", 0x400000},
    {"SZ_8M", 0x800000},
    {"SZ_16M", 0x1000000},
    {"SZ_32M", 0x2000000},
    {"SZ_64M", 0x4000000},
    {"SZ_128M", 0x8000000},
    {"SZ_256M", 0x10000000},
    {"SZ_512M", 0x20000000},
    {"SZ_1G", 0x40000000},
};

}  // namespace

const Predefined* predefined(std::string_view name) {
  const auto* row = std::find_if(std::begin(predefined_table), std::end(predefined_table),
                                 [&](const Predefined& p) { return p.name == name; });
  return row == std::end(predefined_table) ? nullptr : row;
}

const std::vector<std::string>& predefined_names() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> out;
    for (const Predefined& p : predefined_table) out.emplace_back(p.name);
    return out;
  }();
  return list;
}

}  // namespace memtype::cases
