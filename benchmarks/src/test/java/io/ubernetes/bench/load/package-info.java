/// Tests of the package of the same name.
@NullMarked
package io.ubernetes.bench.load;

import org.jspecify.annotations.NullMarked;
