@NullMarked
package io.ubernetes.cli.placement;

import org.jspecify.annotations.NullMarked;
