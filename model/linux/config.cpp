#include "memtype/linux/config.hpp"

#include <charconv>

namespace memtype::kernel {

namespace {

// The digits at the front of `text`, which they leave; nothing if there are none, too many, or a 0
// before others.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [rest, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool padded = text.front() == '0' && rest != text.data() + 1;
  if (bad != std::errc{} || number == newest_patch || padded) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

// The last series of a major version that has come to its end; else no bound.
int last_minor(int major) {
  switch (major) {
    case 4: return 20;
    case 5:
    case 6: return 19;
    default: return newest_patch;
  }
}

}  // namespace

std::optional<Version> version_from(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const auto major = take_number(text);
  if (!major || !take_dot(text)) return std::nullopt;
  const auto minor = take_number(text);
  if (!minor) return std::nullopt;
  Version version{*major, *minor, newest_patch};
  if (take_dot(text)) {
    const auto patch = take_number(text);
    if (!patch) return std::nullopt;
    version.patch = *patch;
  }
  const bool suffix = text.starts_with('-') && text.size() > 1 && !text.starts_with("-rc");
  if (!text.empty() && !suffix) return std::nullopt;
  return version;
}

std::string to_string(Version version) {
  const std::string series = series_name(version);
  return version.patch == newest_patch ? series : series + "." + std::to_string(version.patch);
}

std::string series_name(Version version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor);
}

bool is_series(Version version) { return version.minor <= last_minor(version.major); }

bool is_known(Version version) {
  return is_series(version) && oldest_version <= version && version <= newest_version;
}

std::strong_ordering compare(Version kernel, Version stated) {
  if (stated.patch == newest_patch) kernel.patch = newest_patch;
  return kernel <=> stated;
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
    case Environment::xen_dom0: return "xen_dom0";
    case Environment::xen_domu: return "xen_domu";
    case Environment::kvm: return "kvm";
    case Environment::tdx: return "tdx";
    case Environment::snp: return "snp";
    case Environment::hyperv: return "hyperv";
    case Environment::hyperv_isolated: return "hyperv_isolated";
  }
  return "?";
}

bool is_named(Environment environment, std::string_view word) {
  return word == name(environment) || (word == "xen_pv" && is_xen_pv(environment));
}

}  // namespace memtype::kernel
