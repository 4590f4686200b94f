autocmd BufRead,BufNewFile *.case,*.machine setfiletype memtype
