/// Tests of the server as a client sees it, without the network in between.
@NullMarked
package io.ubernetes.apimachinery.server;

import org.jspecify.annotations.NullMarked;
