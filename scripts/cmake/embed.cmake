# Puts files into the binary: a generated C file whose bytes come by the assembler's .incbin.

# plumb_write_assets(<out.c> <symbol> <root> <file>...): defines `const struct asset symbol[]` and
# `const size_t symbol_count`; a path is the file's path below <root>, with a leading slash.
function(plumb_write_assets out symbol root)
  set(body "#include \"base/asset.h\"\n\n")
  set(table "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    file(RELATIVE_PATH path ${root} ${file})
    file(SHA256 ${file} hash)
    string(SUBSTRING ${hash} 0 16 hash)
    string(APPEND body
      "__asm__(\".section .rodata\\n.balign 16\\n.global ${symbol}_${index}\\n.hidden ${symbol}_${index}\\n\"\n"
      "        \"${symbol}_${index}:\\n.incbin \\\"${file}\\\"\\n.byte 0\\n\"\n"
      "        \".global ${symbol}_${index}_end\\n.hidden ${symbol}_${index}_end\\n${symbol}_${index}_end:\\n.previous\\n\");\n"
      "extern const char ${symbol}_${index}[], ${symbol}_${index}_end[];\n")
    string(APPEND table "    {\"/${path}\", ${symbol}_${index}, ${symbol}_${index}_end, \"${hash}\"},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  if(index EQUAL 0)
    string(APPEND table "    {0}\n")
  endif()
  string(APPEND body "\nconst struct asset ${symbol}[] = {\n${table}};\nconst size_t ${symbol}_count = ${index};\n")
  file(WRITE ${out}.new "${body}")
  file(COPY_FILE ${out}.new ${out} ONLY_IF_DIFFERENT)
endfunction()

# The .sql files of db/, for the store: symbol `sql_assets`.
function(plumb_embed_sql target)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    return()
  endif()
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/db/*.sql)
  set(out ${PROJECT_BINARY_DIR}/sql_assets.c)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  plumb_write_assets(${out} sql_assets ${PROJECT_SOURCE_DIR}/db ${files})
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${out})
endfunction()

# The pages of web/dist (made by `npm run build` in web/), for the daemon: symbol `web_assets`.
function(plumb_embed_web target)
  set(dist ${PROJECT_SOURCE_DIR}/web/dist)
  set(files "")
  if(PLUMB_WEB)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS ${dist}/*)
    if(NOT files)
      message(FATAL_ERROR "web/dist is empty: run scripts/build, or configure with -DPLUMB_WEB=OFF")
    endif()
  endif()
  set(out ${PROJECT_BINARY_DIR}/web_assets.c)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  plumb_write_assets(${out} web_assets ${dist} ${files})
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${out})
endfunction()
