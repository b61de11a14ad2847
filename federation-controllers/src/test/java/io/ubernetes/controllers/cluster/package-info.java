@NullMarked
package io.ubernetes.controllers.cluster;

import org.jspecify.annotations.NullMarked;
