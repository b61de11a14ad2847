/// What the rules of several kinds are made of: reading trees, naming fields, reporting what is
/// wrong with them, and the rules for metadata, labels and selectors that all kinds share. Knows no
/// kind. Start at [io.ubernetes.apimachinery.kinds.rules.ObjectMetaValidation].
@NullMarked
package io.ubernetes.apimachinery.kinds.rules;

import org.jspecify.annotations.NullMarked;
