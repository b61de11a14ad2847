@NullMarked
package io.ubernetes.scheduler.engine;

import org.jspecify.annotations.NullMarked;
