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

# HDF5 as a static library where there is one: the shared one loads some thirty others, for files in the cloud, and takes
# longer to start than a cell to simulate.
set(HDF5_USE_STATIC_LIBRARIES ON)
find_package(HDF5 REQUIRED COMPONENTS C)
add_library(silith_hdf5 INTERFACE IMPORTED GLOBAL)
target_include_directories(silith_hdf5 INTERFACE ${HDF5_C_INCLUDE_DIRS})
target_link_libraries(silith_hdf5 INTERFACE ${HDF5_C_LIBRARIES})

find_package(PkgConfig REQUIRED)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET GLOBAL tomlplusplus)
