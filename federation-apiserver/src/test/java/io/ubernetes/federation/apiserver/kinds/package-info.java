/// Tests of the federation's own kinds.
@NullMarked
package io.ubernetes.federation.apiserver.kinds;

import org.jspecify.annotations.NullMarked;
