// What the arguments of kernel calls say already, and which of them may fail.
#include <bit>

#include "language/resolver.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/without_memory.hpp"

namespace memtype::cases {
namespace {

// Calls that map [address, address + size) as their first two arguments say.
bool is_mapping(const FunctionInfo& f) {
  const bool by_range = f.arguments.starts_with("nn") && !f.arguments.starts_with("nnnn");
  return by_range && f.returns_mapping();
}

class Arguments {
 public:
  explicit Arguments(Names& names) : names_(names) {}

  void look_at_arguments(const Expr& call, const FunctionInfo& f) {
    if (f.kernel_call()->adds_mtrr) return mtrr_arguments(call, f);
    if (is_mapping(f)) mapping_arguments(call, f);
  }

 private:
  // The generic MTRR code takes one power of two on its own boundary and nothing else.
  void mtrr_arguments(const Expr& call, const FunctionInfo& f) {
    const auto size = names_.value(call.args[1]).constant();
    if (!size) return;
    const std::string fails = f.kernel_call()->rule == KernelRule::mtrr_add
                                  ? " will return -EINVAL"
                                  : " will return -EINVAL where the kernel has no PAT";
    if (!std::has_single_bit(*size) || *size < page_bytes) {
      const std::string rule = std::has_single_bit(*size)
                                   ? "() needs a size of at least 4K; "
                                   : "() needs a power-of-two size on its own boundary; ";
      names_.report.warning("W003", call.args[1].at,
                            call.text + rule + print_number(*size) + fails);
      return;
    }
    const auto off = names_.value(call.args[0]).modulo(*size);
    if (off.value_or(0) == 0) return;
    names_.report.warning("W003", call.args[0].at,
                          call.text + "() needs a base on the boundary of its size; this one is " +
                              print_number(*off) + " above a multiple of " + print_number(*size) +
                              " and" + fails);
  }

  void mapping_arguments(const Expr& call, const FunctionInfo& f) {
    const Folded start = names_.value(call.args[0]), length = names_.value(call.args[1]);
    if (length.constant() == 0U) {
      names_.report.warning("W004", call.args[1].at,
                            call.text + "() of no bytes " +
                                (f.result == ResultKind::mapping ? "returns NULL" : "fails"));
      return;
    }
    const auto first = start.modulo(page_bytes), bytes = length.modulo(page_bytes);
    if (first.value_or(0) == 0 && bytes.value_or(0) == 0) return;
    const bool at_start = first.value_or(0) != 0;
    names_.report.warning("W004", call.args[at_start ? 0 : 1].at,
                          call.text + "() maps whole 4K pages: " +
                              (at_start ? "the start is rounded down" : "the end is rounded up"));
  }

  Names& names_;
};

}  // namespace

void warn_arguments(const Expr& call, const FunctionInfo& f, Names& names) {
  Arguments(names).look_at_arguments(call, f);
}

// Marks it where the case says so of all calls.
void check_may_fail(Stmt& s, Names& names) {
  const FunctionInfo* f = s.expr.function;
  const bool known = f != nullptr && f->kernel_call() != nullptr;
  const WithoutMemory how = known ? without_memory(*f) : WithoutMemory::needs_none;
  const std::string call = s.expr.text + "()";
  if (s.may_fail && how != WithoutMemory::fails_whole && f != nullptr)
    names.report
        .error("E050", s.expr.at,
               how == WithoutMemory::needs_none
                   ? call + " needs no memory that it could lack"
                   : call + " may fail half way, which is not modelled")
        .hint = how == WithoutMemory::needs_none
                    ? "it fails where the rules of the kernel say so; leave out 'may fail'"
                    : "without 'may fail' it finds the memory that it needs";
  if (!names.parsed.calls_may_fail) return;
  s.may_fail = how == WithoutMemory::fails_whole;
  if (how == WithoutMemory::fails_in_part)
    names.report.warning("W020", s.expr.at,
                         call +
                             " is taken to find its memory: failing half way is not "
                             "modelled");
}

}  // namespace memtype::cases
