@NullMarked
package io.ubernetes.scheduler;

import org.jspecify.annotations.NullMarked;
