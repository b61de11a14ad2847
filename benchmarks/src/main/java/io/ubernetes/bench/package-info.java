/// The load tool: measures any Kubernetes endpoint that a kubeconfig names, ours and others alike.
/// It knows an endpoint only by the Kubernetes API and its processes only by what the operating
/// system tells of them. Start at [io.ubernetes.bench.BenchCommand].
@NullMarked
package io.ubernetes.bench;

import org.jspecify.annotations.NullMarked;
