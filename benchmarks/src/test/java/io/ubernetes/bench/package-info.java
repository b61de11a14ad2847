/// Tests of the load tool's commands.
@NullMarked
package io.ubernetes.bench;

import org.jspecify.annotations.NullMarked;
