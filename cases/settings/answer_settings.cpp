#include "settings/answer_settings.hpp"

#include <algorithm>
#include <charconv>

#include "memtype/cases/print.hpp"
#include "memtype/linux/errno.hpp"
#include "semantics/code.hpp"

namespace memtype::cases {
namespace {

// The answers of a call, in their order, as settings have them.
std::vector<std::string> answers_of(const Case& c, const AskedCall& call) {
  if (call.external < 0) return {"works", "fails"};
  std::vector<std::string> list;
  for (const std::int64_t number : c.externals[static_cast<std::size_t>(call.external)].numbers)
    list.push_back(kernel::result_name(number));
  return list;
}

// The answer that a text means: as it is printed, or the number of an errno.
std::optional<std::size_t> answer_named(const Case& c, const AskedCall& call,
                                        std::string_view text) {
  const std::vector<std::string> list = answers_of(c, call);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool number =
        call.external >= 0 &&
        text == std::to_string(c.externals[static_cast<std::size_t>(call.external)].numbers[i]);
    if (text == list[i] || number) return i;
  }
  return std::nullopt;
}

const Program& program_of_moment(const Case& c, const CallMoment& moment) {
  return c.programs[static_cast<std::size_t>(moment.program)];
}

// "fb", or "fb#2" where it is not the only one of this name.
std::string call_name(const std::vector<AskedCall>& calls, std::size_t call) {
  std::size_t before = 0, all = 0;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].name != calls[call].name) continue;
    ++all;
    before += i < call ? 1 : 0;
  }
  return calls[call].name + (all > 1 ? "#" + std::to_string(before + 1) : "");
}

// How often a program runs in a lane of the case, at most.
int times_of(const Case& c, int program) {
  std::ptrdiff_t most = 1;
  for (const Program& lane : c.programs)
    most = std::max(most, std::count(lane.parts.begin(), lane.parts.end(), program));
  return static_cast<int>(most);
}

std::optional<int> small_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value > 0 ? std::optional(value) : std::nullopt;
}

// "2.1" as {2, 1}; nothing if it is none.
std::optional<std::vector<int>> read_rounds(std::string_view text) {
  std::vector<int> rounds;
  while (true) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    const auto round = small_number(text.substr(0, dot));
    if (!round) return std::nullopt;
    rounds.push_back(*round);
    if (dot == text.size()) return rounds;
    text.remove_prefix(dot + 1);
  }
}

class AnswerReader {
 public:
  AnswerReader(const Case& c, const std::string& name) : c_(c), name_(name) {}

  // Empty, or what is wrong.
  std::string find() {
    const std::size_t dot = name_.find('.');
    std::string_view program = std::string_view(name_).substr(0, dot);
    if (const std::size_t at = program.find('@'); at != std::string_view::npos) {
      const auto time = small_number(program.substr(at + 1));
      if (!time) return quoted(name_) + " is no name of a call";
      place_.rounds = {*time};
      program = program.substr(0, at);
    }
    for (std::size_t p = 0; p < c_.programs.size(); ++p)
      if (c_.programs[p].name == program && c_.programs[p].parts.empty())
        place_.program = static_cast<int>(p);
    if (place_.program < 0) return "there is no program " + quoted(program);
    if (place_.rounds[0] > times_of(c_, place_.program))
      return quoted(program) + " does not run so often in a lane";
    return find_call(std::string_view(name_).substr(dot + 1));
  }

  std::string read(std::string_view text, CallAnswers<Concrete>& answers) const {
    while (true) {
      const std::size_t plus = std::min(text.find('+'), text.size());
      if (std::string trouble = one(text.substr(0, plus), answers); !trouble.empty())
        return trouble;
      if (plus == text.size()) return "";
      text.remove_prefix(plus + 1);
    }
  }

 private:
  std::string find_call(std::string_view wanted) {
    const auto calls = asked_calls(program_of_moment(c_, place_));
    std::vector<std::string> known;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      known.push_back(call_name(calls, i));
      if (known.back() != wanted) continue;
      place_.call = static_cast<int>(i);
      call_ = calls[i];
    }
    if (place_.call >= 0) return "";
    std::string text;
    for (const std::string& name : known) text += (text.empty() ? ": " : ", ") + name;
    return "there is no call " + quoted(name_) + " with a choice; " +
           quoted(program_of_moment(c_, place_).name) + " has " +
           (known.empty() ? "none" : "these" + text);
  }

  std::string one(std::string_view text, CallAnswers<Concrete>& answers) const {
    CallMoment moment = place_;
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
      const auto rounds = read_rounds(text.substr(0, colon));
      if (!rounds || rounds->size() != call_.loops)
        return quoted(text) + " is no round of " + quoted(name_) + ", a call in " +
               std::to_string(call_.loops) + (call_.loops == 1 ? " loop" : " loops");
      moment.rounds.insert(moment.rounds.end(), rounds->begin(), rounds->end());
      text.remove_prefix(colon + 1);
    }
    if (const auto answer = answer_named(c_, call_, text)) {
      answers.given[moment] = static_cast<std::int64_t>(*answer);
      return "";
    }
    std::string known;
    for (const std::string& answer : answers_of(c_, call_))
      known += (known.empty() ? "" : ", ") + answer;
    return quoted(text) + " is no answer of " + quoted(name_) + ": " + known;
  }

  const Case& c_;
  const std::string& name_;
  CallMoment place_{-1, -1, {1}};
  AskedCall call_;
};

std::string setting_name(const Case& c, const CallMoment& moment) {
  const Program& program = program_of_moment(c, moment);
  const std::string time = moment.rounds[0] > 1 ? "@" + std::to_string(moment.rounds[0]) : "";
  return program.name + time + "." +
         call_name(asked_calls(program), static_cast<std::size_t>(moment.call));
}

}  // namespace

bool names_a_call(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot != std::string_view::npos && dot < name.find('(');
}

std::string read_answer(const Case& c, const std::string& name, const std::string& text,
                        CallAnswers<Concrete>& answers) {
  AnswerReader reader(c, name);
  std::string trouble = reader.find();
  return trouble.empty() ? reader.read(text, answers) : trouble;
}

std::vector<Setting> answer_settings(const Case& c, const CallAnswers<Concrete>& answers) {
  std::vector<Setting> settings;
  for (const auto& [moment, answer] : answers.given) {
    if (answer == 0) continue;
    const std::string name = setting_name(c, moment);
    std::string text;
    for (std::size_t i = 1; i < moment.rounds.size(); ++i)
      text += (i > 1 ? "." : "") + std::to_string(moment.rounds[i]);
    const auto calls = asked_calls(program_of_moment(c, moment));
    const auto list = answers_of(c, calls[static_cast<std::size_t>(moment.call)]);
    text += (text.empty() ? "" : ":") + list[static_cast<std::size_t>(answer)];
    if (!settings.empty() && settings.back().first == name)
      settings.back().second += "+" + text;
    else
      settings.emplace_back(name, text);
  }
  return settings;
}

}  // namespace memtype::cases
