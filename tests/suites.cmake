# Registers each suite of PROGRAM as one test, in the file OUT: to start the program costs more than
# most tests take. ALONE: the tests that are registered one by one, and not here. A suite that skips
# something is not silent: it fails, and what it skips belongs to those.
execute_process(COMMAND ${PROGRAM} --gtest_list_tests --gtest_filter=*-${ALONE}
                OUTPUT_VARIABLE listed COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n[^ \n]+\\." suites "\n${listed}")
set(script "")
foreach(suite IN LISTS suites)
  string(STRIP "${suite}" suite)
  string(REGEX REPLACE "\\.$" "" suite "${suite}")
  string(APPEND script "add_test([[${suite}]] [[${PROGRAM}]] [[--gtest_filter=${suite}.*-${ALONE}]])\n"
    "set_tests_properties([[${suite}]] PROPERTIES FAIL_REGULAR_EXPRESSION [[  SKIPPED ]])\n")
endforeach()
file(WRITE ${OUT} "${script}")
