// What lies where: memory, devices, frame buffers; and whose a range is.
#include <algorithm>
#include <map>

#include "facts.hpp"

namespace memtype::inspect {
namespace {

using readers::Bar;
using readers::MapEntry;
using readers::Observations;
using readers::PciDevice;

// What is said of each device, by its address: the name that people gave it rather than numbers.
struct DeviceFacts {
  const PciDevice* named = nullptr;
  bool is_display = false;
};
using Devices = std::map<std::string, DeviceFacts>;

Devices devices_of(const Observations& seen) {
  Devices devices;
  for (const PciDevice& device : seen.devices) {
    DeviceFacts& facts = devices[device.address];
    facts.is_display |= device.is_display;
    if (facts.named == nullptr || facts.named->what.starts_with("device")) facts.named = &device;
  }
  return devices;
}

std::string bar_name(const DeviceFacts& facts, const Bar& bar) {
  std::string text = bar.number == 6 ? "ROM" : "BAR " + std::to_string(bar.number);
  if (bar.device.empty()) return text;
  text += " of " + bar.device;
  if (const PciDevice* device = facts.named) {
    std::string what = device->what.substr(0, 60);
    text += " (" + what + (device->driver.empty() ? "" : "; " + device->driver) + ")";
  }
  return text;
}

// "last_pfn": the end of RAM, then the end of RAM below 4 GiB.
void add_below_end(const Observations& seen, std::vector<Area>& areas) {
  std::uint64_t low = 0, high = 0;
  readers::Place low_place, high_place;
  for (const auto& said : seen.last_pfn) {
    (said.value > 4_GiB ? high : low) = said.value;
    (said.value > 4_GiB ? high_place : low_place) = said.place;
  }
  const std::string name = "below the end of RAM";
  if (low > 1_MiB)
    areas.push_back({Area::Kind::perhaps_ram, {1_MiB, low}, name, false, false, low_place});
  if (high != 0)
    areas.push_back({Area::Kind::perhaps_ram, {4_GiB, high}, name, false, false, high_place});
}

void add_memory(const Observations& seen, std::vector<Area>& areas) {
  if (const readers::MemoryMapSeen* map = readers::firmware_map(seen)) {
    for (const MapEntry& entry : map->entries) {
      if (entry.range.empty()) continue;
      const auto kind = entry.kind == MapEntry::Kind::ram          ? Area::Kind::ram
                        : entry.kind == MapEntry::Kind::persistent ? Area::Kind::persistent
                                                                   : Area::Kind::reserved;
      areas.push_back({kind, entry.range, kind == Area::Kind::ram ? "RAM" : entry.word, false,
                       false, entry.place});
    }
    return;
  }
  bool any = false;
  for (const readers::Resource& resource : seen.resources) {
    const bool ram = resource.name == "System RAM";
    const bool persistent = resource.name.starts_with("Persistent Memory");
    if (resource.depth != 0 || (!ram && !persistent)) continue;
    any |= ram;
    areas.push_back({ram ? Area::Kind::ram : Area::Kind::persistent, resource.range,
                     ram ? "RAM" : resource.name, false, false, resource.place});
  }
  if (!any) add_below_end(seen, areas);
}

void add_devices(const Observations& seen, std::vector<Area>& areas) {
  std::map<PhysRange, bool> taken;
  const Devices devices = devices_of(seen);
  for (const Bar& bar : seen.bars) {
    if (bar.range.empty() || bar.disabled || bar.number == 6) continue;
    if (!taken.try_emplace(bar.range, true).second) continue;
    const auto known = devices.find(bar.device);
    const DeviceFacts facts = known == devices.end() ? DeviceFacts{} : known->second;
    areas.push_back({Area::Kind::device, bar.range, bar_name(facts, bar), bar.prefetchable,
                     facts.is_display, bar.place});
  }
  for (const readers::FrameBuffer& buffer : seen.frame_buffers) {
    if (buffer.range.empty()) continue;
    areas.push_back({Area::Kind::frame_buffer, buffer.range,
                     (buffer.driver.empty() ? "driver" : buffer.driver) + " memory", true, true,
                     buffer.place});
  }
}

}  // namespace

std::vector<Area> areas_of(const Observations& seen) {
  std::vector<Area> areas;
  add_memory(seen, areas);
  add_devices(seen, areas);
  std::stable_sort(areas.begin(), areas.end(),
                   [](const Area& a, const Area& b) { return a.range < b.range; });
  return areas;
}

std::string owner_of(const Facts& facts, PhysRange range) {
  const Area* best = nullptr;
  for (const Area& area : facts.inspection.areas)
    if (area.range.begin <= range.begin && range.end <= area.range.end &&
        (best == nullptr || area.range.bytes() < best->range.bytes()))
      best = &area;
  const readers::Resource* deepest = nullptr;
  for (const readers::Resource& resource : facts.seen.resources)
    if (resource.range.begin <= range.begin && range.end <= resource.range.end &&
        (deepest == nullptr || resource.depth >= deepest->depth))
      deepest = &resource;
  if (best != nullptr && best->kind == Area::Kind::device) return best->name;
  if (deepest != nullptr) return deepest->name;
  return best == nullptr ? "" : best->name;
}

}  // namespace memtype::inspect
