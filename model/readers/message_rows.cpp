#include "memtype/readers/message_rows.hpp"

#include "rows.hpp"

namespace memtype::readers {
namespace {

std::vector<KnownMessage> all_rows() {
  std::vector<KnownMessage> all;
  for (const auto rows : {mtrr_call_rows(), pat_rows(), mtrr_state_rows(), cleanup_rows(),
                          ioremap_rows(), set_memory_rows(), driver_rows()})
    for (const MessageRow& row : rows) all.push_back({row, Shape(row.shape)});
  return all;
}

}  // namespace

const std::vector<KnownMessage>& known_messages() {
  static const std::vector<KnownMessage> all = all_rows();
  return all;
}

MessageMatch match_message(std::string_view line) {
  // Kernels to 4.18 print the first before what later ones print without; the second is debugpat's.
  constexpr std::string_view prefixes[] = {"mtrr: ", "x86/PAT: "};
  for (const KnownMessage& known : known_messages()) {
    const bool whole = known.row.kind == MessageKind::state;
    if (line.find(known.shape.anchor()) == line.npos) continue;
    bool cut = false;
    auto values = known.shape.match(line, whole, cut);
    for (std::string_view prefix : prefixes)
      if (!values && whole && line.starts_with(prefix))
        values = known.shape.match(line.substr(prefix.size()), whole, cut);
    if (values) return {&known, std::move(*values)};
  }
  return {};
}

std::string kernels_text(const MessageRow& row) {
  const std::string last = kernel::series_name(row.last);
  if (row.first == kernel::Version{})
    return row.last < kernel::oldest_version ? "before 4.2, as it stands here"
                                             : "before 4.2 to " + last;
  return row.first == row.last ? last : kernel::series_name(row.first) + " to " + last;
}

}  // namespace memtype::readers
