package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informers;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// Every decision that the scheduler has stored while this was open, in its order. Thread-safe.
final class PlacementLog implements AutoCloseable {

  private final Informers informers;
  private final Queue<PlacementSpec> decisions = new ConcurrentLinkedQueue<>();

  /// How many replicas each cluster gets; clusters without any are left out.
  record Split(Map<String, Integer> replicas) {
    Split {
      replicas = new TreeMap<>(replicas);
    }

    static Split of(PlacementSpec spec) {
      return new Split(
          spec.destClusters().stream()
              .collect(
                  Collectors.toMap(
                      PlacementSpec.DestCluster::cluster,
                      dest -> Objects.requireNonNull(dest.replicas()))));
    }

    int total() {
      return replicas.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  PlacementLog(ApiClient client) {
    informers = new Informers(client);
    informers
        .informer(ApiResources.PLACEMENTS)
        .addHandler(
            new ChangeHandler() {
              @Override
              public void onAdd(ApiObject placement) {
                note(placement);
              }

              @Override
              public void onUpdate(ApiObject before, ApiObject after) {
                note(after);
              }

              @Override
              public void onDelete(ApiObject last) {}
            });
  }

  private void note(ApiObject placement) {
    decisions.add(Federation.spec(placement, PlacementSpec.class));
  }

  /// At no moment were more or fewer replicas asked for than the object did.
  void assertEveryDecisionAddsUp() {
    assertThat(decisions)
        .isNotEmpty()
        .allSatisfy(spec -> {
          int unplaced = spec.unplaced() == null ? 0 : spec.unplaced();
          assertThat(Split.of(spec).total() + unplaced).as("%s", spec).isEqualTo(spec.replicas());
        });
  }

  @Override
  public void close() {
    informers.close();
  }
}
