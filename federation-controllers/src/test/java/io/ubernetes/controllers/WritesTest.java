package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a workload costs: every write to the federation's store is one too many or one that tells
/// something.
class WritesTest {

  private static final int WORKLOADS = 20;

  @Test
  void aWorkloadIsWrittenFewTimes(@TempDir Path data) throws Exception {
    try (TestFederation federation = new TestFederation(data, "a", "b", "c").start();
        Updates parts = new Updates(federation.member("a").client(), Resources.REPLICA_SETS);
        Updates sources = new Updates(federation.client(), Resources.REPLICA_SETS);
        Updates placements = new Updates(federation.client(), Resources.PLACEMENTS)) {
      federation.namespace("many");
      for (int i = 0; i < WORKLOADS; i++) {
        federation.create("many", "w" + i, 6);
        federation.place("many", "w" + i, "a", 2, "b", 2, "c", 2);
      }
      eventually(() -> {
        assertThat(federation.member("c").client().list(Resources.REPLICA_SETS).items())
            .hasSize(WORKLOADS);
        assertThat(federation.sourceStatus("many", "w" + (WORKLOADS - 1), "replicas")).isZero();
      });
      for (int i = 0; i < WORKLOADS; i++) {
        String name = "w" + i;
        for (String cluster : new String[] {"a", "b", "c"}) {
          eventually(() -> federation.member(cluster).report("many", name, 2));
        }
      }
      for (int i = 0; i < WORKLOADS; i++) {
        String name = "w" + i;
        eventually(() -> {
          assertThat(federation.sourceStatus("many", name, "readyReplicas")).isEqualTo(6);
          assertThat(federation.placementStatus("many", name).conditions())
              .allMatch(condition -> condition.status().equals("True"));
        });
      }
      // What was reported by the test is the only change that a part has seen.
      assertThat(parts.mostOfOne()).isEqualTo(1);
      // The members do not report at one time here, so a status may be written for each of them,
      // after the first one, which tells that nothing is ready yet.
      assertThat(sources.mostOfOne()).isBetween(1, 4);
      assertThat(placements.mostOfOne()).isBetween(1, 4);
      federation.delete("many", "w0", DeleteOptions.BACKGROUND);
      eventually(() -> assertThat(federation.held("a", "many", "w0")).isEqualTo(-1));
    }
  }

  /// Counts how often objects are changed after they were made.
  private static final class Updates implements AutoCloseable {

    private final Informer informer;
    private final Map<NamespacedName, AtomicInteger> counts = new ConcurrentHashMap<>();

    Updates(ApiClient client, ApiResource resource) {
      informer = new Informer(client, resource, InformerOptions.ALL);
      informer.addHandler(
          new ChangeHandler() {
            @Override
            public void onAdd(ApiObject object) {}

            @Override
            public void onUpdate(ApiObject before, ApiObject after) {
              counts.computeIfAbsent(after.key(), key -> new AtomicInteger()).incrementAndGet();
            }

            @Override
            public void onDelete(ApiObject last) {}
          });
      informer.start();
    }

    int mostOfOne() {
      return counts.values().stream().mapToInt(AtomicInteger::get).max().orElse(0);
    }

    @Override
    public void close() {
      informer.close();
    }
  }
}
