package io.ubernetes.apimachinery.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The authority whose signature makes a client or server known. Its key is created on the first
/// start in a data directory (`ca.key`, `ca.crt`, readable by the owner only) and is never
/// overwritten. Immutable but for those files; thread-safe. Several processes may open the same
/// directory at the same time: the first one makes the authority, the others take it.
public final class CertificateAuthority {
  /// How long an issued certificate is good for, as kubeadm's.
  static final Duration LEAF_VALIDITY = Duration.ofDays(365);

  /// A certificate with less than this left is issued anew when it is next looked at.
  static final Duration RENEW_BEFORE = Duration.ofDays(120);

  private static final Duration ROOT_VALIDITY = Duration.ofDays(3650);

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final InstantSource clock;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key, InstantSource clock) {
    this.certificate = certificate;
    this.key = key;
    this.clock = clock;
  }

  /// Takes the authority of a data directory; makes it where there is none.
  ///
  /// @throws IOException in one line what is wrong: not writable, a broken file, a certificate
  ///   without its key, or a key that does not belong to it
  public static CertificateAuthority open(Path directory, InstantSource clock) throws IOException {
    PrivateFiles.makeDirectory(directory);
    Path keyFile = directory.resolve("ca.key");
    Path certificateFile = directory.resolve("ca.crt");
    if (!Files.exists(keyFile)) {
      if (Files.exists(certificateFile)) {
        throw new IOException(certificateFile + " is there but its key " + keyFile + " is not");
      }
      KeyPair pair = Certificates.newKeyPair();
      PrivateFiles.create(keyFile, Pem.write(pair.getPrivate(), pair.getPublic()));
    }
    PrivateFiles.restrict(keyFile);
    PrivateKey key = read(keyFile, Pem::readPrivateKey);
    if (!Files.exists(certificateFile)) {
      // The key is the authority; its certificate can be made from it again, after a crash too.
      PrivateFiles.create(certificateFile, Pem.write(selfSigned(key, clock.instant())));
    }
    X509Certificate certificate = read(certificateFile, Pem::readCertificates).getFirst();
    if (!Certificates.belongTogether(certificate, key)) {
      throw new IOException(keyFile + " is not the key of " + certificateFile);
    }
    if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
      throw new IOException(certificateFile + " expired at " + certificate.getNotAfter());
    }
    return new CertificateAuthority(certificate, key, clock);
  }

  /// An authority that lives in memory only.
  public static CertificateAuthority ephemeral(InstantSource clock) {
    PrivateKey key = Certificates.newKeyPair().getPrivate();
    return new CertificateAuthority(selfSigned(key, clock.instant()), key, clock);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public String certificatePem() {
    return Pem.write(certificate);
  }

  /// A credential for a server that is reached as localhost, by this machine's name, and by the
  /// given names and IP addresses.
  public Credential issueServer(Collection<String> names) {
    return issue(Certificates.Request.server(Certificates.serverNames(names)));
  }

  /// A credential for a client, by which a server knows the user (CN) and the groups (O).
  public Credential issueClient(String user, Collection<String> groups) {
    return issue(Certificates.Request.client(user, List.copyOf(groups)));
  }

  /// The server credential kept in a file (key and certificate together, mode 0600). It is issued
  /// anew, and the file replaced, when there is none, it is not ours, lacks a name, or is close to
  /// its end.
  public Credential serverCredential(Path file, Collection<String> names) throws IOException {
    Set<String> wanted = Certificates.serverNames(names);
    if (Files.exists(file)) {
      PrivateFiles.restrict(file);
      Credential kept =
          read(file, pem -> new Credential(Pem.readCertificates(pem), Pem.readPrivateKey(pem)));
      if (stillGood(kept) && Certificates.names(kept.certificate()).containsAll(wanted)) {
        return kept;
      }
    }
    Credential issued = issueServer(new TreeSet<>(names));
    PrivateFiles.replace(file, issued.keyPem() + issued.certificatePem());
    return issued;
  }

  /// Makes sure that there is a kubeconfig by which `user` reaches the server. It is written anew
  /// when there is none, or when what it holds is not ours, close to its end, or for another server
  /// or user.
  ///
  /// @param server URL of the server
  public void ensureKubeconfig(Path file, String server, String user, Collection<String> groups)
      throws IOException {
    ensureKubeconfig(file, "ubernetes", server, user, groups);
  }

  /// The same, for a cluster of another name than the federation's.
  public void ensureKubeconfig(
      Path file, String cluster, String server, String user, Collection<String> groups)
      throws IOException {
    if (Files.exists(file)) {
      PrivateFiles.restrict(file);
      Kubeconfig kept = Kubeconfig.read(file);
      if (kept.cluster().equals(cluster)
          && kept.server().equals(server)
          && kept.authorityPem().equals(certificatePem())
          && stillGood(kept.credential())
          && Certificates.subject(user, List.copyOf(groups))
              .equals(Certificates.subject(kept.credential().certificate()))) {
        return;
      }
    }
    new Kubeconfig(cluster, server, certificatePem(), user, issueClient(user, groups)).write(file);
  }

  private Credential issue(Certificates.Request request) {
    java.security.KeyPair pair = Certificates.newKeyPair();
    X509Certificate leaf =
        Certificates.sign(request, pair.getPublic(), certificate, key, clock.instant());
    return new Credential(List.of(leaf), pair.getPrivate());
  }

  private boolean stillGood(Credential credential) {
    try {
      credential.certificate().verify(certificate.getPublicKey());
    } catch (GeneralSecurityException e) {
      return false;
    }
    return Certificates.belongTogether(credential.certificate(), credential.key())
        && clock.instant().plus(RENEW_BEFORE).isBefore(credential.expiresAt());
  }

  private static X509Certificate selfSigned(PrivateKey key, Instant now) {
    return Certificates.selfSigned("ubernetes-ca", key, now, ROOT_VALIDITY);
  }

  private static <T> T read(Path file, PemReader<T> reader) throws IOException {
    try {
      return reader.read(Files.readString(file));
    } catch (IOException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  @FunctionalInterface
  private interface PemReader<T> {
    T read(String pem) throws IOException;
  }
}
