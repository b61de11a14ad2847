package io.ubernetes.apimachinery.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientCertificateAuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.fixed(NOW));

  private Instant now = NOW;
  private final Authenticator authenticator =
      new ClientCertificateAuthenticator(List.of(AUTHORITY.certificate()), () -> now);

  @Test
  void nameAndOrganizationsAreUserAndGroups() {
    Credential jane = AUTHORITY.issueClient("system:jane, \"the\" O=x", List.of("devs", "a:b, c"));

    Identity identity = known(jane.certificate());

    assertThat(identity.user()).isEqualTo("system:jane, \"the\" O=x");
    assertThat(identity.groups()).containsExactly("devs", "a:b, c");
    assertThat(identity.extra()).containsOnlyKeys("authentication.kubernetes.io/credential-id");
    assertThat(identity.extra().values())
        .singleElement()
        .satisfies(id -> assertThat(id.getFirst()).matches("X509SHA256=[0-9a-f]{64}"));
    assertThat(known(jane.certificate())).isSameAs(identity);
  }

  @Test
  void withoutCertificateNothingIsSaid() {
    assertThat(authenticate(null)).isEqualTo(Authentication.NONE);
  }

  @Test
  void aCertificateOfAnotherAuthorityOfTheSameNameIsRefused() {
    Credential foreign =
        CertificateAuthority.ephemeral(InstantSource.fixed(NOW)).issueClient("jane", List.of());

    assertThat(foreign.certificate().getIssuerX500Principal())
        .isEqualTo(AUTHORITY.certificate().getSubjectX500Principal());
    assertRefused(foreign.certificate());
  }

  @Test
  void aServersCertificateIsNotForClients() {
    assertRefused(AUTHORITY.issueServer(List.of()).certificate());
  }

  @Test
  void aCertificateWithoutNameIsRefused() {
    assertRefused(AUTHORITY.issueClient("", List.of("system:masters")).certificate());
  }

  @Test
  void theCertificateMustBeValidNowAlsoWhenItIsRemembered() {
    X509Certificate certificate = AUTHORITY.issueClient("jane", List.of()).certificate();

    now = NOW.minus(Duration.ofDays(1));
    assertRefused(certificate);
    now = NOW.plus(Duration.ofDays(365)).minusSeconds(10);
    assertThat(known(certificate).user()).isEqualTo("jane");
    now = now.plusSeconds(11);
    assertRefused(certificate);
  }

  private Identity known(X509Certificate certificate) {
    Authentication found = authenticate(certificate);
    assertThat(found).isInstanceOf(Authentication.Known.class);
    return ((Authentication.Known) found).identity();
  }

  private void assertRefused(X509Certificate certificate) {
    assertThat(authenticate(certificate)).isInstanceOf(Authentication.Refused.class);
  }

  private Authentication authenticate(@Nullable X509Certificate certificate) {
    return authenticator.authenticate(
        new Request("GET", "/", Map.of(), Map.of(), new byte[0], certificate));
  }
}
