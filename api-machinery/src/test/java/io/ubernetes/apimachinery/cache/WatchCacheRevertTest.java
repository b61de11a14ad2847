package io.ubernetes.apimachinery.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.storage.etcd.EtcdProcess;
import io.ubernetes.apimachinery.storage.etcd.EtcdStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A cache over an etcd that is put back to an earlier state: nothing is shown that is not there.
class WatchCacheRevertTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void whatIsLostIsNotShownAndWatchersMustListAgain() {
    try (EtcdProcess etcd = EtcdProcess.start();
        EtcdStore store = EtcdStore.connect(etcd.endpoint());
        WatchCache cache = new WatchCache(store, TestObjects.type("configmaps"))) {
      TestObjects objects = TestObjects.configMaps(store);
      cache.start();
      assertThat(cache.awaitReady(PATIENCE)).isTrue();
      var _ = objects.put("a", "kept", Map.of());
      etcd.backUp();
      var _ = objects.put("a", "same-place", Map.of("when", "before"));
      var _ = objects.put("a", "lost", Map.of());
      assertThat(namesWhenFresh(cache)).containsExactly("kept", "lost", "same-place");
      RecordingSink sink = new RecordingSink();
      try (Subscription _ = cache.watch(WatchRequest.from(new WatchRequest.Start.Now()), sink)) {

        etcd.restoreBackup();

        await()
            .atMost(PATIENCE)
            .ignoreExceptions() // until everything is read anew, reads fail
            .untilAsserted(() -> assertThat(namesWhenFresh(cache)).containsExactly("kept"));
        await().atMost(PATIENCE).until(() -> sink.error() != null);
        // The same revision again, for another object of the same name.
        var _ = objects.put("a", "same-place", Map.of("when", "after"));
        assertThat(namesWhenFresh(cache)).containsExactly("kept", "same-place");
        assertThat(cache.snapshot().objects())
            .extracting(object -> object.tree().toString())
            .anyMatch(json -> json.contains("after"))
            .noneMatch(json -> json.contains("before"));
      }
    }
  }

  private static List<String> namesWhenFresh(WatchCache cache) {
    List<String> names = new ArrayList<>();
    cache.fresh(Duration.ofSeconds(10)).objects().forEach(o -> names.add(o.key().name()));
    return names;
  }
}
