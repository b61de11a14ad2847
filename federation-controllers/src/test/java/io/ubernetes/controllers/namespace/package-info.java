@NullMarked
package io.ubernetes.controllers.namespace;

import org.jspecify.annotations.NullMarked;
