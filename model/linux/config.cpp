#include "memtype/linux/config.hpp"

#include <charconv>

#include "memtype/linux/errno.hpp"

namespace memtype::kernel {

std::optional<Version> version_from(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  Version version{0, 0};
  const char* end = text.data() + text.size();
  auto [dot, bad] = std::from_chars(text.data(), end, version.major);
  if (bad != std::errc{} || dot == end || *dot != '.') return std::nullopt;
  auto [rest, bad_minor] = std::from_chars(dot + 1, end, version.minor);
  if (bad_minor != std::errc{}) return std::nullopt;
  if (rest != end && *rest != '.' && *rest != '-') return std::nullopt;
  if (version.major < 0 || version.minor < 0) return std::nullopt;
  return version;
}

std::string to_string(Version version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

std::string_view name(PatMode mode) {
  switch (mode) {
    case PatMode::absent: return "absent";
    case PatMode::nopat: return "nopat";
    case PatMode::linux4: return "linux4";
    case PatMode::full: return "linux";
    case PatMode::xen: return "xen";
    case PatMode::msr: return "msr";
  }
  return "?";
}

std::string_view name(Environment environment) {
  switch (environment) {
    case Environment::bare_metal: return "bare_metal";
    case Environment::xen_pv: return "xen_pv";
    case Environment::kvm: return "kvm";
    case Environment::tdx: return "tdx";
    case Environment::snp: return "snp";
  }
  return "?";
}

std::string result_name(std::int64_t result) {
  switch (result) {
    case error_perm: return "-EPERM";
    case error_noent: return "-ENOENT";
    case error_nxio: return "-ENXIO";
    case error_again: return "-EAGAIN";
    case error_nomem: return "-ENOMEM";
    case error_fault: return "-EFAULT";
    case error_busy: return "-EBUSY";
    case error_nodev: return "-ENODEV";
    case error_inval: return "-EINVAL";
    case error_nospc: return "-ENOSPC";
    case error_nosys: return "-ENOSYS";
  }
  return std::to_string(result);
}

}  // namespace memtype::kernel
