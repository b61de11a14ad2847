@NullMarked
package io.ubernetes.apimachinery.auth.rbac;

import org.jspecify.annotations.NullMarked;
