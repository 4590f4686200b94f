// Pictures of the address space: layers of ranges over one axis that is not linear. What is drawn
// is a value of JSON, made of a document; what draws it knows nothing of where it comes from.
//
//   title, verdict, text, facts, steps, why       words around it
//   pages[]: title, text, unchanged, bad, layers[]: name, what, whole, items[]:
//     first, last     addresses
//     type            "WC", several as "UC/WB"; absent: a range that has none
//     label, lines    inside it, and what is said about it
//     marked          what this check does not allow
//     finding         an index into findings[]: title, severity, worst, what, why, do, evidence,
//                     rule, where[]
//
// picture.html draws it, with everything that it needs inside; picture_svg() is a still.
#pragma once

#include <string>

#include "formats/inspect_json.hpp"
#include "memtype/solver/check.hpp"

namespace memtype::cli {

// Of a document of `inspect`.
Json inspect_picture(const Json& document);
// Of the run behind a check, step by step. `result` must have a witness.
Json check_picture(const cases::Case& c, const std::string& file, const cases::Check& check,
                   const solver::CheckResult& result, int unroll);

// One page, complete in itself, that loads nothing.
std::string picture_html(const Json& picture);
// An SVG 1.1 document of the first page of the picture, with the findings below.
std::string picture_svg(const Json& picture);

// Rows of the table of formats.
std::string inspect_html(const Json& document, const ReportOptions& options);
std::string inspect_svg(const Json& document, const ReportOptions& options);

}  // namespace memtype::cli
