#include "text/refusal.hpp"

#include <fmt/format.h>

#include "memtype/cases/print.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;
using kernel::Guard;
using Noted = kernel::Refusal<Concrete>;

// What the words of a guard stand for, in one step of a trace.
class GuardWords {
 public:
  GuardWords(const Trace& trace, std::size_t step, const Noted& noted)
      : trace_(trace), step_(step), noted_(noted) {}

  std::string text() const {
    std::string text(kernel::row_of(noted_.guard).words);
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
      const std::size_t end = text.find('}', at);
      const std::string value = value_of(text.substr(at + 1, end - at - 1));
      text.replace(at, end - at + 1, value);
      at += value.size();
    }
    if (noted_.guard == Guard::no_mtrrs)
      text += fmt::format(": {}", kernel::without_mtrrs_because(trace_.choice.boot));
    return text;
  }

 private:
  std::string value_of(std::string_view word) const {
    if (word == "range") return range_text(noted_.begin, noted_.end);
    if (word == "base") return print_address(noted_.begin);
    if (word == "size") return print_number(noted_.end - noted_.begin);
    if (word == "asked") return to_string(noted_.asked);
    if (word == "found") return joined_names(noted_.found);
    if (word == "number") return std::to_string(noted_.number);
    if (word == "register") return reg();
    return by();
  }

  std::string reg() const {
    const auto index = static_cast<std::size_t>(noted_.index);
    const std::size_t made = register_set_by(trace_, step_ + 1, index);
    // The call that was refused changed no register.
    const VariableRange<Concrete>& range = trace_.steps[step_].system.mtrr.hardware.variable[index];
    return fmt::format("reg {} {}{}", index, register_text(range, trace_.choice.phys_bits),
                       made > 0 ? fmt::format(" of step {}", made) : " of the firmware");
  }

  std::string by() const {
    if (noted_.index < 0) return "";
    const bool ram = noted_.guard == Guard::reserve_ram_taken;
    const std::size_t made =
        entry_made_by(trace_, step_ + 1, static_cast<std::size_t>(noted_.index), ram);
    return made > 0 ? fmt::format(" by step {}", made) : " before the first call";
  }

  const Trace& trace_;
  std::size_t step_;
  const Noted& noted_;
};

RefusalText words_of(const Trace& trace, std::size_t step, const Noted& noted) {
  return {&kernel::row_of(noted.guard), GuardWords(trace, step, noted).text()};
}

}  // namespace

std::optional<RefusalText> refusal_of(const Trace& trace, std::size_t step) {
  const Step<Concrete>& call = trace.steps[step].step;
  const Noted& noted = call.why.last;
  if (!is_refused(call) || !refuses(noted.guard)) return std::nullopt;
  return words_of(trace, step, noted);
}

std::optional<RefusalText> other_mode_of(const Trace& trace, std::size_t step) {
  const Step<Concrete>& call = trace.steps[step].step;
  const Noted& noted = call.why.last;
  if (is_refused(call) || noted.guard == Guard::none || refuses(noted.guard)) return std::nullopt;
  return words_of(trace, step, noted);
}

std::string refusal_line(const Trace& trace, std::size_t step) {
  const auto refused = refusal_of(trace, step);
  if (!refused) return "";
  const std::string_view function = refused->guard->function;
  return fmt::format("{}: {}{}", result_text(trace.steps[step].step), refused->words,
                     function.empty() ? "" : fmt::format(" ({})", function));
}

}  // namespace memtype::cli
