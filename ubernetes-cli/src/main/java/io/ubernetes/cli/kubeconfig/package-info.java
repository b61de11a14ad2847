/// Kubeconfig files as kubectl reads them: which file counts, several merged into one, one context
/// of it with its server. It knows nothing of what the connection is used for, and makes none but
/// by `controller-runtime`. Start at [io.ubernetes.cli.kubeconfig.Kubeconfigs].
@NullMarked
package io.ubernetes.cli.kubeconfig;

import org.jspecify.annotations.NullMarked;
