#include "symbolic/fingerprint.hpp"

#include <bit>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "memtype/cases/stop.hpp"

namespace memtype::solver {
namespace {

// The last step of MurmurHash3 (A. Appleby), and the same with D. Stafford's constants ("Mix13").
std::uint64_t mixed(std::uint64_t x, std::uint64_t first, std::uint64_t second) {
  x = (x ^ x >> 33) * first;
  x = (x ^ x >> 29) * second;
  return x ^ x >> 32;
}

void fold_in(Fingerprint& print, std::uint64_t value) {
  const std::uint64_t a = mixed(print.a + value, 0xff51afd7ed558ccd, 0xc4ceb9fe1a85ec53);
  const std::uint64_t b =
      mixed(std::rotl(print.b, 23) ^ value, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb);
  print = {a * 5 + b, b * 3 + 0x452821e638d01377};
}
void fold_in(Fingerprint& print, const Fingerprint& other) {
  fold_in(print, other.a);
  fold_in(print, other.b);
}
void fold_in(Fingerprint& print, std::string_view text) {
  for (const char c : text) fold_in(print, static_cast<unsigned char>(c));
  fold_in(print, text.size());
}

// Reads formulas of one context through Z3's C interface, which counts no references: what is read
// is a part of what the caller holds.
class FormulaReader {
 public:
  explicit FormulaReader(Z3_context context) : c_(context) {}

  // Nothing where the formula has a part that is no application.
  std::optional<Fingerprint> read(Z3_ast formula) {
    open_.push_back(formula);
    while (!open_.empty()) {
      if ((++steps_ & 0xfff) == 0) cases::stop_if_asked();
      const Z3_ast top = open_.back();
      if (parts_.contains(Z3_get_ast_id(c_, top))) {
        open_.pop_back();
        continue;
      }
      if (!Z3_is_app(c_, top)) return std::nullopt;
      if (!opens_arguments(Z3_to_app(c_, top))) {
        open_.pop_back();
        parts_.emplace(Z3_get_ast_id(c_, top), of_application(Z3_to_app(c_, top)));
      }
    }
    return parts_.at(Z3_get_ast_id(c_, formula));
  }

 private:
  // True: some argument has to be read first.
  bool opens_arguments(Z3_app app) {
    const std::size_t before = open_.size();
    for (unsigned i = Z3_get_app_num_args(c_, app); i-- > 0;) {
      const Z3_ast argument = Z3_get_app_arg(c_, app, i);
      if (!parts_.contains(Z3_get_ast_id(c_, argument))) open_.push_back(argument);
    }
    return open_.size() > before;
  }

  Fingerprint of_application(Z3_app app) {
    const unsigned count = Z3_get_app_num_args(c_, app);
    Fingerprint print = of_operator(Z3_get_app_decl(c_, app));
    fold_in(print, count);
    for (unsigned i = 0; i < count; ++i)
      fold_in(print, parts_.at(Z3_get_ast_id(c_, Z3_get_app_arg(c_, app, i))));
    return print;
  }

  const Fingerprint& of_operator(Z3_func_decl decl) {
    const unsigned id = Z3_get_ast_id(c_, Z3_func_decl_to_ast(c_, decl));
    const auto [place, fresh] = operators_.try_emplace(id);
    if (!fresh) return place->second;
    Fingerprint& print = place->second;
    const Z3_decl_kind kind = Z3_get_decl_kind(c_, decl);
    fold_in(print, static_cast<std::uint64_t>(kind));
    fold_in(print, std::string_view(Z3_sort_to_string(c_, Z3_get_range(c_, decl))));
    if (kind == Z3_OP_UNINTERPRETED) {
      fold_in(print, ++unknowns_);
      return print;
    }
    // With its parameters: the value of a number, the bits that are taken out.
    fold_in(print, std::string_view(Z3_func_decl_to_string(c_, decl)));
    const unsigned parameters = Z3_get_decl_num_parameters(c_, decl);
    for (unsigned i = 0; i < parameters; ++i) fold_parameter(print, decl, i);
    return print;
  }

  void fold_parameter(Fingerprint& print, Z3_func_decl decl, unsigned i) {
    const Z3_parameter_kind kind = Z3_get_decl_parameter_kind(c_, decl, i);
    fold_in(print, static_cast<std::uint64_t>(kind));
    if (kind == Z3_PARAMETER_INT)
      fold_in(print, static_cast<std::uint64_t>(Z3_get_decl_int_parameter(c_, decl, i)));
    if (kind == Z3_PARAMETER_RATIONAL)
      fold_in(print, std::string_view(Z3_get_decl_rational_parameter(c_, decl, i)));
  }

  Z3_context c_;
  std::unordered_map<unsigned, Fingerprint> parts_;      // by the number of the formula
  std::unordered_map<unsigned, Fingerprint> operators_;  // by the number of the declaration
  std::vector<Z3_ast> open_;
  std::uint64_t unknowns_ = 0, steps_ = 0;
};

}  // namespace

std::optional<Fingerprint> fingerprint_of(const z3::expr_vector& asserted,
                                          const z3::expr_vector& assumed) {
  FormulaReader reader(asserted.ctx());
  Fingerprint all;
  for (const z3::expr_vector* list : {&asserted, &assumed})
    for (unsigned i = 0; i < list->size(); ++i) {
      const z3::expr formula = (*list)[static_cast<int>(i)];
      const auto print = reader.read(formula);
      if (!print) return std::nullopt;
      fold_in(all, *print);
    }
  return all;
}

}  // namespace memtype::solver
