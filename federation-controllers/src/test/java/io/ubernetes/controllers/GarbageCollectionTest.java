package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.DeleteOptions.Propagation;
import io.ubernetes.runtime.client.Patch;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// Objects of the federation that own each other.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GarbageCollectionTest {

  private static final String NAMESPACE = "garbage";

  private TestFederation federation;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    federation = new TestFederation(data).start();
    federation.namespace(NAMESPACE);
    federation.namespace("elsewhere");
  }

  @AfterAll
  void close() {
    federation.close();
  }

  private enum Blocks {
    YES,
    NO
  }

  private ApiObject configMap(String name, ApiObject... owners) {
    return owned(ApiResources.CONFIG_MAPS, NAMESPACE, name, Blocks.NO, owners);
  }

  private ApiObject owned(
      ApiResource resource, String namespace, String name, Blocks blocks, ApiObject... owners) {
    ApiObject object = ApiObject.of(resource.kind(), namespace, name);
    for (ApiObject owner : owners) {
      refer(object, owner.apiVersion(), owner.kind(), owner.name(), owner.uid())
          .put("blockOwnerDeletion", blocks == Blocks.YES);
    }
    return federation.client().create(resource, object);
  }

  private static ObjectNode refer(
      ApiObject object, String apiVersion, String kind, String name, String uid) {
    return object
        .metadata()
        .withArray("/ownerReferences")
        .addObject()
        .put("apiVersion", apiVersion)
        .put("kind", kind)
        .put("name", name)
        .put("uid", uid);
  }

  private void delete(ApiObject object, Propagation propagation) {
    federation
        .client()
        .delete(
            ApiResources.CONFIG_MAPS,
            object.key(),
            DeleteOptions.BACKGROUND.withPropagation(propagation));
  }

  private boolean exists(ApiObject object) {
    return federation.client().get(ApiResources.CONFIG_MAPS, object.key()).isPresent();
  }

  private ApiObject read(ApiObject object) {
    return federation.client().get(ApiResources.CONFIG_MAPS, object.key()).orElseThrow();
  }

  private void setFinalizers(ApiObject object, String... finalizers) {
    ObjectNode patch = Json.object();
    var list = patch.putObject("metadata").putArray("finalizers");
    for (String finalizer : finalizers) {
      list.add(finalizer);
    }
    federation.client().patch(ApiResources.CONFIG_MAPS, object.key(), new Patch.Merge(patch));
  }

  @Test
  void whatIsOwnedGoesAfterItsOwnerAndSoOnDown() {
    ApiObject owner = configMap("bg-owner");
    ApiObject child = configMap("bg-child", owner);
    ApiObject grandchild = configMap("bg-grandchild", child);
    delete(owner, Propagation.BACKGROUND);
    assertThat(exists(owner)).isFalse();
    eventually(() -> {
      assertThat(exists(child)).isFalse();
      assertThat(exists(grandchild)).isFalse();
    });
  }

  @Test
  void oneLivingOwnerIsEnoughAndTheOtherIsForgotten() {
    ApiObject first = configMap("two-first");
    ApiObject second = configMap("two-second");
    ApiObject child = configMap("two-child", first, second);
    delete(first, Propagation.BACKGROUND);
    eventually(() -> assertThat(read(child).ownerReferences()).hasSize(1));
    assertThat(read(child).ownerReferences().getFirst().uid()).isEqualTo(second.uid());
    delete(second, Propagation.BACKGROUND);
    eventually(() -> assertThat(exists(child)).isFalse());
  }

  @Test
  void inTheForegroundTheOwnerWaitsForThoseWhoHoldItUp() {
    ApiObject owner = configMap("fg-owner");
    ApiObject holding = owned(ApiResources.CONFIG_MAPS, NAMESPACE, "fg-holding", Blocks.YES, owner);
    setFinalizers(holding, "example.com/wait");
    delete(owner, Propagation.FOREGROUND);
    eventually(() -> assertThat(read(holding).isTerminating()).isTrue());
    assertThat(read(owner).finalizers()).containsExactly("foregroundDeletion");
    setFinalizers(holding);
    eventually(() -> assertThat(exists(owner)).isFalse());
    assertThat(exists(holding)).isFalse();
  }

  @Test
  void orphansStayWithoutTheirOwner() {
    ApiObject owner = configMap("orphan-owner");
    ApiObject child = configMap("orphan-child", owner);
    delete(owner, Propagation.ORPHAN);
    eventually(() -> assertThat(exists(owner)).isFalse());
    assertThat(read(child).ownerReferences()).isEmpty();
  }

  @Test
  void aCircleThatIsDeletedInTheForegroundGoes() {
    ApiObject first = configMap("circle-first");
    ApiObject second =
        owned(ApiResources.CONFIG_MAPS, NAMESPACE, "circle-second", Blocks.YES, first);
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "ConfigMap")
        .put("name", second.name())
        .put("uid", second.uid())
        .put("blockOwnerDeletion", true);
    federation.client().patch(ApiResources.CONFIG_MAPS, first.key(), new Patch.Merge(patch));
    delete(first, Propagation.FOREGROUND);
    eventually(() -> {
      assertThat(exists(first)).isFalse();
      assertThat(exists(second)).isFalse();
    });
  }

  @Test
  void anOwnerOfAnotherUidOrNamespaceIsNoOwner() {
    ApiObject owner = configMap("other-owner");
    ApiObject wrongUid = ApiObject.of(ApiResources.CONFIG_MAPS.kind(), NAMESPACE, "other-uid");
    refer(wrongUid, "v1", "ConfigMap", owner.name(), "00000000-0000-0000-0000-000000000001");
    ApiObject elsewhere = owned(ApiResources.CONFIG_MAPS, "elsewhere", "child", Blocks.NO, owner);
    ApiObject created = federation.client().create(ApiResources.CONFIG_MAPS, wrongUid);
    eventually(() -> {
      assertThat(exists(created)).isFalse();
      assertThat(exists(elsewhere)).isFalse();
    });
    assertThat(exists(owner)).isTrue();
  }

  @Test
  void anOwnerOfTheWholeClusterOwnsObjectsInNamespaces() {
    ApiObject owner =
        federation
            .client()
            .create(
                Resources.NAMESPACES,
                ApiObject.of(Resources.NAMESPACES.kind(), "", "cluster-owner"));
    ApiObject child = configMap("of-cluster", owner);
    ApiObject marker = markGone("marker-1");
    eventually(() -> assertThat(exists(marker)).isFalse());
    assertThat(exists(child)).isTrue();
    federation.client().delete(Resources.NAMESPACES, NamespacedName.clusterScoped("cluster-owner"));
    eventually(() -> assertThat(exists(child)).isFalse());
  }

  @Test
  void whatIsOwnedByAKindThatNobodyServesStays() {
    ApiObject child = ApiObject.of(ApiResources.CONFIG_MAPS.kind(), NAMESPACE, "of-unknown");
    refer(child, "example.com/v1", "Widget", "w", "00000000-0000-0000-0000-000000000002");
    ApiObject created = federation.client().create(ApiResources.CONFIG_MAPS, child);
    ApiObject outOfReach = ApiObject.of(Resources.NAMESPACES.kind(), "", "out-of-reach");
    refer(outOfReach, "v1", "ConfigMap", "x", "00000000-0000-0000-0000-000000000003");
    ApiObject namespace = federation.client().create(Resources.NAMESPACES, outOfReach);
    ApiObject marker = markGone("marker-2");
    eventually(() -> assertThat(exists(marker)).isFalse());
    assertThat(exists(created)).isTrue();
    assertThat(federation.client().get(Resources.NAMESPACES, namespace.key()))
        .hasValueSatisfying(there -> assertThat(there.isTerminating()).isFalse());
    eventually(() ->
        assertThat(federation.client().list(ApiResources.EVENTS).items())
            .anyMatch(event ->
                Json.text(event.json(), "reason").equals("OwnerRefInvalidNamespace")
                    && Json.text(event.json(), "regarding", "name").equals("out-of-reach")));
  }

  @Test
  void aPlacementGoesWhenNoPolicySelectsItsObjectAnyMoreAndTheObjectStays() {
    ApiObject kept = placement(configMap("selected"), "NoClusters");
    ApiObject config = configMap("not-selected");
    ApiObject withdrawn = placement(config, "NotSelected");
    eventually(() -> assertThat(isThere(withdrawn)).isFalse());
    ApiObject later = placement(configMap("not-for-long"), "NoClusters");
    assertThat(isThere(later)).isTrue();
    later.json().withObject("/spec/shortage").put("reason", "NotSelected");
    later.metadata().remove("resourceVersion");
    federation.client().update(Resources.PLACEMENTS, later);
    eventually(() -> assertThat(isThere(later)).isFalse());
    assertThat(exists(config)).isTrue();
    assertThat(isThere(kept)).isTrue();
  }

  private boolean isThere(ApiObject placement) {
    return federation.client().get(Resources.PLACEMENTS, placement.key()).isPresent();
  }

  /// Of an object that goes nowhere.
  private ApiObject placement(ApiObject object, String why) {
    ApiObject placement =
        ApiObject.of(Resources.PLACEMENTS.kind(), NAMESPACE, "configmaps.core." + object.name());
    refer(placement, object.apiVersion(), object.kind(), object.name(), object.uid());
    ObjectNode spec = placement.json().putObject("spec");
    spec.put("targetGeneration", 1).putArray("destClusters");
    spec.putObject("target")
        .put("apiVersion", object.apiVersion())
        .put("kind", object.kind())
        .put("name", object.name())
        .put("uid", object.uid());
    spec.putObject("shortage").put("reason", why).put("message", "so it is");
    return federation.client().create(Resources.PLACEMENTS, placement);
  }

  /// An object whose owner never was: when it is gone, the collector has had its turn on what came
  /// before.
  private ApiObject markGone(String name) {
    ApiObject marker = ApiObject.of(ApiResources.CONFIG_MAPS.kind(), NAMESPACE, name);
    refer(marker, "v1", "ConfigMap", "never", "00000000-0000-0000-0000-000000000004");
    return federation.client().create(ApiResources.CONFIG_MAPS, marker);
  }
}
