// The errno values that the modelled kernel functions return, negated, as the kernel returns them.
#pragma once

#include <cstdint>
#include <string>

namespace memtype::kernel {

inline constexpr std::int64_t error_perm = -1;       // -EPERM
inline constexpr std::int64_t error_noent = -2;      // -ENOENT
inline constexpr std::int64_t error_nxio = -6;       // -ENXIO
inline constexpr std::int64_t error_again = -11;     // -EAGAIN
inline constexpr std::int64_t error_nomem = -12;     // -ENOMEM
inline constexpr std::int64_t error_fault = -14;     // -EFAULT
inline constexpr std::int64_t error_busy = -16;      // -EBUSY
inline constexpr std::int64_t error_nodev = -19;     // -ENODEV
inline constexpr std::int64_t error_inval = -22;     // -EINVAL
inline constexpr std::int64_t error_nospc = -28;     // -ENOSPC
inline constexpr std::int64_t error_nosys = -38;     // -ENOSYS
inline constexpr std::int64_t error_overflow = -75;  // -EOVERFLOW

// "-EINVAL" for a modelled error, else the number.
std::string result_name(std::int64_t result);

}  // namespace memtype::kernel
