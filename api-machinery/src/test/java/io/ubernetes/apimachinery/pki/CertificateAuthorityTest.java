package io.ubernetes.apimachinery.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path temporary;

  @Test
  void theFirstStartMakesItAndLaterOnesTakeIt() throws Exception {
    Path directory = temporary.resolve("data");

    CertificateAuthority first = open(directory, NOW);
    CertificateAuthority second = open(directory, NOW.plus(Duration.ofDays(30)));

    assertThat(second.certificate()).isEqualTo(first.certificate());
    assertThat(first.certificate().getBasicConstraints()).isNotNegative();
    assertThat(mode(directory)).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("ca.key"))).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("ca.crt"))).isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("ca.key", "ca.crt");
    }
  }

  @Test
  void manyThatStartAtOnceAgreeOnOne() throws Exception {
    Set<X509Certificate> seen = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<CertificateAuthority>> opened = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        opened.add(threads.submit(() -> open(temporary, NOW)));
      }
      for (Future<CertificateAuthority> one : opened) {
        seen.add(one.get().certificate());
      }
    }
    assertThat(seen).hasSize(1);
  }

  @Test
  void aCrashBetweenKeyAndCertificateIsMended() throws Exception {
    CertificateAuthority before = open(temporary, NOW);
    Files.delete(temporary.resolve("ca.crt"));

    CertificateAuthority after = open(temporary, NOW);

    after.issueClient("jane", List.of()).certificate().verify(before.certificate().getPublicKey());
  }

  @Test
  void whatIsWrongIsSaidInOneLineAndNothingIsOverwritten() throws Exception {
    open(temporary, NOW);
    Path key = temporary.resolve("ca.key");
    Path certificate = temporary.resolve("ca.crt");
    String goodKey = Files.readString(key);

    Files.writeString(key, "no key");
    assertThatThrownBy(() -> open(temporary, NOW))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot read " + key + ": no unencrypted private key found");
    assertThat(Files.readString(key)).isEqualTo("no key");

    KeyPair pair = Certificates.newKeyPair();
    Files.writeString(key, Pem.write(pair.getPrivate(), pair.getPublic()));
    assertThatThrownBy(() -> open(temporary, NOW))
        .hasMessage(key + " is not the key of " + certificate);

    Files.delete(key);
    assertThatThrownBy(() -> open(temporary, NOW))
        .hasMessage(certificate + " is there but its key " + key + " is not");

    Files.writeString(key, goodKey);
    assertThatThrownBy(() -> open(temporary, NOW.plus(Duration.ofDays(4000))))
        .hasMessageStartingWith(certificate + " expired at ");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsSaidInOneLine() throws Exception {
    assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
    Path locked = Files.createDirectory(temporary.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-x------"));

    assertThatThrownBy(() -> open(locked, NOW))
        .hasMessage("cannot write to directory " + locked + ": permission denied");
    assertThatThrownBy(() -> open(locked.resolve("below"), NOW))
        .hasMessageEndingWith("permission denied");
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsSaidInOneLine() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "x");

    assertThatThrownBy(() -> open(file.resolve("data"), NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aKeyThatOthersCouldReadIsLockedAgain() throws Exception {
    open(temporary, NOW);
    Path key = temporary.resolve("ca.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

    open(temporary, NOW);

    assertThat(mode(key)).isEqualTo("rw-------");
  }

  @Test
  void aServerIsKnownByAllItsNames() throws Exception {
    Credential server =
        CertificateAuthority.ephemeral(InstantSource.fixed(NOW))
            .issueServer(List.of("api.example.com", "10.0.0.1", "fd00::1"));

    X509Certificate certificate = server.certificate();
    assertThat(Certificates.names(certificate))
        .contains(
            "fd00:0:0:0:0:0:0:1",
            "localhost",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "api.example.com",
            "10.0.0.1");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getNotBefore().toInstant()).isBefore(NOW);
    assertThat(server.expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(365)));
  }

  @Test
  void aServerCredentialIsKeptUntilItMustBeRenewed() throws Exception {
    Path file = temporary.resolve("server.pem");
    CertificateAuthority authority = open(temporary, NOW);
    Credential first = authority.serverCredential(file, List.of("fd00::1", "a.example.com"));

    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(authority.serverCredential(file, List.of("fd00::1", "a.example.com")))
        .isEqualTo(first);
    Credential moreNames = authority.serverCredential(file, List.of("b.example.com"));
    assertThat(moreNames).isNotEqualTo(first);
    CertificateAuthority later = open(temporary, NOW.plus(Duration.ofDays(240)));
    assertThat(later.serverCredential(file, List.of("b.example.com"))).isEqualTo(moreNames);
    CertificateAuthority muchLater = open(temporary, NOW.plus(Duration.ofDays(250)));
    assertThat(muchLater.serverCredential(file, List.of("b.example.com")).expiresAt())
        .isEqualTo(NOW.plus(Duration.ofDays(250 + 365)));
    CertificateAuthority other = CertificateAuthority.ephemeral(InstantSource.fixed(NOW));
    other
        .serverCredential(file, List.of("b.example.com"))
        .certificate()
        .verify(other.certificate().getPublicKey());
  }

  @Test
  void aKubeconfigIsKeptUntilItMustBeRenewed() throws Exception {
    Path file = temporary.resolve("admin.kubeconfig");
    String server = "https://127.0.0.1:6443";
    CertificateAuthority authority = open(temporary, NOW);
    authority.ensureKubeconfig(file, server, "admin", List.of("system:masters"));
    String first = Files.readString(file);

    assertThat(mode(file)).isEqualTo("rw-------");
    authority.ensureKubeconfig(file, server, "admin", List.of("system:masters"));
    assertThat(Files.readString(file)).isEqualTo(first);
    Kubeconfig read = Kubeconfig.read(file);
    assertThat(read.server()).isEqualTo(server);
    assertThat(read.authorityPem()).isEqualTo(authority.certificatePem());
    assertThat(read.credential().certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=admin,O=system:masters");
    for (String change : List.of("server", "group", "time")) {
      String before = Files.readString(file);
      CertificateAuthority then =
          change.equals("time") ? open(temporary, NOW.plus(Duration.ofDays(300))) : authority;
      then.ensureKubeconfig(
          file,
          change.equals("server") ? "https://other:6443" : server,
          "admin",
          change.equals("group") ? List.of("a", "b") : List.of("system:masters"));
      assertThat(Files.readString(file)).isNotEqualTo(before);
    }
  }

  @Test
  void aKubeconfigThatCannotBeReadIsNotOverwritten() throws Exception {
    Path file = Files.writeString(temporary.resolve("k"), "apiVersion: v1\nkind: Config\n");

    assertThatThrownBy(
            () -> open(temporary, NOW).ensureKubeconfig(file, "https://x", "admin", List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is not a usable kubeconfig: ");
    assertThat(Files.readString(file)).isEqualTo("apiVersion: v1\nkind: Config\n");
  }

  @Test
  void keysInOlderFormsAreRead() throws Exception {
    String sec1 =
        """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49
        AwEHoUQDQgAEPR3tU2Fta9ktY+6P9G0cWO+0kETA6SFs38GecTyudlHz6xvCdz8q
        EKTcWGekdmdDPsHloRNtsiCa697B2O9IFA==
        -----END EC PRIVATE KEY-----
        """;

    assertThat(Pem.readPrivateKey(sec1).getAlgorithm()).isIn("EC", "ECDSA");
    assertThatThrownBy(() -> Pem.readCertificates(sec1)).hasMessage("no certificate found");
  }

  @Test
  void noKeyIsShownWhenACredentialIsPrinted() {
    Credential credential =
        CertificateAuthority.ephemeral(InstantSource.fixed(NOW)).issueClient("jane", List.of());
    Kubeconfig kubeconfig = new Kubeconfig("c", "https://x", "pem", "jane", credential);

    assertThat(credential.toString()).isEqualTo("Credential[CN=jane]");
    assertThat(kubeconfig.toString()).isEqualTo("Kubeconfig[jane at https://x]");
  }

  private static CertificateAuthority open(Path directory, Instant now) throws IOException {
    return CertificateAuthority.open(directory, InstantSource.fixed(now));
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
