# fish completion for memtype. Subcommands and options are read from its own --help, so they are
# those of the program that is installed.
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
    memtype (__memtype_command) --help 2>/dev/null | sed -n 's/^  \(-[^ ]*\).*/\1/p' | tr ',' '\n'
end

complete -c memtype -f -n 'test -z (__memtype_command)' -a '(__memtype_subcommands)'
complete -c memtype -n 'string match -q -- "-*" (commandline -ct)' -a '(__memtype_options)'
