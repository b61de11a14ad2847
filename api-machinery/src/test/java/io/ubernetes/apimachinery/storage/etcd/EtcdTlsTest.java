package io.ubernetes.apimachinery.storage.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import io.ubernetes.apimachinery.storage.StoreException;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdTlsTest {
  private static final X500Name AUTHORITY = new X500Name("CN=test authority");

  @TempDir Path directory;

  @Test
  void etcdIsReachedOverTlsWithAClientCertificate() throws Exception {
    KeyPair authority = keyPair();
    Path authorityFile = certificate("authority", AUTHORITY, authority, authority.getPrivate());
    Path serverKey = directory.resolve("server.key");
    Path server = signed("server", serverKey, authority.getPrivate());
    Path clientKey = directory.resolve("client.key");
    Path clientCertificate = signed("client", clientKey, authority.getPrivate());
    EtcdTls client = new EtcdTls(authorityFile, clientCertificate, clientKey);
    try (EtcdProcess etcd = EtcdProcess.startSecure(server, serverKey, authorityFile)) {
      try (EtcdStore store = EtcdStore.connect(etcd.endpoint(), client)) {
        assertThat(store.create("/a", new byte[1])).isInstanceOf(Written.class);
        assertThat(store.get("/a")).isPresent();
      }
      assertThatThrownBy(() -> EtcdStore.connect(etcd.endpoint()))
          .as("an authority that is not trusted")
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("etcd does not answer at " + etcd.endpoint());
    }
  }

  @Test
  void aCertificateAndItsKeyBelongTogether() {
    assertThatThrownBy(() -> new EtcdTls(null, directory, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void filesThatCannotBeReadAreAClearException() throws IOException {
    Path none = directory.resolve("none.crt");

    assertThatThrownBy(
            () -> EtcdStore.connect("https://127.0.0.1:1", new EtcdTls(none, null, null)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the TLS files for etcd cannot be used")
        .hasMessageContaining("none.crt");
  }

  private Path signed(String name, Path keyFile, PrivateKey signer) throws Exception {
    KeyPair keys = keyPair();
    write(keyFile, new JcaPKCS8Generator(keys.getPrivate(), null));
    return certificate(name, new X500Name("CN=" + name), keys, signer);
  }

  private Path certificate(String name, X500Name subject, KeyPair keys, PrivateKey signer)
      throws IOException, OperatorCreationException {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            AUTHORITY,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            subject,
            keys.getPublic());
    builder.addExtension(
        Extension.basicConstraints, true, new BasicConstraints(subject.equals(AUTHORITY)));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    return write(
        directory.resolve(name + ".crt"),
        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
  }

  private static Path write(Path file, Object content) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return Files.writeString(file, text.toString());
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("EC").generateKeyPair();
  }
}
