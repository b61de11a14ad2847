@NullMarked
package io.ubernetes.simulator.attach;

import org.jspecify.annotations.NullMarked;
