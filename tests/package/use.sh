#!/bin/sh
# usage: use.sh PREFIX SOURCE SOLVER
# Builds and runs projects that know nothing but what lies under PREFIX: found by CMake, found by
# pkg-config, and every example of docs/examples that links it. SOLVER: ON or OFF.
set -eu
prefix=$1 source=$2 solver=$3
: "${CC:=cc}" "${CXX:=c++}"
here=$source/tests/package
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
lib=$(dirname "$(find "$prefix" -name 'libmemtype.so' | head -n 1)")
LD_LIBRARY_PATH=$lib
PKG_CONFIG_PATH=$lib/pkgconfig
export LD_LIBRARY_PATH PKG_CONFIG_PATH

quiet() { "$@" > log 2>&1 || { cat log; echo "failed: $*"; exit 1; }; }

cp -r "$here/foreign_c" "$here/foreign_cxx" .
quiet cmake -S foreign_c -B c -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$CC"
quiet cmake --build c
c/foreign_shared
c/foreign_static
quiet cmake -S foreign_cxx -B cxx -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_COMPILER="$CXX" \
  -DWITH_SOLVER="$solver"
quiet cmake --build cxx
cxx/foreign_model
if [ "$solver" = ON ]; then cxx/foreign_solver; fi

if command -v pkg-config > /dev/null; then
  flags=$(pkg-config --cflags --libs memtype)
  # shellcheck disable=SC2086  # flags are words
  "$CC" -std=c99 -Wall -Wextra -Werror "$source/docs/examples/vmm_msr.c" -o vmm_msr $flags
  ./vmm_msr | tail -n 1
  # shellcheck disable=SC2086
  "$CXX" -std=c++20 -Wall -Wextra -Werror "$source/docs/examples/ept_builder.cpp" -o ept_builder $flags
  ./ept_builder
fi
