/// Tests of the package of the same name.
@NullMarked
package io.ubernetes.bench.federation;

import org.jspecify.annotations.NullMarked;
