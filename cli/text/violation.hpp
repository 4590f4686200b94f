// Which page of which region a run got wrong.
#pragma once

#include <string>
#include <vector>

#include "memtype/solver/check.hpp"
#include "semantics/trace.hpp"

namespace memtype::cli {

// "FILE:64:1: check regs_uncached (always) fails after step 3".
std::string headline(const std::string& file, const cases::Check& check,
                     const solver::CheckResult& result);

// The page and mapping of the first violated demand; all null if there is none. The pointers lead
// into the arguments of find_violation().
struct Violation {
  const cases::Complaint* complaint = nullptr;
  const PageView* page = nullptr;
  const MappingView* mapping = nullptr;
};
Violation find_violation(const std::vector<cases::RegionView>& regions, int subject,
                         const std::vector<cases::Complaint>& demands);

// Why the page has the type it has, in a sentence: "0x17ff000 (regs): MTRR WC (reg 0) under page
// type UC- gives WC (rule ...)."
std::string why_sentence(const cases::Case& c, const Violation& violation);

// The call, counted from 1, with which what is violated after call `step` began.
std::size_t begins_at(const cases::Trace& trace, std::size_t step,
                      const std::vector<cases::Complaint>& demands);

// A demand of this subject is not met: a type, or one type throughout.
bool is_violated(const std::vector<cases::RegionView>& regions, int subject,
                 const std::vector<cases::Complaint>& demands);

}  // namespace memtype::cli
