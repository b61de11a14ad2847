package io.ubernetes.apimachinery.auth.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.auth.TokenReviewer.Verdict;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class ServiceAccountTokensTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String YEAR = "'expirationSeconds':31536000";

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  @TempDir Path directory;
  private Store store;
  private Accounts server;

  @BeforeEach
  void start() {
    store = EmbeddedStore.open(directory.resolve("store"));
    server = new Accounts(directory.resolve("a"), store, now::get);
    server.account("bot");
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  @Test
  void aTokenNamesItsHolderAndTheHoldersGroups() {
    Verdict verdict = server.tokens().review(server.token("bot", ""), List.of());

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Good.class,
            good -> {
              assertThat(good.identity().user()).isEqualTo("system:serviceaccount:default:bot");
              assertThat(good.identity().groups())
                  .containsExactly(
                      "system:serviceaccounts",
                      "system:serviceaccounts:default",
                      "system:authenticated");
              assertThat(good.audiences()).containsExactly(ServiceAccountTokens.ISSUER);
              assertThat(good.identity().extra())
                  .containsKey("authentication.kubernetes.io/credential-id");
            });
  }

  @Test
  void aTokenEndsAtItsTime() {
    String token = server.token("bot", "'expirationSeconds':600");

    assertGood(token);
    now.set(Objects.requireNonNull(now.get()).plusSeconds(602));
    assertBad(token, "service account token has expired");
  }

  @Test
  void aTokenEndsWithItsAccountAlsoWhenThereIsAnotherOfThatName() {
    String token = server.token("bot", "");

    server.send("DELETE", "serviceaccounts/bot", "");
    soon().untilAsserted(() -> assertBad(token, "serviceaccounts \"bot\" not found"));
    server.account("bot");
    soon()
        .untilAsserted(() ->
            assertThat(why(token)).startsWith("service account UID (").contains("does not match"));
  }

  @Test
  void aTokenEndsWithWhatItIsBoundTo() {
    server.send("POST", "secrets", "{'metadata':{'name':'s'}}");
    String token =
        server.token("bot", "'boundObjectRef':{'kind':'Secret','apiVersion':'v1','name':'s'}");

    assertGood(token);
    server.send("DELETE", "secrets/s", "");
    soon().untilAsserted(() -> assertBad(token, "service account token has been invalidated"));
  }

  @Test
  void aTokenIsForItsAudiencesOnly() {
    String token = server.token("bot", "'audiences':['vault']");

    assertThat(server.tokens().holder(token)).isEmpty();
    assertThat(server.tokens().review(token, List.of("vault", "x")))
        .isInstanceOfSatisfying(
            Verdict.Good.class, good -> assertThat(good.audiences()).containsExactly("vault"));
    assertBad(
        token,
        "token audiences [\"vault\"] is invalid for the target audiences [\""
            + ServiceAccountTokens.ISSUER
            + "\"]");
  }

  @Test
  void whatIsChangedOrForeignIsNoToken() {
    String token = server.token("bot", "");
    String[] parts = token.split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String other =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.replace(":bot", ":king").getBytes(StandardCharsets.UTF_8));
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(why(parts[0] + "." + other + "." + parts[2])).contains("cryptographic");
    assertThat(server.tokens().holder(none + "." + parts[1] + ".")).isEmpty();
    for (String text : List.of("", "nonsense", "a.b.c", token + ".x", parts[0] + "..")) {
      assertThat(server.tokens().review(text, List.of())).isEqualTo(new Verdict.Unknown());
    }
  }

  @Test
  void aSecretThatAsksForATokenGetsOneAndGoesWithTheAccount() {
    server.send(
        "POST",
        "secrets",
        "{'metadata':{'name':'old','annotations':{'kubernetes.io/service-account.name':'bot'}},"
            + "'type':'kubernetes.io/service-account-token'}");
    String token = soon().until(() -> held("old"), held -> !held.isEmpty());

    soon().untilAsserted(() -> assertGood(token));
    now.set(Objects.requireNonNull(now.get()).plus(Duration.ofDays(80)));
    assertGood(token);

    server.send("DELETE", "serviceaccounts/bot", "");
    soon()
        .untilAsserted(() ->
            assertThat(Json.text(server.send("GET", "secrets/old", ""), "reason"))
                .isEqualTo("NotFound"));
    assertThat(server.tokens().holder(token)).isEmpty();
  }

  @Test
  void aSecretWhoseTokenWasTakenOutGetsANewOneAndTheOldOneIsGoodNoMore() {
    server.send(
        "POST",
        "secrets",
        "{'metadata':{'name':'old','annotations':{'kubernetes.io/service-account.name':'bot'}},"
            + "'type':'kubernetes.io/service-account-token'}");
    String token = soon().until(() -> held("old"), held -> !held.isEmpty());
    ObjectNode secret = server.send("GET", "secrets/old", "");
    ((ObjectNode) secret.get("data")).put("token", "bm9uc2Vuc2U=");

    server.send("PUT", "secrets/old", secret.toString());

    soon().untilAsserted(() -> assertThat(held("old")).isNotEmpty().isNotEqualTo("nonsense"));
    assertThat(server.tokens().holder(token).isPresent()).isEqualTo(held("old").equals(token));
  }

  @Test
  void theUseOfAStandingTokenIsNotedOnItsSecretOnceADay() {
    askForStandingToken();
    String token = soon().until(() -> held("old"), held -> !held.isEmpty());
    assertThat(lastUsed()).isEmpty();

    soon().untilAsserted(() -> assertGood(token));
    soon().untilAsserted(() -> assertThat(lastUsed()).isEqualTo(day(now.get())));

    now.set(Objects.requireNonNull(now.get()).plus(Duration.ofDays(3)));
    assertGood(token);
    soon().untilAsserted(() -> assertThat(lastUsed()).isEqualTo(day(now.get())));
  }

  @Test
  void aStandingTokenThatIsMarkedAsInvalidIsRefusedUntilTheMarkGoes() {
    askForStandingToken();
    String token = soon().until(() -> held("old"), held -> !held.isEmpty());
    soon().untilAsserted(() -> assertGood(token));

    mark("'2026-01-01'");
    soon()
        .untilAsserted(() ->
            assertBad(
                token,
                "the token in secret default/old for service account default/bot has been marked"
                    + " invalid. Use tokens from the TokenRequest API or manually created"
                    + " secret-based tokens, or remove the 'kubernetes.io/legacy-token-invalid-since'"
                    + " label from the secret to temporarily allow use of this token"));

    mark("null");
    soon().untilAsserted(() -> assertGood(token));
  }

  private void askForStandingToken() {
    server.send(
        "POST",
        "secrets",
        "{'metadata':{'name':'old','annotations':{'kubernetes.io/service-account.name':'bot'}},"
            + "'type':'kubernetes.io/service-account-token'}");
  }

  private void mark(String value) {
    ObjectNode answer =
        server.send(
            "PATCH",
            "secrets/old",
            "{'metadata':{'labels':{'kubernetes.io/legacy-token-invalid-since':" + value + "}}}");
    assertThat(Json.text(answer, "kind")).as(answer.toString()).isEqualTo("Secret");
  }

  private String lastUsed() {
    return Json.text(
        server.send("GET", "secrets/old", ""),
        "metadata",
        "labels",
        "kubernetes.io/legacy-token-last-used");
  }

  private static String day(@Nullable Instant instant) {
    return LocalDate.ofInstant(Objects.requireNonNull(instant), ZoneOffset.UTC).toString();
  }

  @Test
  void admissionSeesRequestsForTokens() {
    server.refuse(
        attributes -> attributes.subresource().equals("token"),
        attributes ->
            "%s %s/%s of %s for %s"
                .formatted(
                    attributes.operation(),
                    attributes.resource(),
                    attributes.subresource(),
                    attributes.name(),
                    Json.at(attributes.object(), "spec", "audiences")));

    assertThat(refusal("{'spec':{}}"))
        .isEqualTo(
            "serviceaccounts \"bot\" is forbidden: CREATE serviceaccounts/token of bot for [\""
                + ServiceAccountTokens.ISSUER
                + "\"]");
    assertThat(refusal("{'spec':{'expirationSeconds':10}}")).contains("less than 10 minutes");
  }

  @Test
  void anOldKeyVerifiesUntilWhatItSignedHasExpired() throws Exception {
    String token = server.token("bot", YEAR);
    String before = server.keys().signing().id();

    now.set(Objects.requireNonNull(now.get()).plus(TokenKeys.SIGNS_FOR).plusSeconds(1));
    server.keys().lookAfter();

    assertThat(server.keys().signing().id()).isNotEqualTo(before);
    assertGood(token);
    assertGood(server.token("bot", ""));

    now.set(
        Objects.requireNonNull(now.get()).plus(TokenKeys.LONGEST_LIFE).plus(Duration.ofDays(2)));
    server.keys().lookAfter();
    soon().untilAsserted(() -> assertThat(server.keys().verifying(before)).isNull());
    assertThat(server.tokens().holder(token)).isEmpty();
  }

  @Test
  void aTokenOfAnOldKeyIsGoodAfterARotationAndARestartUntilItEnds() throws Exception {
    String token = server.token("bot", "'expirationSeconds':7200");
    now.set(Objects.requireNonNull(now.get()).plus(TokenKeys.SIGNS_FOR).minusSeconds(3600));
    String late = server.token("bot", "'expirationSeconds':7200");
    String before = server.keys().signing().id();
    now.set(Objects.requireNonNull(now.get()).plusSeconds(3601));
    server.keys().lookAfter();
    server.close();

    server = new Accounts(directory.resolve("a"), store, now::get);

    assertThat(server.keys().signing().id()).isNotEqualTo(before);
    soon().untilAsserted(() -> assertGood(late));
    assertBad(token, "service account token has expired");
    now.set(Objects.requireNonNull(now.get()).plusSeconds(3600));
    assertBad(late, "service account token has expired");
  }

  @Test
  void serversOfOneStoreKnowEachOthersTokensAndShareNoPrivateKey() throws Exception {
    String token = server.token("bot", "");
    try (Accounts other = new Accounts(directory.resolve("b"), store, now::get)) {
      assertThat(other.tokens().holder(token)).isPresent();
      String theirs = other.token("bot", "");
      soon().untilAsserted(() -> assertGood(theirs));
      assertThat(other.keys().signing().id()).isNotEqualTo(server.keys().signing().id());
    }
    for (Store.Entry entry : store.list(PublishedKey.PREFIX, null, 0, 0).entries()) {
      assertThat(new String(entry.value(), StandardCharsets.UTF_8)).doesNotContain("\"d\"");
    }
  }

  @Test
  void theKeySurvivesARestartAndARevokedOneDoesNot() throws Exception {
    String token = server.token("bot", YEAR);
    String key = server.keys().signing().id();
    Path file = directory.resolve("a/service-account.jwk");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    server.close();

    server = new Accounts(directory.resolve("a"), store, now::get);
    assertThat(server.keys().signing().id()).isEqualTo(key);
    assertGood(token);
    server.close();

    Files.writeString(directory.resolve("a/service-account.revoked"), key + "\n");
    server = new Accounts(directory.resolve("a"), store, now::get);
    assertThat(server.keys().signing().id()).isNotEqualTo(key);
    assertThat(server.tokens().holder(token)).isEmpty();
  }

  @Test
  void aBadRequestForATokenIsRefusedInKubernetesWords() {
    assertThat(refusal("{'spec':{'expirationSeconds':10}}"))
        .isEqualTo(
            "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid"
                + " value: 10: may not specify a duration less than 10 minutes");
    assertThat(refusal("{'metadata':{'name':'x'}}"))
        .isEqualTo(
            "TokenRequest.authentication.k8s.io \"bot\" is invalid: metadata.name: Invalid value:"
                + " \"x\": must match the service account name if specified");
    assertThat(refusal("{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p'}}}"))
        .isEqualTo("pods \"p\" not found");
  }

  private String refusal(String body) {
    return Json.text(server.send("POST", "serviceaccounts/bot/token", body), "message");
  }

  private String held(String secret) {
    String base64 = Json.text(server.send("GET", "secrets/" + secret, ""), "data", "token");
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private String why(String token) {
    return server.tokens().review(token, List.of()) instanceof Verdict.Bad(String why) ? why : "";
  }

  private void assertGood(String token) {
    assertThat(server.tokens().review(token, List.of())).isInstanceOf(Verdict.Good.class);
  }

  private void assertBad(String token, String why) {
    assertThat(server.tokens().review(token, List.of())).isEqualTo(new Verdict.Bad(why));
  }

  private static ConditionFactory soon() {
    return await().atMost(PATIENCE);
  }
}
