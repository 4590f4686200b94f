// Flattens a guest's MTRRs into EPT leaf entries, each page as large as it can be: 1 GiB, 2 MiB or
// 4 KiB. Then asks page by page whether every entry says what the guest's registers say.
//
//   c++ -std=c++20 ept_builder.cpp $(pkg-config --cflags --libs memtype)
#include <memtype.h>

#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

struct Leaf {
  std::uint64_t guest_physical;
  std::uint64_t bytes;
  std::uint64_t entry;  // read, write, execute; memory type; large page
};

constexpr std::uint64_t page_sizes[] = {1u << 30, 1u << 21, 1u << 12};

// What no single type is known for is mapped UC: never wrong, only slow. Guest MTRRs do not act
// under EPT, the entry's type takes their place; IPAT stays 0, so the guest's PAT does act.
std::uint64_t entry_for(std::uint64_t address, std::uint64_t bytes, unsigned type) {
  const std::uint64_t large = bytes > page_sizes[2] ? 1u << 7 : 0;
  if (type == MEMTYPE_NONE) type = MEMTYPE_UC;
  return address | 7 | large | memtype_ept_bits(type, 0);
}

Leaf leaf_at(const memtype_map& map, std::uint64_t address, std::uint64_t end) {
  for (std::uint64_t bytes : page_sizes) {
    std::uint8_t type = MEMTYPE_NONE;
    if (address % bytes != 0 || end - address < bytes) continue;
    const memtype_status status = memtype_map_uniform(&map, address, address + bytes, &type);
    if (status == MEMTYPE_OK || bytes == page_sizes[2])
      return {address, bytes, entry_for(address, bytes, type)};
  }
  return {address, page_sizes[2], entry_for(address, page_sizes[2], MEMTYPE_UC)};
}

std::vector<Leaf> build(const memtype_map& map, std::uint64_t begin, std::uint64_t end) {
  std::vector<Leaf> leaves;
  while (begin < end) {
    leaves.push_back(leaf_at(map, begin, end));
    begin += leaves.back().bytes;
  }
  return leaves;
}

// The registers themselves, asked page by page: slow, and beyond doubt.
std::uint64_t wrong_pages(const memtype_cpu& cpu, const memtype_state& state,
                          const std::vector<Leaf>& leaves) {
  std::uint64_t wrong = 0;
  for (const Leaf& leaf : leaves)
    for (std::uint64_t page = 0; page < leaf.bytes; page += page_sizes[2]) {
      const memtype_answer truth = memtype_at(&cpu, &state, leaf.guest_physical + page);
      const unsigned wanted = truth.type == MEMTYPE_NONE ? unsigned{MEMTYPE_UC} : truth.type;
      wrong += (leaf.entry >> 3 & 7) != wanted ? 1 : 0;
    }
  return wrong;
}

}  // namespace

int main() {
  // A guest with 8 GiB: UC for devices below 4 GiB, a write-combining frame buffer in it, and the
  // usual fixed ranges.
  memtype_cpu cpu;
  memtype_state state;
  memtype_map map;
  memtype_cpu_init(&cpu, MEMTYPE_INTEL, 36);
  memtype_state_init(&cpu, &state);
  for (int i = 0; i < 3; ++i) state.fixed[i] = i < 2 ? 0x0606060606060606 : 0;
  state.variable[0] = {0xc0000000 | MEMTYPE_UC, 0xfc0000800};
  state.variable[1] = {0x7f800000 | MEMTYPE_UC, 0xfff800800};
  state.variable[2] = {0x230000000 | MEMTYPE_WC, 0xff0000800};
  state.variable[3] = {0x7f7ff000 | MEMTYPE_WT, 0xffffff800};
  state.def_type = 0xc00 | MEMTYPE_WB;
  if (memtype_map_build(&cpu, &state, &map) != MEMTYPE_OK) return 1;

  const std::vector<Leaf> leaves = build(map, 0, std::uint64_t{10} << 30);
  std::size_t counts[3] = {};
  for (const Leaf& leaf : leaves)
    for (int i = 0; i < 3; ++i) counts[i] += leaf.bytes == page_sizes[i] ? 1 : 0;
  std::printf("%zu entries: %zu of 1G, %zu of 2M, %zu of 4K\n", leaves.size(), counts[0], counts[1],
              counts[2]);
  const std::uint64_t wrong = wrong_pages(cpu, state, leaves);
  std::printf("%llu pages wrong\n", static_cast<unsigned long long>(wrong));
  return wrong == 0 ? 0 : 1;
}
