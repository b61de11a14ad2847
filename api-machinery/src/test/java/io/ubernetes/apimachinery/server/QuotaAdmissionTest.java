package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Quotas refuse what exceeds them, in Kubernetes' words, whoever asks at the same time. The test
/// plays the quota controller, which gives a quota its first status.
class QuotaAdmissionTest extends OnAServer {

  private static final String CORE = "/api/v1/namespaces/default/";
  private static final String MAPS = CORE + "configmaps";

  private void quota(String name, String hard, String used) {
    Answer created =
        server.post(
            CORE + "resourcequotas",
            """
            {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"%s"},
             "spec":{"hard":%s}}
            """
                .formatted(name, hard));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    Answer counted =
        server.patch(
            CORE + "resourcequotas/" + name + "/status",
            "application/merge-patch+json",
            "{\"status\":{\"hard\":%s,\"used\":%s}}".formatted(hard, used));
    assertThat(counted.status()).as(counted.text()).isEqualTo(200);
    String version = counted.text("metadata", "resourceVersion");
    await()
        .until(() ->
            server
                .get(CORE + "resourcequotas?resourceVersion=0")
                .text()
                .contains("\"resourceVersion\":\"" + version + "\""));
  }

  private String used(String quota, String resource) {
    return server
        .get(CORE + "resourcequotas/" + quota)
        .json()
        .path("status")
        .path("used")
        .path(resource)
        .asString();
  }

  private static String map(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}"
        .formatted(name);
  }

  @Test
  void whatExceedsAQuotaIsRefusedAndWhatDoesNotIsCounted() {
    quota(
        "q",
        "{\"configmaps\":\"2\",\"count/configmaps\":\"5\"}",
        "{\"configmaps\":\"1\",\"count/configmaps\":\"1\"}");
    assertThat(server.post(MAPS, map("a")).status()).isEqualTo(201);
    assertThat(used("q", "configmaps")).isEqualTo("2");
    assertThat(used("q", "count/configmaps")).isEqualTo("2");
    Answer refused = server.post(MAPS, map("b"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("reason")).isEqualTo("Forbidden");
    assertThat(refused.text("message"))
        .isEqualTo(
            "configmaps \"b\" is forbidden: exceeded quota: q, requested: configmaps=1, used:"
                + " configmaps=2, limited: configmaps=2");
    assertThat(used("q", "count/configmaps")).isEqualTo("2");
  }

  @Test
  void aDryRunIsRefusedTooButNotCounted() {
    quota("q", "{\"secrets\":\"1\"}", "{\"secrets\":\"0\"}");
    String secret = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"}}";
    assertThat(server.post(CORE + "secrets?dryRun=All", secret).status()).isEqualTo(201);
    assertThat(used("q", "secrets")).isEqualTo("0");
    assertThat(server.post(CORE + "secrets", secret).status()).isEqualTo(201);
    assertThat(used("q", "secrets")).isEqualTo("1");
    assertThat(
            server
                .post(CORE + "secrets?dryRun=All", secret.replace("\"s\"", "\"t\""))
                .text("message"))
        .startsWith("secrets \"t\" is forbidden: exceeded quota: q");
  }

  @Test
  void ofManyWritersAtTheLimitExactlySoManyGetThrough() throws Exception {
    quota("q", "{\"count/configmaps\":\"7\"}", "{\"count/configmaps\":\"0\"}");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> writers =
          IntStream.range(0, 20)
              .<Callable<Integer>>mapToObj(i -> () -> server.post(MAPS, map("m" + i)).status())
              .toList();
      int created = 0;
      for (Future<Integer> status : threads.invokeAll(writers)) {
        assertThat(status.get()).isIn(201, 403);
        created += status.get() == 201 ? 1 : 0;
      }
      assertThat(created).isEqualTo(7);
    }
    assertThat(used("q", "count/configmaps")).isEqualTo("7");
  }

  @Test
  void whenOneOfSeveralQuotasRefusesTheOthersAreNotCharged() {
    quota("a", "{\"count/configmaps\":\"9\"}", "{\"count/configmaps\":\"0\"}");
    quota("b", "{\"configmaps\":\"0\"}", "{\"configmaps\":\"0\"}");
    assertThat(server.post(MAPS, map("x")).status()).isEqualTo(403);
    assertThat(used("a", "count/configmaps")).isEqualTo("0");
  }

  @Test
  void aServiceThatBecomesANodePortIsCountedAsOne() {
    quota(
        "q",
        "{\"services\":\"5\",\"services.nodeports\":\"1\"}",
        "{\"services\":\"0\",\"services.nodeports\":\"0\"}");
    String service =
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},
         "spec":{"ports":[{"name":"a","port":80},{"name":"b","port":81}],"type":"ClusterIP"}}
        """;
    Answer created = server.post(CORE + "services", service);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    Answer refused =
        server.patch(
            CORE + "services/s",
            "application/merge-patch+json",
            "{\"spec\":{\"type\":\"NodePort\"}}");
    assertThat(refused.text("message"))
        .isEqualTo(
            "services \"s\" is forbidden: exceeded quota: q, requested: services.nodeports=2, used:"
                + " services.nodeports=0, limited: services.nodeports=1");
  }

  @Test
  void aQuotaThatNobodyHasCountedYetSaysSo() {
    quota("q", "{\"configmaps\":\"2\"}", "{}");
    assertThat(server.post(MAPS, map("a")).text("message"))
        .isEqualTo(
            "configmaps \"a\" is forbidden: status unknown for quota: q, resources: configmaps");
  }
}
