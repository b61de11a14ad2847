package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.DeleteOptions.Propagation;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of the members' objects when the federation's are deleted.
class DeletionTest extends OnTwoMembers {

  private void placed(String namespace) {
    federation.namespace(namespace);
    federation.create(namespace, "web", 5);
    federation.place(namespace, "web", "a", 2, "b", 3);
    eventually(() -> {
      assertThat(federation.held("a", namespace, "web")).isEqualTo(2);
      assertThat(federation.held("b", namespace, "web")).isEqualTo(3);
    });
  }

  private void awaitGone(String namespace) {
    eventually(() -> {
      assertThat(federation.held("a", namespace, "web")).isEqualTo(-1);
      assertThat(federation.held("b", namespace, "web")).isEqualTo(-1);
      assertThat(federation.placement(namespace, "web")).isEmpty();
    });
  }

  private Optional<ApiObject> namespace(String cluster, String name) {
    return federation
        .member(cluster)
        .client()
        .get(Resources.NAMESPACES, NamespacedName.clusterScoped(name));
  }

  @Test
  void inTheBackgroundTheObjectGoesAtOnceAndItsPartsSoon() {
    placed("background");
    federation.delete("background", "web", DeleteOptions.BACKGROUND);
    assertThat(
            federation
                .client()
                .get(Resources.REPLICA_SETS, new NamespacedName("background", "web")))
        .isEmpty();
    awaitGone("background");
  }

  @Test
  void inTheForegroundTheObjectGoesLast() {
    placed("foreground");
    federation.delete(
        "foreground", "web", DeleteOptions.BACKGROUND.withPropagation(Propagation.FOREGROUND));
    eventually(() ->
        assertThat(
                federation
                    .client()
                    .get(Resources.REPLICA_SETS, new NamespacedName("foreground", "web")))
            .isEmpty());
    assertThat(federation.placement("foreground", "web")).isEmpty();
    assertThat(federation.held("a", "foreground", "web")).isEqualTo(-1);
    assertThat(federation.held("b", "foreground", "web")).isEqualTo(-1);
  }

  @Test
  void orphansKeepRunningWithoutTheMarks() {
    placed("orphans");
    federation.delete(
        "orphans", "web", DeleteOptions.BACKGROUND.withPropagation(Propagation.ORPHAN));
    eventually(() -> {
      assertThat(federation.placement("orphans", "web")).isEmpty();
      assertThat(
              federation.client().get(Resources.REPLICA_SETS, new NamespacedName("orphans", "web")))
          .isEmpty();
    });
    assertThat(federation.held("a", "orphans", "web")).isEqualTo(2);
    assertThat(federation.held("b", "orphans", "web")).isEqualTo(3);
    ApiObject left = federation.member("a").replicaSet("orphans", "web").orElseThrow();
    assertThat(left.labels())
        .containsEntry("tier", "front")
        .doesNotContainKey(Federation.MANAGED_LABEL);
    assertThat(left.annotations().keySet())
        .noneMatch(annotation -> annotation.startsWith(Federation.GROUP));
  }

  @Test
  void anObjectOfTheSameNameCanFollowAtOnce() {
    placed("again");
    federation.delete("again", "web", DeleteOptions.BACKGROUND);
    ApiObject second = federation.create("again", "web", 4);
    eventually(() -> assertThat(federation.placement("again", "web")).isEmpty());
    federation.place("again", "web", "a", 4);
    eventually(() -> {
      assertThat(federation.held("a", "again", "web")).isEqualTo(4);
      assertThat(federation.held("b", "again", "web")).isEqualTo(-1);
      assertThat(federation.member("a").replicaSet("again", "web").orElseThrow().annotations())
          .containsEntry(Federation.SOURCE_UID_ANNOTATION, second.uid());
    });
  }

  @Test
  void aNamespaceGoesWithAllThatIsInItAndInTheMembersIfItWasMadeForIt() {
    federation
        .member("b")
        .client()
        .create(Resources.NAMESPACES, ApiObject.of(Resources.NAMESPACES.kind(), "", "whole"));
    placed("whole");
    ApiObject config = ApiObject.of(Resources.CONFIG_MAPS.kind(), "whole", "settings");
    federation.client().create(Resources.CONFIG_MAPS, config);
    ApiObject precious = ApiObject.of(Resources.CONFIG_MAPS.kind(), "whole", "precious");
    federation.member("b").client().create(Resources.CONFIG_MAPS, precious);
    federation.client().delete(Resources.NAMESPACES, NamespacedName.clusterScoped("whole"));
    eventually(() ->
        assertThat(
                federation
                    .client()
                    .get(Resources.NAMESPACES, NamespacedName.clusterScoped("whole")))
            .isEmpty());
    eventually(() -> {
      assertThat(federation.held("a", "whole", "web")).isEqualTo(-1);
      assertThat(federation.held("b", "whole", "web")).isEqualTo(-1);
      assertThat(namespace("a", "whole").map(ApiObject::isTerminating).orElse(true)).isTrue();
    });
    assertThat(namespace("b", "whole").orElseThrow().isTerminating()).isFalse();
    assertThat(
            federation
                .member("b")
                .client()
                .get(Resources.CONFIG_MAPS, new NamespacedName("whole", "precious")))
        .isPresent();
    eventually(() -> assertThat(tombstones()).isZero());
  }

  private long tombstones() {
    return federation.client().list(Resources.CONFIG_MAPS).items().stream()
        .filter(object -> object.name().startsWith("tombstone."))
        .count();
  }

  @Test
  void aDeadMemberHoldsUpNeitherAnotherNorADeletionAndLetsGoWhenItReturns() throws Exception {
    placed("dead");
    federation.member("b").stop();
    federation.namespace("meanwhile");
    federation.create("meanwhile", "web", 2);
    federation.place("meanwhile", "web", "a", 1, "b", 1);
    eventually(() -> assertThat(federation.held("a", "meanwhile", "web")).isEqualTo(1));
    federation.delete("dead", "web", DeleteOptions.BACKGROUND);
    eventually(() -> assertThat(federation.placement("dead", "web")).isEmpty());
    assertThat(federation.held("a", "dead", "web")).isEqualTo(-1);
    federation.client().delete(Resources.NAMESPACES, NamespacedName.clusterScoped("dead"));
    eventually(() ->
        assertThat(
                federation.client().get(Resources.NAMESPACES, NamespacedName.clusterScoped("dead")))
            .isEmpty());
    federation.member("b").open();
    eventually(() -> {
      assertThat(federation.held("b", "dead", "web")).isEqualTo(-1);
      assertThat(namespace("b", "dead").map(ApiObject::isTerminating).orElse(true)).isTrue();
      assertThat(federation.held("b", "meanwhile", "web")).isEqualTo(1);
      assertThat(tombstones()).isZero();
    });
  }

  @Test
  void orphansOfADeadMemberAreReleasedWhenItReturns() throws Exception {
    placed("dead-orphans");
    federation.member("b").stop();
    federation.delete(
        "dead-orphans", "web", DeleteOptions.BACKGROUND.withPropagation(Propagation.ORPHAN));
    eventually(() -> assertThat(federation.placement("dead-orphans", "web")).isEmpty());
    federation.member("b").open();
    eventually(() ->
        assertThat(federation.member("b").replicaSet("dead-orphans", "web").orElseThrow().labels())
            .doesNotContainKey(Federation.MANAGED_LABEL));
    assertThat(federation.held("b", "dead-orphans", "web")).isEqualTo(3);
  }

  @Test
  void whatADeadMemberStillHoldsMakesWayForAnObjectThatCannotTakeItOver() throws Exception {
    placed("other-selector");
    federation.member("b").stop();
    federation.delete("other-selector", "web", DeleteOptions.BACKGROUND);
    eventually(() -> assertThat(federation.placement("other-selector", "web")).isEmpty());
    ApiObject next = TestFederation.replicaSet("other-selector", "web", 3);
    next.json().withObject("/spec/selector/matchLabels").put("app", "next");
    next.json().withObject("/spec/template/metadata/labels").put("app", "next");
    String uid = federation.client().create(Resources.REPLICA_SETS, next).uid();
    federation.place("other-selector", "web", "b", 3);
    federation.member("b").open();
    eventually(() -> {
      ApiObject part = federation.member("b").replicaSet("other-selector", "web").orElseThrow();
      assertThat(part.annotations()).containsEntry(Federation.SOURCE_UID_ANNOTATION, uid);
      assertThat(part.json().at("/spec/selector/matchLabels/app").asString()).isEqualTo("next");
    });
    eventually(() -> assertThat(tombstones()).isZero());
  }

  @Test
  void aLeftoverIsRemovedOnlyWhenItsObjectIsSurelyGone() {
    placed("leftover");
    federation.stop();
    // Without controllers nobody works the finalizer off: it is taken away by force.
    federation.delete("leftover", "web", DeleteOptions.BACKGROUND);
    ApiObject placement = federation.placement("leftover", "web").orElseThrow();
    placement.metadata().remove("finalizers");
    federation.client().update(Resources.PLACEMENTS, placement);
    federation.client().delete(Resources.PLACEMENTS, placement.key());
    federation.create("leftover", "other", 1);
    federation.place("leftover", "other", "a", 1);
    assertThat(federation.held("a", "leftover", "web")).isEqualTo(2);
    restart();
    eventually(() -> {
      assertThat(federation.held("a", "leftover", "web")).isEqualTo(-1);
      assertThat(federation.held("b", "leftover", "web")).isEqualTo(-1);
      assertThat(federation.held("a", "leftover", "other")).isEqualTo(1);
    });
  }

  private void restart() {
    try {
      federation.start();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
