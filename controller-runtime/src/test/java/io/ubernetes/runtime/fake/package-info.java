/// A small Kubernetes API server for tests: real lists, watches and conflicts over HTTPS, and
/// faults on demand. It knows no kinds; any path of the right shape is a resource.
@NullMarked
package io.ubernetes.runtime.fake;

import org.jspecify.annotations.NullMarked;
