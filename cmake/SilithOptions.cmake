option(SILITH_BUILD_TESTS "Build the tests" ON)
option(SILITH_BUILD_BENCHMARKS "Build the benchmark programs" ON)
option(SILITH_BUILD_FUZZERS "Build the fuzz targets (needs clang)" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(SILITH_LLD NAMES ld.lld)
if(SILITH_LLD)
  add_link_options(-fuse-ld=lld)
  # GCC may split off a cold part of no length; lld 14 then lists it instead of the function that starts at the same
  # address, and an exception thrown there finds no handler.
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-reorder-blocks-and-partition>)
endif()
# What is not used is neither linked nor loaded at the start of a program.
add_link_options(-Wl,--as-needed -Wl,--gc-sections)
find_program(SILITH_CCACHE ccache)
if(SILITH_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SILITH_CCACHE})
endif()

add_library(silith_warnings INTERFACE)
target_compile_options(silith_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Wno-restrict -Werror)
