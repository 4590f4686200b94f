// Boot paths as JSON; docs/schema/memtype-boot-1.schema.json describes the document.
#pragma once

#include "formats/json.hpp"
#include "results/boot_path.hpp"

namespace memtype::cli {

inline constexpr const char* boot_format = "memtype-boot-1";

Json boot_document(const std::vector<BootRow>& paths);

}  // namespace memtype::cli
