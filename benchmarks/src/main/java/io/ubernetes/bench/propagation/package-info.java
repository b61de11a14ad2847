/// Load runs against a whole federation: how soon what is created there exists in the members. It
/// must not know how the federation does that. Start at
/// [io.ubernetes.bench.propagation.PropagationRun].
@NullMarked
package io.ubernetes.bench.propagation;

import org.jspecify.annotations.NullMarked;
