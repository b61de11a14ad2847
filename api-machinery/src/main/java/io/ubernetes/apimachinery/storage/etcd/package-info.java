/// The store that keeps its data in etcd, over gRPC stubs and name resolvers that jetcd ships.
/// Knows nothing of what the bytes mean, and nothing of other stores; gRPC's types do not leave it.
/// Start at [io.ubernetes.apimachinery.storage.etcd.EtcdStore]; the watch is in `EtcdWatch`.
@NullMarked
package io.ubernetes.apimachinery.storage.etcd;

import org.jspecify.annotations.NullMarked;
