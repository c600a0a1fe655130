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

# HDF5 as a static library where that links: the shared one loads some thirty others, for files in the cloud, and takes
# longer to start than a cell to simulate. The linker leaves that part out.
find_package(HDF5 REQUIRED COMPONENTS C)
list(GET HDF5_C_LIBRARIES 0 hdf5_library)
get_filename_component(hdf5_directory ${hdf5_library} DIRECTORY)
find_library(SILITH_HDF5_STATIC libhdf5.a HINTS ${hdf5_directory})
find_library(SILITH_SZ sz)
find_library(SILITH_Z z)
if(SILITH_HDF5_STATIC AND SILITH_SZ AND SILITH_Z)
  include(CMakePushCheckState)
  include(CheckCSourceCompiles)
  cmake_push_check_state(RESET)
  set(CMAKE_REQUIRED_INCLUDES ${HDF5_C_INCLUDE_DIRS})
  set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,--gc-sections)
  set(CMAKE_REQUIRED_LIBRARIES ${SILITH_HDF5_STATIC} ${SILITH_SZ} ${SILITH_Z} ${CMAKE_DL_LIBS} m)
  check_c_source_compiles("#include <hdf5.h>\nint main(void) { return H5Fcreate(\"a\", H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT) < 0; }" SILITH_HDF5_STATIC_LINKS)
  cmake_pop_check_state()
endif()
add_library(silith_hdf5 INTERFACE IMPORTED GLOBAL)
target_include_directories(silith_hdf5 INTERFACE ${HDF5_C_INCLUDE_DIRS})
if(SILITH_HDF5_STATIC_LINKS)
  target_link_options(silith_hdf5 INTERFACE -Wl,--gc-sections)
  target_link_libraries(silith_hdf5 INTERFACE ${SILITH_HDF5_STATIC} ${SILITH_SZ} ${SILITH_Z} ${CMAKE_DL_LIBS} m)
else()
  target_link_libraries(silith_hdf5 INTERFACE ${HDF5_C_LIBRARIES})
endif()

# Found by hand: Ceres' own package asks for the development files of libraries that silith does not use.
find_path(SILITH_CERES_INCLUDE ceres/ceres.h REQUIRED)
find_path(SILITH_EIGEN_INCLUDE Eigen/Core PATH_SUFFIXES eigen3 REQUIRED)
find_library(SILITH_CERES ceres REQUIRED)
find_library(SILITH_GLOG glog REQUIRED)
add_library(silith_ceres INTERFACE IMPORTED GLOBAL)
target_include_directories(silith_ceres INTERFACE ${SILITH_CERES_INCLUDE} ${SILITH_EIGEN_INCLUDE})
target_link_libraries(silith_ceres INTERFACE ${SILITH_CERES} ${SILITH_GLOG})

find_package(PkgConfig REQUIRED)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET GLOBAL tomlplusplus)

# Workbooks (xlsx): libzip by pkg-config, whose CMake package asks for the zip programs too.
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET GLOBAL libzip)
find_package(pugixml REQUIRED)
