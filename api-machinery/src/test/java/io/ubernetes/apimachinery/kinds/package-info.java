/// Tests of the built-in kinds, most of them against recorded answers of a Kubernetes API server.
@NullMarked
package io.ubernetes.apimachinery.kinds;

import org.jspecify.annotations.NullMarked;
