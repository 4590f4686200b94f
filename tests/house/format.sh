#!/bin/sh
# usage: format.sh SOURCE: all of the code is as clang-format lays it out.
set -eu
cd "$1"
find model cases solver cli tests docs -name '*.cpp' -o -name '*.hpp' -o -name '*.h' -o -name '*.c' |
  sort | xargs clang-format --dry-run -Werror
