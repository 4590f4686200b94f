# bash completion for memtype. Subcommands, options and the words that an option takes are read from
# its own --help, so they are those of the program that is installed.
_memtype() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' help words='' i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      -*) ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  help=$("$program" ${command:+"$command"} --help 2>/dev/null)
  if [[ $word == -* ]]; then
    words=$(sed -n 's/^  *\(-[-a-zA-Z][^ ]*\).*/\1/p' <<< "$help" | tr ',' '\n')
  elif [[ -z $command ]]; then
    words=$(sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\) .*/\1/p' <<< "$help")
  elif [[ $last == -* ]]; then
    words=$(sed -n "s/^  *\(-[^ ]*,\)\{0,1\}$last [^{]*{\([^}]*\)}.*/\2/p" <<< "$help" | tr ',' '\n')
  fi
  if [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
    compopt -o filenames 2>/dev/null
  fi
}
complete -F _memtype memtype
