#include "memtype/machine/coverage.hpp"

#include <algorithm>

namespace memtype {

std::uint64_t mapped_bytes(const System<Concrete>& system, std::uint64_t begin, std::uint64_t end) {
  std::vector<PhysRange> parts;
  for (const kernel::Mapping<Concrete>& m : system.mappings)
    if (m.live && m.begin < end && begin < m.end)
      parts.push_back({std::max(m.begin, begin), std::min(m.end, end)});
  std::sort(parts.begin(), parts.end(),
            [](const PhysRange& a, const PhysRange& b) { return a.begin < b.begin; });
  std::uint64_t bytes = 0, done = begin;
  for (const PhysRange& part : parts) {
    if (part.end <= done) continue;
    bytes += part.end - std::max(part.begin, done);
    done = part.end;
  }
  return bytes;
}

}  // namespace memtype
