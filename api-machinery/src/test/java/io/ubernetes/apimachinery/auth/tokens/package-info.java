@NullMarked
package io.ubernetes.apimachinery.auth.tokens;

import org.jspecify.annotations.NullMarked;
