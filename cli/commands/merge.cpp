// `memtype merge`: the JSON results of several runs as one.

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "results/read_file.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

struct Part {
  std::string file;
  Json document;
  std::optional<Shard> shard;
  std::size_t files = 0;  // in the whole corpus
};

class Refused : public std::exception {
 public:
  explicit Refused(std::string what) : what_(std::move(what)) {}
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

std::string read(const std::string& file) {
  FileText read = read_file(file);
  if (!read.text) throw Refused(read.error.substr(0, read.error.size() - 1));
  return std::move(*read.text);
}

Part read_part(const std::string& file) {
  Part part{file, {}, {}, 0};
  try {
    part.document = Json::parse(read(file));
    if (part.document.at("format") != check_format)
      throw Refused(file + ": error: the format is not " + check_format);
    const Json& corpus = part.document.at("corpus");
    part.files = corpus.at("files").get<std::size_t>();
    if (corpus.contains("shard"))
      part.shard = Shard{corpus["shard"].at("number").get<std::size_t>(),
                         corpus["shard"].at("of").get<std::size_t>()};
    // Everything that the document says is counted once more from its files.
    Json again = new_document({}, part.files);
    for (const Json& one : part.document.at("cases")) add_file(again, one);
    if (again.at("summary") != part.document.at("summary"))
      throw Refused(file + ": error: its summary is not that of its cases");
  } catch (const Refused&) {
    throw;
  } catch (const std::exception& e) {
    throw Refused(file + ": error: this is no result of memtype check --json: " + e.what());
  }
  return part;
}

// Shards in order of their numbers, all there and of one corpus.
std::vector<const Part*> in_order(const std::vector<Part>& parts) {
  const Part& first = parts.front();
  const std::size_t of = first.shard->of;
  std::vector<const Part*> order(of, nullptr);
  for (const Part& part : parts) {
    if (!part.shard || part.shard->of != of || part.files != first.files)
      throw Refused(part.file + ": error: this is no shard of the corpus of " + first.file);
    const std::size_t number = part.shard->number;
    if (number < 1 || number > of)
      throw Refused(fmt::format("{}: error: there is no shard {} of {}", part.file, number, of));
    if (order[number - 1] != nullptr)
      throw Refused(fmt::format("{}: error: shard {} is also in {}", part.file, number,
                                order[number - 1]->file));
    order[number - 1] = &part;
  }
  for (std::size_t i = 0; i < of; ++i)
    if (order[i] == nullptr)
      throw Refused(fmt::format("memtype: error: shard {} of {} is missing", i + 1, of));
  return order;
}

// The files in the order that one run over all of them would have.
Json merge_shards(const std::vector<Part>& parts) {
  const std::vector<const Part*> order = in_order(parts);
  const std::size_t of = order.size(), files = parts.front().files;
  for (std::size_t i = 0; i < of; ++i) {
    const std::size_t has = order[i]->document.at("cases").size();
    const std::size_t should = files / of + (i < files % of ? 1 : 0);
    if (has != should)
      throw Refused(fmt::format("{}: error: shard {} of {} has {} files instead of {}",
                                order[i]->file, i + 1, of, has, should));
  }
  Json merged = new_document({}, files);
  for (std::size_t k = 0; k < files; ++k)
    add_file(merged, order[k % of]->document.at("cases").at(k / of));
  return merged;
}

Json merge_whole(const std::vector<Part>& parts) {
  std::size_t files = 0;
  for (const Part& part : parts) {
    if (part.shard)
      throw Refused(part.file + ": error: this is a shard, " + parts.front().file + " is none");
    files += part.files;
  }
  Json merged = new_document({}, files);
  for (const Part& part : parts)
    for (const Json& one : part.document.at("cases")) add_file(merged, one);
  return merged;
}

}  // namespace

ExitCode merge(const MergeCommand& command, std::ostream& out, std::ostream& err) {
  if (const std::string wrong = file_clash(command.paths, names_of(command.files)); !wrong.empty())
    return refuse(err, "memtype", wrong);
  try {
    std::vector<Part> parts;
    for (const std::string& file : command.paths) parts.push_back(read_part(file));
    Json merged = parts.front().shard ? merge_shards(parts) : merge_whole(parts);
    OutputFiles files = command.files;
    files.format = document_format("json");
    merged["program"] = parts.front().document.at("program");
    const bool written = write_outputs(files, merged, "", out, err);
    return worse(document_exit(merged), written ? exit_ok : exit_bad_input);
  } catch (const Json::exception& e) {
    err << "memtype: error: these are no results of memtype check --json: " << e.what() << '\n';
  } catch (const Refused& e) {
    err << e.what() << '\n';
  }
  return exit_bad_input;
}

Execution declare_merge(CLI::App& sub) {
  sub.footer(
      "Shards of one corpus come out as one run over all of it would; other results one after the\n"
      "other. Exit: that of the joined results, as for check.\n\n"
      "Example: memtype check cases --shard 1/2 --json -o 1.json\n"
      "         memtype check cases --shard 2/2 --json -o 2.json\n"
      "         memtype merge 1.json 2.json -o all.json");
  const auto command = std::make_shared<MergeCommand>();
  sub.add_option("FILE", command->paths, "Results of check --json, or - for standard input")
      ->required();
  add_output_files(sub, command->files);
  return [command](std::ostream& out, std::ostream& err) { return merge(*command, out, err); };
}

}  // namespace memtype::cli
