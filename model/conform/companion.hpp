// Another recording beside the one being replayed, read by id.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "fields.hpp"
#include "line_reader.hpp"

namespace memtype::conform {

class Companion {
 public:
  // `path`: the file being replayed; `name`: the other one, without .gz. The index holds an id and
  // an offset for each record, not the records.
  Companion(const std::string& path, const std::string& name);

  bool is_open() const { return reader_.is_open(); }
  // The record with this id; nothing when there is none.
  std::optional<Json> find(std::int64_t id);

 private:
  LineReader reader_;
  std::unordered_map<std::int64_t, std::int64_t> offsets_;
};

}  // namespace memtype::conform
