#!/bin/sh
# usage: run.sh [TOOL | TOOL=MAJOR ...] -- COMMAND ...
# Runs the command where all tools are there, in the major version that is named; else the test is
# skipped (exit code 77) and says why.
set -eu
while [ "$1" != -- ]; do
  tool=${1%%=*} wanted=
  [ "$tool" = "$1" ] || wanted=${1#*=}
  shift
  command -v "$tool" > /dev/null || { echo "skipped: there is no $tool"; exit 77; }
  [ -n "$wanted" ] || continue
  has=$("$tool" --version | sed -n 's/.*version \([0-9]*\).*/\1/p' | head -n 1)
  [ "$has" = "$wanted" ] || { echo "skipped: this is $tool $has, the rules are for $wanted"; exit 77; }
done
shift
exec "$@"
