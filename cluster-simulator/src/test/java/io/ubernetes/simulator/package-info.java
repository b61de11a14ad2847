@NullMarked
package io.ubernetes.simulator;

import org.jspecify.annotations.NullMarked;
