/// Tests of the package of the same name.
@NullMarked
package io.ubernetes.bench.api;

import org.jspecify.annotations.NullMarked;
