#!/usr/bin/env python3
"""structure.py finds each kind of mistake, in a house of its own, and nothing in a good one."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import structure  # noqa: E402

GOOD = {
    "model/include/memtype/cpu/types.hpp": "",
    "model/cpu/types.cpp": '#include "memtype/cpu/types.hpp"\n',
    "model/maps/interval_map.cpp": "#include <boost/icl/interval_map.hpp>\n",
    "model/conform/replay.cpp": '#include "memtype/cpu/types.hpp"\n',
    "cases/include/memtype/cases/case.hpp": '#include "memtype/cpu/types.hpp"\n',
    "cases/language/parser.cpp": '#include "memtype/cases/case.hpp"\n',
    "solver/include/memtype/solver/check.hpp": '#include "memtype/cases/case.hpp"\n',
    "solver/symbolic/symbolic.hpp": "#include <z3++.h>\n",
    "solver/prove/check.cpp": '#include "symbolic/symbolic.hpp"\n',
    "solver/questions/diff.cpp": '#include "memtype/solver/check.hpp"\n',
    "cli/text/text.hpp": '#include "memtype/solver/check.hpp"\n',
    "cli/commands/check.cpp": '#include "text/text.hpp"\n',
}
BAD = [
    ({"cases/language/parser.cpp": '#include "memtype/solver/check.hpp"\n'}, "above it"),
    ({"model/cpu/types.cpp": '#include "conform/replay.hpp"\n', "model/conform/replay.hpp": ""}, "above it"),
    ({"cli/text/text.hpp": '#include "commands/check.hpp"\n', "cli/commands/check.hpp": ""}, "in a circle"),
    ({"solver/questions/diff.cpp": "#include <z3++.h>\n"}, "sees a header of z3"),
    ({"solver/questions/diff.cpp": '#include "symbolic/symbolic.hpp"\n'}, "sees a header of z3"),
    ({"model/cpu/types.cpp": "#include <boost/icl/interval_map.hpp>\n"}, "sees a header of boost"),
    ({"cli/text/text.cpp": "\n" * 301}, "301 lines"),
    ({"cli/text/text.cpp": "class Long {\n" + "  int x;\n" * 200 + "};\n"}, "Long has 202 lines"),
    ({"cli/text/text.cpp": '#include "no_such.hpp"\n'}, "no file of the house"),
]


def found_in(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as stream:
                stream.write(text)
        return list(structure.problems(root))


def main():
    failed = found_in(GOOD)
    for change, expected in BAD:
        found = found_in({**GOOD, **change})
        if not any(expected in problem for problem in found):
            failed.append(f"not found: {expected}, with {change}; found {found}"[:500])
    print("\n".join(failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
