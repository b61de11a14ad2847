@NullMarked
package io.ubernetes.apimachinery.admission;

import org.jspecify.annotations.NullMarked;
