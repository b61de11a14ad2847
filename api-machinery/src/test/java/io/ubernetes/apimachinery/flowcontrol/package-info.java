@NullMarked
package io.ubernetes.apimachinery.flowcontrol;

import org.jspecify.annotations.NullMarked;
