#!/bin/sh
# usage: options.sh SOURCE: each choice of parts configures, or is refused with a sentence.
set -u
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail=0
configure() { # options
  rm -rf "$work/b"
  cmake -S "$source" -B "$work/b" "$@" > "$work/log" 2>&1
}
takes() {
  configure "$@" || { echo "refused: $*"; cat "$work/log"; fail=1; }
}
refuses() { # SENTENCE options
  sentence=$1
  shift
  if configure "$@"; then
    echo "not refused: $*"
    fail=1
  elif ! tr -s ' \n' ' ' < "$work/log" | grep -qF "$sentence"; then
    echo "refused without '$sentence': $*"
    cat "$work/log"
    fail=1
  fi
}
solver=MEMTYPE_BUILD_SOLVER cli=MEMTYPE_BUILD_CLI tests=MEMTYPE_BUILD_TESTS
refuses "The program memtype needs the solver" -D$solver=OFF -D$cli=ON
takes -D$solver=OFF # then without the program, too
grep -q "^$cli:BOOL=OFF" "$work/b/CMakeCache.txt" || { echo "without the solver: $cli is on"; fail=1; }
takes -D$solver=OFF -D$cli=OFF -D$tests=OFF
takes -D$solver=OFF -D$cli=OFF -D$tests=ON -DMEMTYPE_INSTALL=OFF
takes -D$solver=ON -D$cli=OFF -D$tests=ON
takes -D$solver=ON -D$cli=ON -D$tests=OFF
takes -D$solver=OFF -D$cli=OFF -DMEMTYPE_FREESTANDING=ON
exit $fail
