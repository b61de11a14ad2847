/// Tests of certificates and the files they live in. They know nothing of HTTP. Start at
/// [io.ubernetes.apimachinery.pki.CertificateAuthorityTest].
@NullMarked
package io.ubernetes.apimachinery.pki;

import org.jspecify.annotations.NullMarked;
