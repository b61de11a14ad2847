@NullMarked
package io.ubernetes.federation.apiserver.access;

import org.jspecify.annotations.NullMarked;
