/// Tests of patches, and what they share: [io.ubernetes.apimachinery.patch.TestSchema] and
/// [io.ubernetes.apimachinery.patch.TestJson].
@NullMarked
package io.ubernetes.apimachinery.patch;

import org.jspecify.annotations.NullMarked;
