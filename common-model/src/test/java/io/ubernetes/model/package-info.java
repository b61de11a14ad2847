/// Tests of the object model.
@NullMarked
package io.ubernetes.model;

import org.jspecify.annotations.NullMarked;
