package io.ubernetes.apimachinery.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ubernetes.apimachinery.auth.AccessControl.Anonymous;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The expected answers are those of Kubernetes 1.36 with RBAC.
class AccessControlTest {
  private static final Identity JANE = Identity.of("jane", "devs");

  private final Authenticator tokens =
      new BearerTokenAuthenticator(
          token -> token.equals("right") ? Optional.of(JANE) : Optional.empty());
  private final AccessControl control =
      new AccessControl(tokens, BuiltInRoles.authorizer(), Anonymous.UNAUTHORIZED);

  @Test
  void whoIsKnownIsInTheGroupOfTheKnown() {
    Identity identity = control.identify(request("Bearer right"));

    assertThat(identity.user()).isEqualTo("jane");
    assertThat(identity.groups()).containsExactly("devs", "system:authenticated");
  }

  @Test
  void aWrongTokenIsRefusedButAHeaderOfAnotherFormIsNoCredential() {
    assertRefused(401, () -> control.identify(request("Bearer wrong")));
    for (String none : List.of("Bearer", "Bearer  ", "Basic YTpi", "")) {
      assertThat(control.identify(request(none))).isEqualTo(Identity.ANONYMOUS);
    }
  }

  @Test
  void theFirstThatKnowsTheSenderWinsOverOneThatRefuses() {
    Authenticator known = request -> new Authentication.Known(Identity.of("bob"));
    Authenticator refuses = request -> new Authentication.Refused("no");
    Authenticator none = request -> Authentication.NONE;

    assertThat(Authenticator.firstOf(List.of(refuses, none, known)).authenticate(request("")))
        .isEqualTo(new Authentication.Known(Identity.of("bob")));
    assertThat(Authenticator.firstOf(List.of(refuses, none)).authenticate(request("")))
        .isEqualTo(new Authentication.Refused("no"));
    assertThat(Authenticator.firstOf(List.of(none)).authenticate(request("")))
        .isEqualTo(Authentication.NONE);
  }

  @Test
  void healthAndVersionArePublicAndNothingElseIs() {
    for (String path : List.of("/healthz", "/livez", "/readyz", "/version", "/version/")) {
      assertThatCode(() -> control.require(Identity.ANONYMOUS, path("get", path)))
          .doesNotThrowAnyException();
    }
    for (String path : List.of("/metrics", "/apis", "/readyz/ping", "/healthzz", "/")) {
      assertRefused(401, () -> control.require(Identity.ANONYMOUS, path("get", path)));
    }
    assertRefused(401, () -> control.require(Identity.ANONYMOUS, path("post", "/healthz")));
    assertRefused(
        401,
        () -> control.require(Identity.ANONYMOUS, of("list", "", "configmaps", "", "default", "")));
  }

  @Test
  void anonymousIsForbiddenByNameWhereItIsSoConfigured() {
    AccessControl asKubernetes =
        new AccessControl(tokens, BuiltInRoles.authorizer(), Anonymous.FORBIDDEN);

    assertThat(
            refusal(() -> asKubernetes.require(Identity.ANONYMOUS, path("get", "/apis")))
                .getMessage())
        .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/apis\"");
  }

  @Test
  void aRefusalSaysWhoMayNotDoWhatAndWhere() {
    assertForbidden(
        of("list", "", "configmaps", "", "ns1", ""),
        "configmaps is forbidden: User \"jane\" cannot list resource \"configmaps\" in API group"
            + " \"\" in the namespace \"ns1\"",
        "{\"kind\":\"configmaps\"}");
    assertForbidden(
        of("get", "", "configmaps", "", "ns1", "a"),
        "configmaps \"a\" is forbidden: User \"jane\" cannot get resource \"configmaps\" in API"
            + " group \"\" in the namespace \"ns1\"",
        "{\"name\":\"a\",\"kind\":\"configmaps\"}");
    assertForbidden(
        of("patch", "apps", "deployments", "scale", "ns1", "a"),
        "deployments.apps \"a\" is forbidden: User \"jane\" cannot patch resource"
            + " \"deployments/scale\" in API group \"apps\" in the namespace \"ns1\"",
        "{\"name\":\"a\",\"group\":\"apps\",\"kind\":\"deployments\"}");
    assertForbidden(
        of("list", "", "nodes", "", "", ""),
        "nodes is forbidden: User \"jane\" cannot list resource \"nodes\" in API group \"\" at the"
            + " cluster scope",
        "{\"kind\":\"nodes\"}");
    assertForbidden(
        path("get", "/metrics"), "forbidden: User \"jane\" cannot get path \"/metrics\"", "{}");
  }

  @Test
  void anAuthorizersReasonFollowsTheGeneralSentence() {
    Authorizer says = (identity, attributes) -> new Authorizer.Decision.Deny("the office is shut");
    AccessControl closed = new AccessControl(tokens, says, Anonymous.UNAUTHORIZED);

    assertThat(refusal(() -> closed.require(JANE, path("get", "/metrics"))).getMessage())
        .isEqualTo("forbidden: User \"jane\" cannot get path \"/metrics\": the office is shut");
  }

  @Test
  void oneAuthorizerThatAllowsIsEnough() {
    Authorizer no = (identity, attributes) -> new Authorizer.Decision.Deny("no");
    Authorizer never = (identity, attributes) -> new Authorizer.Decision.Deny("never");
    Authorizer yes = (identity, attributes) -> Authorizer.Decision.ALLOW;

    assertThat(Authorizer.anyOf(List.of(no, yes)).authorize(JANE, path("get", "/x")))
        .isEqualTo(Authorizer.Decision.ALLOW);
    assertThat(Authorizer.anyOf(List.of(no, never)).authorize(JANE, path("get", "/x")))
        .isEqualTo(new Authorizer.Decision.Deny("no, never"));
  }

  private void assertForbidden(Attributes attributes, String message, String details) {
    ApiException refusal = refusal(() -> control.require(JANE, attributes));

    assertThat(refusal.code()).isEqualTo(403);
    assertThat(refusal.status())
        .hasToString(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\""
                + message.replace("\"", "\\\"")
                + "\",\"reason\":\"Forbidden\",\"details\":"
                + details
                + ",\"code\":403}");
  }

  private static void assertRefused(int code, Runnable action) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(action::run)
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  private static ApiException refusal(Runnable action) {
    return catchThrowableOfType(ApiException.class, action::run);
  }

  private static Attributes path(String verb, String path) {
    return new Attributes.OfPath(verb, path);
  }

  private static Attributes of(
      String verb,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    return new Attributes.OfResource(verb, group, resource, subresource, namespace, name);
  }

  private static Request request(String authorization) {
    return new Request(
        "GET", "/", Map.of(), Map.of("authorization", List.of(authorization)), new byte[0], null);
  }
}
