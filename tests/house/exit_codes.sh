#!/bin/sh
# usage: exit_codes.sh SOURCE: man page, docs, schema and --help name the codes of exit_code.hpp.
set -eu
cd "$1"
codes=$(sed -n 's/^ *exit_[a-z_]* = \([0-9]*\),.*/\1/p' cli/results/exit_code.hpp)
[ "$(echo "$codes" | wc -l)" -ge 5 ] || { echo "no codes found in exit_code.hpp"; exit 1; }
fail=0
list=$(echo $codes | sed 's/ /, /g')
grep -qF "\"exit\": {\"enum\": [$list]}" docs/schema/memtype-check-1.schema.json ||
  { echo "the schema does not say [$list]"; fail=1; }
status=$(sed -n '/^.SH EXIT STATUS/,/^.SH SEE/p' docs/man/memtype.1)
for code in $codes; do
  case $status in *"$code: "*) ;; *) echo "memtype.1: no exit status $code"; fail=1 ;; esac
  grep -q "^| $code |" docs/output.md || { echo "docs/output.md: no exit code $code"; fail=1; }
  sed -n '/"A check holds when/,/Example/p' cli/commands/check.cpp | grep -Eq "(^|[ \"])$code [a-z]" ||
    { echo "check --help: no exit code $code"; fail=1; }
done
exit $fail
