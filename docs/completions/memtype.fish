# fish completion for memtype. Subcommands, options and the words that an option takes are read from
# its own --help, so they are those of the program that is installed.
function __memtype_command
    for word in (commandline -opc)[2..-1]
        if not string match -q -- '-*' $word
            echo $word
            return
        end
    end
end

function __memtype_subcommands
    memtype --help 2>/dev/null | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\)  *\(.*\)/\1\t\2/p'
end

function __memtype_options
    memtype (__memtype_command) --help 2>/dev/null |
        sed -n 's/^  *\(-[-a-zA-Z][^ ]*\).*/\1/p' | tr ',' '\n'
end

# The words that the option before the cursor takes, if it names them.
function __memtype_values
    set -l last (commandline -opc)[-1]
    string match -q -- '-*' $last; or return 1
    set -l values (memtype (__memtype_command) --help 2>/dev/null |
        sed -n "s/^  *\(-[^ ]*,\)\{0,1\}$last [^{]*{\([^}]*\)}.*/\2/p" | tr ',' '\n')
    test -n "$values"; and string join \n $values
end

complete -c memtype -f -n 'test -z (__memtype_command)' -a '(__memtype_subcommands)'
complete -c memtype -f -n '__memtype_values >/dev/null' -a '(__memtype_values)'
complete -c memtype -n 'string match -q -- "-*" (commandline -ct)' -a '(__memtype_options)'
