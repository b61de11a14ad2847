@NullMarked
package io.ubernetes.apimachinery.registry;

import org.jspecify.annotations.NullMarked;
