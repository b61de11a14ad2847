/// Tests of server-side apply, by hand, at random, and against recordings of a real server.
@NullMarked
package io.ubernetes.apimachinery.patch.apply;

import org.jspecify.annotations.NullMarked;
