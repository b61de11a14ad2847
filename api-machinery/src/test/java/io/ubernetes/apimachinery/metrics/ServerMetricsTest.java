package io.ubernetes.apimachinery.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerMetricsTest {
  private static final RequestKind LIST =
      new RequestKind("LIST", "apps", "v1", "replicasets", "", "namespace");
  private static final RequestKind WATCH =
      new RequestKind("WATCH", "apps", "v1", "replicasets", "", "cluster");
  private static final String LIST_LABELS =
      "group=\"apps\",resource=\"replicasets\",scope=\"namespace\",subresource=\"\",verb=\"LIST\","
          + "version=\"v1\"";

  private final ServerMetrics metrics = new ServerMetrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void requestsAreCountedByWhatTheyAskForAndTheirCode() {
    metrics.begin(LIST).end(200);
    metrics.begin(LIST).end(200);
    metrics.begin(LIST).end(410);

    assertThat(lines())
        .contains(
            "apiserver_request_total{code=\"200\"," + LIST_LABELS + "} 2.0",
            "apiserver_request_total{code=\"410\"," + LIST_LABELS + "} 1.0",
            "apiserver_request_duration_seconds_count{" + LIST_LABELS + "} 3");
    assertThat(lines())
        .anyMatch(line ->
            line.startsWith("apiserver_request_duration_seconds_bucket{")
                && line.endsWith("le=\"60.0\"} 3"));
  }

  @Test
  void requestsInProgressAreShownByKind() {
    ServerMetrics.Running read = metrics.begin(LIST);
    ServerMetrics.Running write =
        metrics.begin(new RequestKind("POST", "", "v1", "configmaps", "", "resource"));

    assertThat(lines())
        .contains(
            "apiserver_current_inflight_requests{request_kind=\"readOnly\"} 1.0",
            "apiserver_current_inflight_requests{request_kind=\"mutating\"} 1.0");
    read.end(200);
    write.end(201);
    assertThat(lines())
        .contains(
            "apiserver_current_inflight_requests{request_kind=\"readOnly\"} 0.0",
            "apiserver_current_inflight_requests{request_kind=\"mutating\"} 0.0");
  }

  @Test
  void openWatchesAreShownAndTheirLengthIsNoLatency() {
    Runnable first = metrics.beginStream(WATCH);
    Runnable second = metrics.beginStream(WATCH);
    metrics.begin(WATCH).end(200);

    assertThat(lines())
        .contains(
            "apiserver_longrunning_requests{group=\"apps\",resource=\"replicasets\","
                + "scope=\"cluster\",subresource=\"\",verb=\"WATCH\",version=\"v1\"} 2.0");
    first.run();
    second.run();
    assertThat(text())
        .contains("subresource=\"\",verb=\"WATCH\",version=\"v1\"} 0.0")
        .doesNotContain("apiserver_request_duration_seconds_count");
  }

  @Test
  void whatClientsInventDoesNotFillTheMemory() {
    for (int i = 0; i < 10_000; i++) {
      metrics.begin(new RequestKind("GET", "", "v1", "invented" + i, "", "resource")).end(404);
    }
    metrics.begin(new RequestKind("BREW", "", "", "", "", "")).end(405);

    assertThat(lines().stream().filter(line -> line.startsWith("apiserver_request_total")))
        .hasSizeBetween(4_000, 4_010)
        .anyMatch(line -> line.contains("verb=\"other\""));
  }

  @Test
  void manyThreadsCountRight() {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        threads.execute(() -> {
          for (int i = 0; i < 10_000; i++) {
            metrics.begin(LIST).end(200);
          }
        });
      }
    }

    assertThat(lines())
        .contains("apiserver_request_total{code=\"200\"," + LIST_LABELS + "} 40000.0");
  }

  @Test
  void theProcessAndOtherPartsAreShownToo() {
    metrics.gauge("ubernetes.cache.objects", "Objects in the cache", () -> 17);

    assertThat(text())
        .contains("\nprocess_cpu_seconds_total ")
        .contains("\nprocess_start_time_seconds ")
        .contains("\nprocess_resident_memory_bytes ")
        .contains("\njvm_memory_used_bytes{")
        .contains("\n# HELP ubernetes_cache_objects Objects in the cache\n")
        .contains("\nubernetes_cache_objects 17.0\n");
  }

  private String text() {
    return "\n" + new String(metrics.scrape(), StandardCharsets.UTF_8);
  }

  private List<String> lines() {
    return text().lines().toList();
  }
}
