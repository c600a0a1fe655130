# cmake --install: programs in bin, rooms as silith::<room> for find_package(silith), headers in include/silith, and the
# tree of data that programs read at run time in share/silith, laid out as in the source tree.
include(CMakePackageConfigHelpers)

if(TARGET silith)
  install(TARGETS silith silith-calibrate RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET silith-field)
  install(TARGETS silith-field RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

foreach(folder data cells examples)
  if(IS_DIRECTORY ${CMAKE_SOURCE_DIR}/${folder})
    install(DIRECTORY ${CMAKE_SOURCE_DIR}/${folder} DESTINATION ${CMAKE_INSTALL_DATADIR}/silith)
  endif()
endforeach()
install(FILES LICENSE NOTICE CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(SILITH_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/silith)
install(EXPORT silith NAMESPACE silith:: DESTINATION ${SILITH_CMAKE_DIR} FILE silithTargets.cmake)
configure_package_config_file(cmake/silithConfig.cmake.in ${CMAKE_BINARY_DIR}/silithConfig.cmake INSTALL_DESTINATION ${SILITH_CMAKE_DIR} PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/silithConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/silithConfig.cmake ${CMAKE_BINARY_DIR}/silithConfigVersion.cmake cmake/SilithDependencies.cmake DESTINATION ${SILITH_CMAKE_DIR})
