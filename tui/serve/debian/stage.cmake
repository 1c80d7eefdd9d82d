# Between `cmake --install` into a staging folder and the archive: what Debian wants of every package.
set(doc ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/chalkline)
file(MAKE_DIRECTORY ${doc} ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/lintian/overrides)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${doc})
file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/changelog ${doc}/changelog.Debian)
file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/lintian-overrides
	${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/lintian/overrides/chalkline)
file(GLOB_RECURSE long ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/man/*.[15] ${doc}/changelog*)
execute_process(COMMAND gzip -9n ${long} COMMAND_ERROR_IS_FATAL ANY)
