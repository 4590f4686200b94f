#include "memtype/linux/releases.hpp"

namespace memtype::kernel {
namespace {

// The announcements of the last releases: tags of the stable tree on kernel.org.
constexpr Version last_releases[] = {
    {4, 2, 8},   {4, 3, 6},   {4, 5, 7},   {4, 6, 7},   {4, 7, 10},  {4, 8, 17},  {4, 10, 17},
    {4, 11, 12}, {4, 12, 14}, {4, 13, 16}, {4, 15, 18}, {4, 16, 18}, {4, 17, 19}, {4, 18, 20},
    {4, 20, 17}, {5, 0, 21},  {5, 1, 21},  {5, 2, 21},  {5, 3, 18},  {5, 5, 19},  {5, 6, 19},
    {5, 7, 19},  {5, 8, 18},  {5, 9, 16},  {5, 11, 22}, {5, 12, 19}, {5, 13, 19}, {5, 14, 21},
    {5, 16, 20}, {5, 17, 15}, {5, 18, 19}, {5, 19, 17}, {6, 0, 19},  {6, 2, 16},  {6, 3, 13},
    {6, 4, 16},  {6, 5, 13},  {6, 7, 12},  {6, 8, 12},  {6, 9, 12},  {6, 10, 14}, {6, 11, 11},
    {6, 13, 12}, {6, 14, 11}};

}  // namespace

std::optional<int> last_patch(Version series) {
  for (const Version& last : last_releases)
    if (last.major == series.major && last.minor == series.minor) return last.patch;
  return std::nullopt;
}

bool may_exist(Version version) {
  const std::optional<int> last = last_patch(version);
  return is_series(version) && (version.patch == newest_patch || !last || version.patch <= *last);
}

}  // namespace memtype::kernel
