@NullMarked
package io.ubernetes.cli.join;

import org.jspecify.annotations.NullMarked;
