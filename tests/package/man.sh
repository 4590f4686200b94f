#!/bin/sh
# usage: man.sh PROGRAM SOURCE: memtype(1) has every command and option that --help has, the library's
# page every function of memtype.h; both format without a warning.
set -eu
program=$1 source=$2
page=$source/docs/man/memtype.1
fail=0
plain=$(sed 's/\\-/-/g' "$page")
for command in $("$program" --help | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\) .*/\1/p'); do
  printf '%s\n' "$plain" | grep -q "^.SS memtype $command$" || { echo "no memtype $command"; fail=1; }
  section=$(printf '%s\n' "$plain" | sed -n "/^.SS memtype $command\$/,/^.S[SH] /p")
  for option in $("$program" "$command" --help | sed -n 's/^ *\(-[^ ]*\).*/\1/p' | tr ',' '\n'); do
    case $option in -h | --help) continue ;; esac
    printf '%s\n' "$section" | grep -qF -e "$option" ||
      { echo "memtype $command: no $option in memtype.1"; fail=1; }
  done
done
for function in \
    $(cat "$source/tests/package/libmemtype.symbols"); do
  grep -q "$function ()" "$source/docs/man/libmemtype.3" || { echo "no $function in libmemtype.3"; fail=1; }
done
if command -v man > /dev/null; then
  for page in "$source"/docs/man/*; do
    warnings=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 > /dev/null)
    [ -z "$warnings" ] || { echo "$warnings"; fail=1; }
  done
fi
bash -n "$source/docs/completions/memtype.bash" || fail=1
# The completions themselves: subcommands, options (of a group, too), the words an option takes.
words=$(bash -c '
  source "$1"; compopt() { :; }
  ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _memtype; echo "${COMPREPLY[*]}"; }
  ask "$2" ch; ask "$2" check --unr; ask "$2" check --sug; ask "$2" check --property mt
' bash "$source/docs/completions/memtype.bash" "$program" | tr '\n' ' ')
[ "$words" = "check --unroll --suggest mtrr-dead " ] || { echo "bash completion gave: $words"; fail=1; }
if command -v fish > /dev/null; then
  words=$(PATH="$(dirname "$program"):$PATH" fish --no-config -c "
    source '$source/docs/completions/memtype.fish'
    for line in 'memtype ch' 'memtype check --unr' 'memtype check --sug' 'memtype check --property mt'
      complete -C \$line
    end" | cut -f1 | tr '\n' ' ')
  [ "$words" = "check --unroll --suggest mtrr-dead " ] || { echo "fish completion gave: $words"; fail=1; }
fi
if command -v zsh > /dev/null; then
  zsh -n "$source/docs/completions/_memtype" || fail=1
fi
exit $fail
