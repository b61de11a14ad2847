@NullMarked
package io.ubernetes.cli;

import org.jspecify.annotations.NullMarked;
