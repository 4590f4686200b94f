// Programs and groups: what runs, and what a check can speak of.
#include <algorithm>

#include "language/resolver.hpp"
#include "language/suggest.hpp"

namespace memtype::cases {
namespace {

void declare_subject(Subject subject, Names& names) {
  Case& c = names.parsed;
  if (subject.name == "start") {
    names.report.error("E011", subject.at, "'start' is predefined").hint =
        "start.mtrr_free speaks of the machine before the first call; choose another name";
    return;
  }
  declare(names.subjects, subject.name, static_cast<int>(c.subjects.size()), subject.at,
          place_of(c.subjects, names.subjects, subject.name), "program or group", names.report);
  c.subjects.push_back(std::move(subject));
}

int program_named(const Case& c, std::string_view name) {
  const auto it = std::find_if(c.programs.begin(), c.programs.end(),
                               [&](const Program& p) { return p.name == name; });
  return it == c.programs.end() ? -1 : static_cast<int>(it - c.programs.begin());
}

// Behind another program in some lane, and nowhere at the start of one.
bool only_in_lanes(const std::string& name, const SyntaxTree& tree) {
  bool behind = false;
  for (const AsyncSyntax& group : tree.groups)
    for (const auto& lane : group.lanes)
      for (std::size_t i = 0; i < lane.size(); ++i) {
        if (lane[i].name != name) continue;
        if (i == 0) return false;
        behind = true;
      }
  return behind;
}

// A lane as one program: the locals of all its parts under their names, and the bodies in order.
class LaneBuilder {
 public:
  LaneBuilder(const Case& c, Program& lane, Report& report) : c_(c), lane_(lane), report_(report) {}

  void append(int index) {
    const Program& program = c_.programs[static_cast<std::size_t>(index)];
    to_.clear();
    for (std::size_t i = 0; i < program.locals.size(); ++i) to_.push_back(local(program, i));
    Stmt part;
    part.kind = Stmt::Kind::part;
    part.at = program.at;
    part.body = program.body;
    for (Stmt& s : part.body) renumber(s);
    lane_.body.push_back(std::move(part));
    lane_.parts.push_back(index);
  }

 private:
  int local(const Program& program, std::size_t index) {
    const std::string& local = program.locals[index];
    const auto at = static_cast<std::size_t>(
        std::find(lane_.locals.begin(), lane_.locals.end(), local) - lane_.locals.begin());
    if (at == lane_.locals.size()) lane_.locals.push_back(local);
    lane_.types.resize(lane_.locals.size());
    const auto type = program.type_of(index);
    std::optional<CType>& known = lane_.types[at];
    if (type && known && *type != *known)
      report_.error("E045", program.at,
                    quoted(local) + " is declared as " + std::string(name(*type)) +
                        " here and as " + std::string(name(*known)) +
                        " by a program before it in a lane");
    if (type) known = type;
    return static_cast<int>(at);
  }
  void renumber(Stmt& s) {
    if (s.target >= 0) s.target = to_[static_cast<std::size_t>(s.target)];
    for (Stmt& inner : s.body) renumber(inner);
    for (Stmt& inner : s.otherwise) renumber(inner);
  }

  const Case& c_;
  Program& lane_;
  Report& report_;
  std::vector<int> to_;  // the lane's number of each local of the part
};

class GroupDeclarer {
 public:
  GroupDeclarer(const AsyncSyntax& syntax, Names& names) : syntax_(syntax), names_(names) {}

  Subject declare() {
    Subject subject{syntax_.name.name, syntax_.name.at, {}, true};
    for (const auto& lane : syntax_.lanes) {
      const int program = lane_program(lane);
      if (program >= 0) subject.programs.push_back(program);
    }
    if (syntax_.lanes.empty() && !names_.skipped.contains(syntax_.name.name))
      names_.report.error("E040", syntax_.name.at,
                          "group " + quoted(syntax_.name.name) + " is empty");
    return subject;
  }

 private:
  int lane_program(const std::vector<NamedPlace>& lane) {
    std::vector<int> parts;
    for (const NamedPlace& place : lane) {
      const int program = member(place);
      if (program < 0) return -1;
      parts.push_back(program);
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (taken(parts[i], lane[i])) return -1;
    used_.insert(used_.end(), parts.begin(), parts.end());
    return parts.size() == 1 ? parts[0] : joined(lane, parts);
  }

  // A lane may run a program again; two lanes cannot share one.
  bool taken(int program, const NamedPlace& place) {
    if (std::find(used_.begin(), used_.end(), program) == used_.end()) return false;
    names_.report.error("E040", place.at, quoted(place.name) + " is in this group already").hint =
        "to run the same steps in another lane, write a second program; to run them again later, "
        "write " +
        place.name + " then " + place.name;
    return true;
  }

  int member(const NamedPlace& place) {
    const Case& c = names_.parsed;
    const int program = program_named(c, place.name);
    if (program >= 0) return program;
    if (find(names_.subjects, place.name) >= 0) {
      names_.report.error("E040", place.at, quoted(place.name) + " is a group, not a program")
          .hint = "a group lists programs; groups do not nest";
    } else if (!names_.skipped.contains(place.name)) {
      std::vector<std::string> known;
      for (const Program& p : c.programs)
        if (p.parts.empty()) known.push_back(p.name);
      names_.report.error(
          "E040", place.at,
          "there is no program " + quoted(place.name) + did_you_mean(place.name, known));
    }
    return -1;
  }

  int joined(const std::vector<NamedPlace>& lane, const std::vector<int>& parts) {
    Case& c = names_.parsed;
    std::string name;
    for (const NamedPlace& place : lane) name += (name.empty() ? "" : " then ") + place.name;
    const int same = program_named(c, name);
    if (same >= 0) return same;
    Program program;
    program.name = name;
    program.at = lane[0].at;
    LaneBuilder joiner(c, program, names_.report);
    for (int part : parts) joiner.append(part);
    c.programs.push_back(std::move(program));
    return static_cast<int>(c.programs.size()) - 1;
  }

  const AsyncSyntax& syntax_;
  Names& names_;
  std::vector<int> used_;
};

}  // namespace

void declare_programs(SyntaxTree& tree, Names& names) {
  Case& c = names.parsed;
  c.programs = std::move(tree.programs);
  for (std::size_t i = 0; i < c.programs.size(); ++i) {
    Program& p = c.programs[i];
    p.only_in_lanes = only_in_lanes(p.name, tree);
    if (!p.only_in_lanes) declare_subject({p.name, p.at, {static_cast<int>(i)}, false}, names);
  }
  for (const AsyncSyntax& group : tree.groups)
    declare_subject(GroupDeclarer(group, names).declare(), names);
}

}  // namespace memtype::cases
