@org.jspecify.annotations.NullMarked
package io.ubernetes.bench.scheduler;
