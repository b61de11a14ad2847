package io.ubernetes.controllers.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.TargetReference;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

class ShrinkPropertyTest {

  /// One cluster: what it holds, how much of that is ready, and what is decided for it.
  record Share(int held, int ready, int wanted) {}

  @Provide
  Arbitrary<List<Share>> shares() {
    Arbitrary<Integer> count = Arbitraries.integers().between(0, 12);
    return Combinators.combine(count, count, count)
        .as((held, ready, wanted) -> new Share(held, Math.min(held, ready), wanted))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static Target target(List<Share> shares, int asked) {
    List<DestCluster> destinations = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      if (shares.get(i).wanted() > 0) {
        destinations.add(new DestCluster("c" + i, shares.get(i).wanted()));
      }
    }
    int placed = shares.stream().mapToInt(Share::wanted).sum();
    PlacementSpec spec =
        new PlacementSpec(
            new TargetReference("apps/v1", "ReplicaSet", "web", "uid"),
            1,
            asked,
            destinations,
            asked - placed,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            false);
    ApiObject placement = ApiObject.of(Federation.PLACEMENT, "default", "replicasets.apps.web");
    placement.json().set("spec", Json.MAPPER.<JsonNode>valueToTree(spec));
    return Target.of(placement).orElseThrow();
  }

  private static ApiObject part(Share share, int askedBefore) {
    ApiObject part =
        ApiObject.of(new GroupVersionKind("apps", "v1", "ReplicaSet"), "default", "web");
    part.metadata()
        .putObject("annotations")
        .put(Ownership.ASKED_ANNOTATION, Integer.toString(askedBefore));
    part.json().putObject("spec").put("replicas", share.held());
    part.json().putObject("status").put("readyReplicas", share.ready());
    return part;
  }

  private static int keep(List<Share> shares, int index, int asked, int askedBefore) {
    Share own = shares.get(index);
    return Shrink.keep(
        target(shares, asked),
        "c" + index,
        part(own, askedBefore),
        cluster -> shares.get(Integer.parseInt(cluster.substring(1))).ready());
  }

  /// ReplicaSet controllers take pods away that are not ready first.
  @Property(tries = 2000)
  void aMoveNeverTakesReadyReplicasAwayThatAreNeeded(@ForAll("shares") List<Share> shares) {
    int asked = shares.stream().mapToInt(Share::wanted).sum();
    int before = shares.stream().mapToInt(Share::ready).sum();
    int after = 0;
    for (int i = 0; i < shares.size(); i++) {
      after += Math.min(shares.get(i).ready(), keep(shares, i, asked, asked));
    }
    assertThat(after).isGreaterThanOrEqualTo(Math.min(asked, before));
  }

  @Property(tries = 1000)
  void nothingIsKeptBelowTheDecisionNorGrownBeyondIt(@ForAll("shares") List<Share> shares) {
    int asked = shares.stream().mapToInt(Share::wanted).sum();
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      assertThat(keep(shares, i, asked, asked))
          .isBetween(share.wanted(), Math.max(share.wanted(), share.held()));
    }
  }

  @Property(tries = 1000)
  void whenAllThatIsWantedIsReadyNothingMoreIsKept(@ForAll("shares") List<Share> shares) {
    List<Share> ready =
        shares.stream()
            .map(s -> new Share(Math.max(s.held(), s.wanted()), s.wanted(), s.wanted()))
            .toList();
    int asked = ready.stream().mapToInt(Share::wanted).sum();
    for (int i = 0; i < ready.size(); i++) {
      assertThat(keep(ready, i, asked, asked)).isEqualTo(ready.get(i).wanted());
    }
  }

  /// A user who asks for less, where no cluster has to start any more, gets it at once.
  @Property(tries = 1000)
  void whatTheUserTakesAwayIsNotWaitedFor(@ForAll("shares") List<Share> shares) {
    List<Share> shrinking =
        shares.stream()
            .map(s -> new Share(Math.max(s.held(), s.wanted()), s.ready(), s.wanted()))
            .toList();
    int before = shrinking.stream().mapToInt(Share::held).sum();
    int asked = shrinking.stream().mapToInt(Share::wanted).sum();
    for (int i = 0; i < shrinking.size(); i++) {
      assertThat(keep(shrinking, i, asked, before)).isEqualTo(shrinking.get(i).wanted());
    }
  }

  @Example
  void oldReplicasGoOneByOneAsNewOnesBecomeReady() {
    for (int ready = 0; ready <= 5; ready++) {
      List<Share> shares = List.of(new Share(5, 5, 0), new Share(5, ready, 5));
      assertThat(keep(shares, 0, 5, 5)).isEqualTo(5 - ready);
    }
  }
}
