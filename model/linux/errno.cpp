#include "memtype/linux/errno.hpp"

namespace memtype::kernel {

std::string result_name(std::int64_t result) {
  switch (result) {
    case error_perm: return "-EPERM";
    case error_noent: return "-ENOENT";
    case error_again: return "-EAGAIN";
    case error_nomem: return "-ENOMEM";
    case error_fault: return "-EFAULT";
    case error_busy: return "-EBUSY";
    case error_nxio: return "-ENXIO";
    case error_nodev: return "-ENODEV";
    case error_inval: return "-EINVAL";
    case error_nospc: return "-ENOSPC";
    case error_nosys: return "-ENOSYS";
    case error_overflow: return "-EOVERFLOW";
  }
  return std::to_string(result);
}

}  // namespace memtype::kernel
