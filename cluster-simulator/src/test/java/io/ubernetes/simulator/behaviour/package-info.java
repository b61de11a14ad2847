@NullMarked
package io.ubernetes.simulator.behaviour;

import org.jspecify.annotations.NullMarked;
