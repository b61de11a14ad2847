package io.ubernetes.apimachinery.storage.etcd;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The files that TLS to etcd needs, all PEM.
///
/// @param authority the certificates of the authorities to trust, or null for the JDK's
/// @param certificate the client's certificate chain, or null to show none
/// @param key the client's private key (PKCS 8); given exactly when `certificate` is
public record EtcdTls(@Nullable Path authority, @Nullable Path certificate, @Nullable Path key) {
  public EtcdTls {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("a client certificate and its key belong together");
    }
  }
}
