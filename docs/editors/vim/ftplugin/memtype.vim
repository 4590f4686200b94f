" Indentation, comments, and memtype fmt behind gq.
setlocal expandtab shiftwidth=4 softtabstop=4 textwidth=100 cindent
setlocal commentstring=//\ %s comments=://
setlocal formatprg=memtype\ fmt\ -
