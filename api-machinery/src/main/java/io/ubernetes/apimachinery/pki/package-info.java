/// Certificates and the files they live in: the certificate authority of a data directory, what it
/// issues to servers and clients, and the kubeconfig files that hand a credential to a client.
/// Knows nothing of HTTP, nor of what a user may do. Start at
/// [io.ubernetes.apimachinery.pki.CertificateAuthority].
@NullMarked
package io.ubernetes.apimachinery.pki;

import org.jspecify.annotations.NullMarked;
