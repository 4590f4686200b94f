#include "view.hpp"

using namespace memtype;

extern "C" {

// name() of types ends in a zero: its texts are literals.
const char* memtype_type_name(unsigned type) {
  for (MemoryType known : all_memory_types)
    if (type == static_cast<unsigned>(known)) return name(known).data();
  return "?";
}

const char* memtype_status_name(int status) {
  if (status >= MEMTYPE_OK && status <= MEMTYPE_OUTSIDE_SMM)
    return name(static_cast<MsrFault>(status)).data();
  switch (status) {
    case MEMTYPE_BAD_ARGUMENT: return "bad argument";
    case MEMTYPE_MIXED: return "several types";
    case MEMTYPE_BOUNDED: return "not exact everywhere";
    case MEMTYPE_NOT_FOUND: return "not found";
    default: return "?";
  }
}

std::uint32_t memtype_version(void) {
  return std::uint32_t{MEMTYPE_VERSION_MAJOR} << 16 | MEMTYPE_VERSION_MINOR;
}

}  // extern "C"
