#include "memtype/cpu/cache_control.hpp"

namespace memtype {

std::string_view name(CacheMode mode) {
  switch (mode) {
    case CacheMode::normal: return "normal";
    case CacheMode::no_fill: return "no-fill";
    case CacheMode::no_fill_incoherent: return "no-fill, not coherent";
    case CacheMode::refused: return "#GP: CR0.NW without CR0.CD";
  }
  return "?";
}

}  // namespace memtype
