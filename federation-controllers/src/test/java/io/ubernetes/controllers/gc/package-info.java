@NullMarked
package io.ubernetes.controllers.gc;

import org.jspecify.annotations.NullMarked;
