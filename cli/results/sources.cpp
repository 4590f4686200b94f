#include "results/sources.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "results/live_sources.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

// In pieces, whatever the size.
bool feed_stream(std::istream& stream, readers::SourceReader& reader) {
  std::string piece(1U << 16, '\0');
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    reader.feed(std::string_view(piece).substr(0, static_cast<std::size_t>(stream.gcount())));
  }
  return !stream.bad();
}

}  // namespace

std::vector<std::string> files_below(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename().string().starts_with('.'))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file(error))
      files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string feed_path(const std::string& path, readers::SourceReader& reader) {
  if (path == "-") {
    reader.begin("-");
    return feed_stream(std::cin, reader) ? "" : "cannot read the standard input";
  }
  std::error_code error;
  if (fs::is_directory(path, error)) {
    const std::vector<std::string> files = files_below(path);
    if (files.empty()) return path + ": no files";
    for (const std::string& file : files)
      if (std::string trouble = feed_path(file, reader); !trouble.empty()) return trouble;
    return "";
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return path + ": cannot be read";
  reader.begin(path);
  return feed_stream(stream, reader) ? "" : path + ": cannot be read";
}

void feed_live(readers::SourceReader& reader, std::vector<std::string>& refused) {
  LiveSources sources = live_sources();
  for (const LiveSource& source : sources.found) {
    reader.begin(source.name);
    reader.feed(source.text);
  }
  refused = std::move(sources.refused);
}

std::string nothing_in(const readers::Observations& seen) {
  std::string text = "nothing about memory types in it";
  if (!seen.unread.empty()) text += " that can be read";
  for (const readers::SourceTrouble& trouble : seen.trouble)
    text += "\n  " + seen.sources[trouble.source] + ": " + trouble.text;
  return text;
}

std::string source_line(const readers::Observations& seen, readers::Place place) {
  return seen.sources.at(place.source) + ":" + std::to_string(place.line);
}

}  // namespace memtype::cli
