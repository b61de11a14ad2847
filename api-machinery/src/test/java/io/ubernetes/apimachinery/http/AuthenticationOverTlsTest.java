package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.BuiltInRoles;
import io.ubernetes.apimachinery.auth.ClientCertificateAuthenticator;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a client is told that shows a good, a wrong, or no certificate.
class AuthenticationOverTlsTest {
  private final CertificateAuthority authority =
      CertificateAuthority.ephemeral(InstantSource.system());

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aWrongCertificateIsToldSoAndTheHandshakeDoesNotBreak(HttpClient.Version version)
      throws Exception {
    Credential admin = authority.issueClient("admin", List.of(BuiltInRoles.MASTERS));
    Credential jane = authority.issueClient("jane", List.of("devs"));
    InstantSource longAgo = InstantSource.offset(InstantSource.system(), Duration.ofDays(-3_000));
    Credential foreign =
        CertificateAuthority.ephemeral(InstantSource.system())
            .issueClient("admin", List.of(BuiltInRoles.MASTERS));
    Credential foreignAndExpired =
        CertificateAuthority.ephemeral(longAgo).issueClient("admin", List.of(BuiltInRoles.MASTERS));
    try (EventLoops loops = EventLoops.start(1);
        HttpEdge edge =
            HttpEdge.start(
                loops,
                EdgeOptions.at("localhost", 0),
                authority.issueServer(List.of()),
                new Gated(authority))) {
      assertThat(get(version, edge, admin, "/metrics").body()).isEqualTo("admin");
      assertThat(get(version, edge, jane, "/metrics").statusCode()).isEqualTo(403);
      assertThat(get(version, edge, jane, "/healthz").body()).isEqualTo("jane");
      assertThat(get(version, edge, null, "/healthz").body()).isEqualTo("system:anonymous");
      assertThat(get(version, edge, null, "/metrics").statusCode()).isEqualTo(401);
      for (Credential wrong : List.of(foreign, foreignAndExpired)) {
        for (String path : List.of("/metrics", "/healthz")) {
          HttpResponse<String> refused = get(version, edge, wrong, path);

          assertThat(refused.statusCode()).isEqualTo(401);
          assertThat(refused.version()).isEqualTo(version);
          assertThat(refused.body())
              .isEqualTo(
                  "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},"
                      + "\"status\":\"Failure\",\"message\":\"Unauthorized\","
                      + "\"reason\":\"Unauthorized\",\"code\":401}");
        }
      }
    }
  }

  private HttpResponse<String> get(
      HttpClient.Version version, HttpEdge edge, @Nullable Credential own, String path)
      throws Exception {
    try (HttpClient client = Clients.client(version, authority, own)) {
      return client.send(Clients.request(edge, path).build(), BodyHandlers.ofString());
    }
  }

  /// Says who has come, if they may.
  private record Gated(AccessControl control) implements RequestHandler {

    Gated(CertificateAuthority authority) {
      this(
          new AccessControl(
              new ClientCertificateAuthenticator(
                  List.of(authority.certificate()), InstantSource.system()),
              BuiltInRoles.authorizer(),
              AccessControl.Anonymous.UNAUTHORIZED));
    }

    @Override
    public Response handle(Request request) {
      try {
        var identity = control.identify(request);
        String verb = request.method().toLowerCase(Locale.ROOT);
        control.require(identity, new Attributes.OfPath(verb, request.path()));
        return Response.Full.bytes(
            200, "text/plain", identity.user().getBytes(StandardCharsets.UTF_8));
      } catch (ApiException refusal) {
        return Response.Full.error(refusal);
      }
    }

    @Override
    public boolean answersFromMemory(Request request) {
      return true;
    }
  }
}
