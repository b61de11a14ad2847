@NullMarked
package io.ubernetes.cli.demo;

import org.jspecify.annotations.NullMarked;
