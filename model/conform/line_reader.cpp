#include "line_reader.hpp"

#include <zlib.h>

#include <cstring>

namespace memtype::conform {
namespace {

gzFile handle(void* file) { return static_cast<gzFile>(file); }
constexpr unsigned buffer_bytes = 1U << 17;

}  // namespace

LineReader::LineReader(const std::string& path) : file_(gzopen(path.c_str(), "rb")) {
  if (file_ != nullptr) gzbuffer(handle(file_), buffer_bytes);
}

LineReader::~LineReader() {
  if (file_ != nullptr) gzclose_r(handle(file_));
}

bool LineReader::next(std::string& line) {
  line.clear();
  if (file_ == nullptr) return false;
  char part[8192];
  while (gzgets(handle(file_), part, sizeof part) != nullptr) {
    line += part;
    if (line.empty() || line.back() != '\n') continue;
    offset_ += static_cast<std::int64_t>(line.size());
    line.pop_back();
    return true;
  }
  int error = Z_OK;
  gzerror(handle(file_), &error);
  damaged_ = error != Z_OK && error != Z_STREAM_END;
  offset_ += static_cast<std::int64_t>(line.size());
  return !line.empty();
}

void LineReader::seek(std::int64_t offset) {
  if (file_ != nullptr) gzseek(handle(file_), offset, SEEK_SET);
  offset_ = offset;
}

}  // namespace memtype::conform
