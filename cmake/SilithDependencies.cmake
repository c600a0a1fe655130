# Third-party libraries as imported targets. The installed silithConfig.cmake includes this file too, so that a program
# linking a static room finds the same libraries; header-only libraries are needed only while silith itself is built.
include_guard(GLOBAL)

find_package(fmt REQUIRED)

find_path(SILITH_UDUNITS2_INCLUDE udunits2.h PATH_SUFFIXES udunits2 REQUIRED)
find_library(SILITH_UDUNITS2_LIBRARY udunits2 REQUIRED)
add_library(silith_udunits2 INTERFACE IMPORTED GLOBAL)
target_include_directories(silith_udunits2 INTERFACE ${SILITH_UDUNITS2_INCLUDE})
target_link_libraries(silith_udunits2 INTERFACE ${SILITH_UDUNITS2_LIBRARY})

find_path(SILITH_SUNDIALS_INCLUDE idas/idas.h REQUIRED)
find_library(SILITH_SUNDIALS_IDAS sundials_idas REQUIRED)
find_library(SILITH_SUNDIALS_NVECSERIAL sundials_nvecserial REQUIRED)
find_path(SILITH_KLU_INCLUDE klu.h PATH_SUFFIXES suitesparse REQUIRED)
find_library(SILITH_KLU klu REQUIRED)
add_library(silith_sundials INTERFACE IMPORTED GLOBAL)
target_include_directories(silith_sundials INTERFACE ${SILITH_SUNDIALS_INCLUDE} ${SILITH_KLU_INCLUDE})
target_link_libraries(silith_sundials INTERFACE ${SILITH_SUNDIALS_IDAS} ${SILITH_SUNDIALS_NVECSERIAL} ${SILITH_KLU})

find_package(HDF5 REQUIRED COMPONENTS C)

find_package(PkgConfig REQUIRED)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET GLOBAL tomlplusplus)
