// /sys/bus/pci/devices/0000:01:00.0/resource (drivers/pci/pci-sysfs.c: resource_show): a line each
// for regions 0 to 5, the ROM, and more: start, end (inclusive), flags of struct resource
// (include/linux/ioport.h). The device is in the name of the file.
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

constexpr std::uint64_t flag_mem = 0x200, flag_prefetch = 0x2000, flag_64bit = 0x100000;

class SysfsResource final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    const std::size_t length = std::string_view(
                                   "0x0000000000000000 0x0000000000000000 "
                                   "0x0000000000000000")
                                   .size();
    if (line.text.size() != length) return Outcome::not_mine;
    const auto first = scan.prefixed();
    const auto last = scan.prefixed();
    const auto flags = scan.prefixed();
    if (!first || !last || !flags || !scan.at_end()) return Outcome::not_mine;
    const unsigned number = next_++;
    if (number > 6 || (*flags & flag_mem) == 0) return Outcome::taken;
    Bar bar;
    bar.device = pci_address_in(seen.sources.empty() ? "" : last_address(seen.sources.back()));
    bar.number = number;
    bar.prefetchable = (*flags & flag_prefetch) != 0;
    bar.is_64bit = (*flags & flag_64bit) != 0;
    bar.place = line.place;
    bar.teller = Teller::lspci;
    const auto range = inclusive(*first, *last);
    if (!range) return Outcome::unreadable;
    if (*first != 0) bar.range = *range;
    keep(seen.bars, std::move(bar), seen);
    return Outcome::taken;
  }
  void reset() override { next_ = 0; }

 private:
  // Paths of devices behind bridges name the bridges too.
  static std::string_view last_address(std::string_view path) {
    const std::size_t end = path.rfind('/');
    const std::string_view folder = path.substr(0, end);
    const std::size_t start = folder.rfind('/');
    return start == folder.npos ? path : folder.substr(start + 1);
  }
  unsigned next_ = 0;
};

}  // namespace

std::unique_ptr<LineReader> make_sysfs_resource() { return std::make_unique<SysfsResource>(); }

}  // namespace memtype::readers
