// Where drivers say that their frame buffer or aperture lies:
//   vesafb: framebuffer at 0xd0000000, mapped to 0x.., using 1875k, total 32768k
//   efifb: framebuffer at 0x80000000, using 1876k, total 1875k
//   matroxfb: framebuffer at 0xDA000000, mapped to 0xe0810000, size 33554432          bytes
//   agpgart: AGP aperture is 256M @ 0xe0000000
//   gma500 ...: [drm] Stolen memory base 0xbf800000, size 1056764KiB
//   Graphics framebuffer located at 0xb0000000                                         coreboot
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

class FrameBuffers final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (scan.past("AGP aperture is ")) return read_aperture(scan, line, seen);
    if (scan.past("Stolen memory base ")) return read_stolen(scan, line, seen);
    if (!scan.past("framebuffer at ") && !scan.past("framebuffer located at "))
      return Outcome::not_mine;
    const auto base = scan.prefixed();
    if (!base) return Outcome::not_mine;
    return add(line, *base, bytes_behind(scan), seen);
  }

 private:
  // The first of "using", "total", "size", "0x300000 bytes"; 0: none.
  static std::uint64_t bytes_behind(Scan scan) {
    for (std::string_view word : {"total ", "using ", "size "}) {
      Scan ahead = scan;
      if (!ahead.past(word)) continue;
      if (const auto size = ahead.size()) return *size;
    }
    if (scan.word(","))
      if (const auto size = scan.prefixed(); size && scan.word("bytes")) return *size;
    return 0;
  }
  static Outcome read_aperture(Scan scan, const Line& line, Observations& seen) {
    const auto size = scan.size();
    if (!size || !scan.word("@")) return Outcome::unreadable;
    const auto base = scan.prefixed();
    return base ? add(line, *base, *size, seen) : Outcome::unreadable;
  }
  static Outcome read_stolen(Scan scan, const Line& line, Observations& seen) {
    const auto base = scan.prefixed();
    if (!base || !scan.past("size ")) return Outcome::unreadable;
    const auto size = scan.size();
    return size ? add(line, *base, *size, seen) : Outcome::unreadable;
  }
  static Outcome add(const Line& line, std::uint64_t base, std::uint64_t bytes,
                     Observations& seen) {
    const auto range = of_size(base, bytes);
    if (!range) return Outcome::unreadable;
    FrameBuffer found;
    found.driver = line.text.substr(0, line.text.find_first_of(": "));
    found.range = *range;
    found.place = line.place;
    keep(seen.frame_buffers, std::move(found), seen);
    return Outcome::taken;
  }
};

}  // namespace

std::unique_ptr<LineReader> make_frame_buffers() { return std::make_unique<FrameBuffers>(); }

}  // namespace memtype::readers
