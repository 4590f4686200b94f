// Stands before Z3's header where the questions are compiled: they ask check_case(), and no solver.
#error "solver/questions does not see Z3: what needs it belongs to solver/prove"
