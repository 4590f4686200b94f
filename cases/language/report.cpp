#include "language/report.hpp"

#include <algorithm>
#include <tuple>

namespace memtype::cases {

Diagnostic& Report::error(std::string_view id, Location at, std::string message) {
  ++errors_;
  return add(Severity::error, id, at, std::move(message));
}

Diagnostic& Report::warning(std::string_view id, Location at, std::string message) {
  return add(Severity::warning, id, at, std::move(message));
}

Diagnostic& Report::add(Severity severity, std::string_view id, Location at, std::string message) {
  Diagnostic fresh{severity, std::string(id), at, std::move(message), {}, {}};
  const bool known = again_ && std::any_of(list_.begin(), list_.end(), [&](const Diagnostic& d) {
                       return d.id == fresh.id && d.at.line == at.line && d.at.column == at.column;
                     });
  if (known) return dropped_ = std::move(fresh);
  if (list_.size() < limit) return list_.emplace_back(std::move(fresh));
  // A full list still has to show an error if there was one, else the file would count as good.
  const bool keep = severity == Severity::error && !has_error(list_);
  cut_ = true;
  if (!keep) return dropped_ = std::move(fresh);
  return list_.back() = std::move(fresh);
}

std::vector<Diagnostic> Report::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.at.line, a.at.column) < std::tie(b.at.line, b.at.column);
  });
  if (cut_) list_.back().notes.push_back({"there are more; only this many are shown", {}});
  return std::move(list_);
}

Location span(Location from, Location to) {
  if (from.line == to.line && to.column + to.length > from.column)
    from.length = std::max(from.length, to.column + to.length - from.column);
  return from;
}

}  // namespace memtype::cases
