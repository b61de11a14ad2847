/// The values that every part of Ubernetes speaks in: objects, names, versions, selectors,
/// quantities. Nothing here does I/O or knows who calls it; every type is immutable, or says who
/// owns it. Start at [io.ubernetes.model.ApiObject].
@NullMarked
package io.ubernetes.model;

import org.jspecify.annotations.NullMarked;
