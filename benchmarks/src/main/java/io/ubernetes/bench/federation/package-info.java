/// Whole federations started for a run: each part, etcd and simulated members as processes of their
/// own on free ports of this machine. It must not know what is measured. Start at
/// [io.ubernetes.bench.federation.LocalFederation].
@NullMarked
package io.ubernetes.bench.federation;

import org.jspecify.annotations.NullMarked;
