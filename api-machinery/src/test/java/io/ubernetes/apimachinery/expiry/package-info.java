@NullMarked
package io.ubernetes.apimachinery.expiry;

import org.jspecify.annotations.NullMarked;
