// What every id means. An id never changes its meaning and is never used again.
#include "memtype/cases/diagnostic.hpp"

namespace memtype::cases {

const std::vector<ErrorInfo>& error_catalogue() {
  static const std::vector<ErrorInfo> list = {
      {"E001", "a character that has no meaning in a case file"},
      {"E002", "a number that is not written like one"},
      {"E003", "a string or comment that is never closed"},
      {"E004", "something else is expected here"},
      {"E005", "an expression, a block or a program is too large"},
      {"E006", "a number does not fit into 64 bits"},
      {"E007", "a number begins with a zero, which means octal in C"},
      {"E008", "the name of the case is not the name of its file"},
      {"E009", "a word that does not begin a section"},
      {"E010", "the machine does not say which cpu it has"},
      {"E011", "a name or fact is there twice, or is predefined"},
      {"E012", "a call of a function that is not known"},
      {"E013", "a name that is not known"},
      {"E014", "a check reads a result that its program never assigns"},
      {"E015", "a variable or result is read without a value on some way"},
      {"E016", "a call has too few or too many arguments"},
      {"E017", "a number, a region, a type or a program stands where another is needed"},
      {"E018", "no kernel of the machine has this function"},
      {"E019", "a kernel call stands inside an expression"},
      {"E020", "a parameter, constant or predefined name is assigned"},
      {"E021", "a region does not consist of whole pages"},
      {"E022", "'!=' between a region and a type can mean two things"},
      {"E023", "a region is compared with something that is no memory type"},
      {"E024", "a check does not say which verdict is expected"},
      {"E025", "a check speaks of no program, or of several where one is needed"},
      {"E026", "a check or its guard reads what is not known at that time"},
      {"E027", "the machine has no fact of this name"},
      {"E028", "a fact of the machine cannot have this value"},
      {"E029", "a firmware range that no single MTRR can hold"},
      {"E030", "a fact is compared with something that is none of its values"},
      {"E031", "a fact that another fact makes necessary is missing"},
      {"E032", "two facts of the machine contradict each other"},
      {"E033", "'break' outside a loop"},
      {"E034", "a construct of C that the case language does not have"},
      {"E035", "a kernel call outside programs"},
      {"E036", "a question for checks is asked in a program or a value"},
      {"E037", "a parameter whose alignment is wrong or that can have no value"},
      {"E038", "a value must be constant, or its arithmetic has no result"},
      {"E039", "a constant is used before it is declared"},
      {"E040", "a group lists something that is no program, or one twice, or nothing"},
      {"E041", "a region contains no byte"},
      {"E042", "a call gives no value that could be assigned, or has no effect"},
      {"E043", "a result could belong to several programs of a group"},
      {"E044", "a mapping is used as a number, or a number as a mapping"},
      {"E045", "a type that is none of an integer, or a second one of the same variable"},
      {"E046", "an assumption that is true of no machine of the case"},
      {"W001", "a region is in no check"},
      {"W002", "a parameter is never used"},
      {"W003", "an MTRR call with a range that no single MTRR can hold"},
      {"W004", "a mapping that does not consist of whole pages"},
      // W005: a cast to a narrow type was ignored; they are carried out now.
      {"W006", "memory whose type hangs on a fact that is not given"},
      {"W007", "a comparison that its unsigned operand decides"},
  };
  return list;
}

}  // namespace memtype::cases
