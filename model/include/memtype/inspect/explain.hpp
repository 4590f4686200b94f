// What the messages of a text mean: their numbers, the rule behind each, and what would have
// succeeded, by the table of messages and the rules of the model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memtype/readers/message_rows.hpp"
#include "memtype/readers/observations.hpp"

namespace memtype::inspect {

struct DecodedNumber {
  std::string name;   // "range", "asked for", "error"
  std::string value;  // "[0xc0000000-0xc7ffffff], 128 MiB; ends before 0xc8000000"
};

struct Explanation {
  readers::Message message;  // `known` is set
  std::vector<DecodedNumber> numbers;
  std::string instead;  // what would have succeeded; may be empty
};

// In the order of the text. `seen`: read with every message (readers/read.hpp). What else the text
// says - registers, reservations - is looked at for what would have succeeded.
std::vector<Explanation> explain(const readers::Observations& seen);

// The longest part of a range that one request for a reservation could have, and its type; none:
// nothing is reserved there, so it has the type asked for.
struct GrantedPart {
  PhysRange range;
  std::optional<MemoryType> type;
};
// Empty range: no part of it.
GrantedPart longest_granted(const std::vector<readers::PatEntry>& reserved, PhysRange asked);

// One message alone.
std::vector<DecodedNumber> decode(const readers::Message& message, unsigned phys_bits);

}  // namespace memtype::inspect
