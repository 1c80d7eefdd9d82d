/*
 * course.yaml, with the tree it was read from: the checks look up there where a value stands.
 */
#ifndef CHALKLINE_MANIFEST_H
#define CHALKLINE_MANIFEST_H

#include "courses/model/course.h"
#include "courses/read/yaml.h"

/* NULL: there was nothing to read. in->file, arena and problems are set. */
const struct yaml *manifest_tree(struct yaml_in *in, struct str bytes, struct course *c);

/* Is s a language as folders are called: en, fr, pt-BR, zh-Hant? */
bool language_ok(struct str s);

#endif
