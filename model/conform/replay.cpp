#include "companion.hpp"
#include "conform.hpp"
#include "line_reader.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

enum class Kind {
  metadata,
  own,
  xen,
  bochs,
  kvm_lookup,
  msr,
  linux_lookup,
  linux_lookup_old,
  linux_add_del,
  linux_memtype,
  linux_io,
  linux_ioremap,
  linux_guest,
  linux_cleanup,
  layout,
  unknown,
};

const char* name(Kind kind) {
  switch (kind) {
    case Kind::metadata: return "metadata";
    case Kind::own: return "memtype";
    case Kind::xen: return "xen_mtrr";
    case Kind::bochs: return "bochs_mtrr";
    case Kind::kvm_lookup: return "kvm_lookup";
    case Kind::msr: return "kvm_msr";
    case Kind::linux_lookup: return "linux_mtrr_lookup";
    case Kind::linux_lookup_old: return "linux_mtrr_lookup_v6.1";
    case Kind::linux_add_del: return "linux_mtrr_add_del";
    case Kind::linux_memtype: return "linux_memtype_reserve";
    case Kind::linux_io: return "linux_memtype_io";
    case Kind::linux_ioremap: return "linux_ioremap";
    case Kind::linux_guest: return "linux_guest_state";
    case Kind::linux_cleanup: return "linux_mtrr_cleanup";
    case Kind::layout: return "mtrr_layouts";
    case Kind::unknown: return "unknown";
  }
  return "?";
}

// Our own records and those of the hypervisors say what they are; Xen's and Bochs' look-ups and
// tables share names.
Kind named_kind(const Json& record) {
  if (record["kind"] == "meta") return Kind::metadata;
  for (const char* own : {"mtrr", "msr", "effective_type", "ept", "npt"})
    if (record["kind"] == own) return Kind::own;
  if (record.contains("cr0_cd") || record.contains("effective_cr0_cd")) return Kind::bochs;
  if (record["kind"] != "lookup" || record.contains("xen_overlapped")) return Kind::xen;
  return Kind::kvm_lookup;
}

Kind recognise(const Json& record) {
  const auto has = [&](const char* key) { return record.contains(key); };
  if (!record.is_object()) return Kind::unknown;
  if (has("kind") && record["kind"].is_string() && !has("ranges")) return named_kind(record);
  if (has("msr")) return Kind::msr;
  if (has("env")) return Kind::linux_guest;
  if (has("outcome")) return Kind::linux_cleanup;
  if (has("final_def_type")) return Kind::linux_add_del;
  if (has("e820") && has("results")) return Kind::linux_ioremap;
  if (has("e820") && has("list")) return has("class") ? Kind::linux_memtype : Kind::linux_io;
  if (has("map") && has("queries")) return Kind::linux_lookup;
  if (has("id") && has("results") && !has("state")) return Kind::linux_lookup_old;
  if (has("ranges") || has("edk2")) return Kind::layout;
  return Kind::unknown;
}

class Replay {
 public:
  Replay(const std::string& path, ReplayCounter& tally) : path_(path), tally_(tally) {}

  void line(const std::string& text, std::size_t number) {
    const Json record = Json::parse(text);
    const Kind kind = recognise(record);
    if (kind == Kind::metadata) return;
    tally_.start(name(kind), number);
    perform(kind, record);
    tally_.count_record();
  }

 private:
  void perform(Kind kind, const Json& record) {
    switch (kind) {
      case Kind::metadata: return;
      case Kind::own: return replay_own(record, tally_);
      case Kind::xen: return replay_xen(record, tally_);
      case Kind::bochs: return replay_bochs(record, tally_);
      case Kind::kvm_lookup: return replay_kvm_lookup(record, tally_);
      case Kind::msr: return replay_msr(record, tally_);
      case Kind::linux_lookup: return replay_linux_lookup(record, tally_);
      case Kind::linux_lookup_old: return old_lookup(record);
      case Kind::linux_add_del: return replay_linux_add_del(record, tally_);
      case Kind::linux_memtype:
      case Kind::linux_io: return replay_linux_memtype(record, tally_);
      case Kind::linux_ioremap: return replay_linux_ioremap(record, tally_);
      case Kind::linux_guest: return replay_linux_guest(record, tally_);
      case Kind::linux_cleanup: return replay_linux_cleanup(record, tally_);
      case Kind::layout: return tally_.skip("register plans are not answers to compare");
      case Kind::unknown: throw FieldError("no known kind of record");
    }
  }

  void old_lookup(const Json& record) {
    if (!companion_) companion_.emplace(path_, "linux_mtrr_lookup.jsonl");
    if (!companion_->is_open()) throw FieldError("linux_mtrr_lookup.jsonl is not beside this file");
    const auto asked = companion_->find(integer(field(record, "id")));
    if (!asked) throw FieldError("no such id in linux_mtrr_lookup.jsonl");
    replay_linux_lookup_old(record, *asked, tally_);
  }

  const std::string& path_;
  ReplayCounter& tally_;
  std::optional<Companion> companion_;
};

}  // namespace

ReplayReport replay_file(const std::string& path, const ReplayLimits& options) {
  ReplayReport report;
  report.path = path;
  LineReader reader(path);
  report.opened = reader.is_open();
  ReplayCounter tally(report, options);
  Replay replay(path, tally);
  std::string line;
  for (std::size_t number = 1; reader.next(line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    try {
      replay.line(line, number);
    } catch (const std::exception& error) {
      tally.malformed(number, error.what());
    }
  }
  if (reader.damaged()) tally.malformed(0, "the file is damaged or cut off");
  return report;
}

}  // namespace memtype::conform
