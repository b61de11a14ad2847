@NullMarked
package io.ubernetes.controllers.sync;

import org.jspecify.annotations.NullMarked;
