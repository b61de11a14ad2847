/// Tests of the review kinds.
@NullMarked
package io.ubernetes.apimachinery.auth.reviews;

import org.jspecify.annotations.NullMarked;
