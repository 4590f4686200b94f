// Lines of a text file, plain or gzipped, in constant memory.
#pragma once

#include <cstdint>
#include <string>

namespace memtype::conform {

class LineReader {
 public:
  explicit LineReader(const std::string& path);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  bool is_open() const { return file_ != nullptr; }
  // The next line without its end; false at the end of the file.
  bool next(std::string& line);
  // Where the line that next() returns begins, in bytes of text.
  std::int64_t offset() const { return offset_; }
  // Goes on reading at such a place.
  void seek(std::int64_t offset);
  // The compressed data ended early or is damaged.
  bool damaged() const { return damaged_; }

 private:
  void* file_ = nullptr;
  std::int64_t offset_ = 0;
  bool damaged_ = false;
};

}  // namespace memtype::conform
