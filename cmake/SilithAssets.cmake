# silith_embed(<target> <function> <files...>): compiles text files into a target as string literals. Generates
# `std::string_view silith::<function>(std::string_view file_name)`, declared by the room itself; an unknown name is a
# std::logic_error. Reads files of the source tree only.
function(silith_embed target function)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${target}_${function}.cpp)
  set(files ${ARGN})
  list(JOIN files "|" joined)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${joined}" -DOUTPUT=${output} -DFUNCTION=${function} -P ${CMAKE_SOURCE_DIR}/cmake/EmbedAssets.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/EmbedAssets.cmake
    COMMENT "Embedding the assets of ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
