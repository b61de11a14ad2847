package io.ubernetes.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiResources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// How a namespace tells why it is still there.
class DeletionConditionsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.5Z");

  private static final ApiObject NAMESPACE = ApiObject.of(Resources.NAMESPACES.kind(), "", "going");

  private static JsonNode condition(ApiObject told, String type) {
    JsonNode conditions = told.json().path("status").path("conditions");
    return conditions
        .valueStream()
        .filter(c -> Json.text(c, "type").equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSays(ApiObject told, String type, String... statusReasonMessage) {
    JsonNode condition = condition(told, type);
    assertThat(
            List.of(
                Json.text(condition, "status"),
                Json.text(condition, "reason"),
                Json.text(condition, "message")))
        .containsExactly(statusReasonMessage);
  }

  @Test
  void whatRemainsIsCountedByKindAndByFinalizer() {
    Remaining left = new Remaining(Map.of());
    left.add(ApiResources.CONFIG_MAPS, List.of("example.com/a"));
    left.add(ApiResources.CONFIG_MAPS, List.of());
    left.add(ApiResources.REPLICA_SETS, List.of("example.com/a"));
    ApiObject told = DeletionConditions.told(NAMESPACE, left, NOW).orElseThrow();
    assertSays(
        told,
        "NamespaceContentRemaining",
        "True",
        "SomeResourcesRemain",
        "Some resources are remaining: configmaps. has 2 resource instances, replicasets.apps has"
            + " 1 resource instances");
    assertSays(
        told,
        "NamespaceFinalizersRemaining",
        "True",
        "SomeFinalizersRemain",
        "Some content in the namespace has finalizers remaining: example.com/a in 2 resource"
            + " instances");
    assertThat(Json.text(condition(told, "NamespaceContentRemaining"), "lastTransitionTime"))
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void whatCouldNotBeFoundOrDeletedIsSaidAndKeepsTheNamespace() {
    Remaining left = new Remaining(Map.of("example.com/v1", "broken"));
    left.failed("refused");
    assertThat(left.isEmpty()).isFalse();
    ApiObject told = DeletionConditions.told(NAMESPACE, left, NOW).orElseThrow();
    assertSays(
        told,
        "NamespaceDeletionDiscoveryFailure",
        "True",
        "DiscoveryFailed",
        "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of"
            + " server APIs: example.com/v1: broken");
    assertSays(
        told,
        "NamespaceDeletionContentFailure",
        "True",
        "ContentDeletionFailed",
        "Failed to delete all resource types, 1 remaining: refused");
    assertSays(
        told,
        "NamespaceContentRemaining",
        "False",
        "ContentRemoved",
        "All content successfully removed");
  }

  @Test
  void nothingIsWrittenTwiceAndATransitionIsTimedOnce() {
    Remaining left = new Remaining(Map.of());
    left.add(ApiResources.CONFIG_MAPS, List.of());
    ApiObject told = DeletionConditions.told(NAMESPACE, left, NOW).orElseThrow();
    assertThat(DeletionConditions.told(told, left, NOW.plusSeconds(9))).isEmpty();
    left.add(ApiResources.CONFIG_MAPS, List.of());
    Optional<ApiObject> again = DeletionConditions.told(told, left, NOW.plusSeconds(9));
    assertThat(
            Json.text(
                condition(again.orElseThrow(), "NamespaceContentRemaining"), "lastTransitionTime"))
        .isEqualTo("2026-01-01T00:00:00Z");
  }
}
