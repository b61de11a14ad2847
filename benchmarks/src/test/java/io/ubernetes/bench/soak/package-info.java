@NullMarked
package io.ubernetes.bench.soak;

import org.jspecify.annotations.NullMarked;
