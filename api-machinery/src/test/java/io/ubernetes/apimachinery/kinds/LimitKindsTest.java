package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.resource.ResourceType;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Quotas, limits, claims of storage and its classes.
class LimitKindsTest {

  private static final ResourceType QUOTA = ResourceQuotaKind.type();
  private static final ResourceType RANGE = LimitRangeKind.type();
  private static final ResourceType CLAIM = PersistentVolumeClaimKind.type();
  private static final ResourceType CLASS = StorageClassKind.type();

  private static String object(ResourceType type, String spec) {
    return "{'apiVersion': 'v1', 'kind': '%s', 'metadata': {'name': 'x'}, 'spec': %s}"
        .formatted(type.names().kind(), spec);
  }

  private static ObjectNode claim(String spec) {
    return Conversation.created(CLAIM, json(object(CLAIM, spec)));
  }

  @Test
  void scopesFitWhatIsLimited() {
    assertThat(
            errors(
                QUOTA,
                object(QUOTA, "{'hard': {'services': '1', 'cpu': '1'}, 'scopes': ['BestEffort']}")))
        .containsOnly(
            "spec.scopes: Invalid value: [\"BestEffort\"]: unsupported scope applied to resource")
        .hasSize(2);
    assertThat(
            errors(
                QUOTA,
                object(
                    QUOTA,
                    "{'scopeSelector': {'matchExpressions': [{'scopeName': 'PriorityClass',"
                        + " 'operator': 'In'}]}}")))
        .containsExactly(
            "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value"
                + " when `operator` is 'In' or 'NotIn' for scope selector");
  }

  @Test
  void objectsAreCountedInWholeNumbers() {
    assertThat(errors(QUOTA, object(QUOTA, "{'hard': {'pods': '1500m', 'count/jobs.batch': '1'}}")))
        .containsExactly("spec.hard[pods]: Invalid value: \"1500m\": must be an integer");
  }

  @Test
  void theScopesOfAQuotaStay() {
    ObjectNode old = json(object(QUOTA, "{'scopes': ['BestEffort']}"));
    ObjectNode changed = json(object(QUOTA, "{'scopes': ['NotBestEffort']}"));
    assertThat(texts(QUOTA.strategy().validateUpdate(changed, old)))
        .containsExactly("spec.scopes: Invalid value: [\"NotBestEffort\"]: field is immutable");
  }

  @Test
  void whatALimitDoesNotSayFollowsFromTheRest() {
    ObjectNode range =
        Conversation.created(
            RANGE,
            json(
                object(
                    RANGE,
                    "{'limits': [{'type': 'Container', 'max': {'cpu': '2'}, 'min': {'memory':"
                        + " '1Gi'}}]}")));
    assertThat(range.at("/spec/limits/0/default").toString()).isEqualTo("{\"cpu\":\"2\"}");
    assertThat(range.at("/spec/limits/0/defaultRequest").toString())
        .isEqualTo("{\"cpu\":\"2\",\"memory\":\"1Gi\"}");
  }

  @Test
  void aRatioMustBePossible() {
    assertThat(
            errors(
                RANGE,
                object(
                    RANGE,
                    "{'limits': [{'type': 'Pod', 'min': {'cpu': '1'}, 'max': {'cpu': '3'},"
                        + " 'maxLimitRequestRatio': {'cpu': '4'}, 'default': {'cpu': '1'}}]}")))
        .containsExactly(
            "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
            "spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"4\": ratio 4 is greater"
                + " than max/min = 3.000000");
  }

  private static final String ONE =
      "{'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}}%s}";

  @Test
  void theTwoFieldsForASourceSayTheSame() {
    ObjectNode copy =
        claim(ONE.formatted(", 'dataSource': {'kind': 'PersistentVolumeClaim', 'name': 'a'}"));
    assertThat(copy.at("/spec/dataSourceRef")).isEqualTo(copy.at("/spec/dataSource"));
    ObjectNode other =
        claim(ONE.formatted(", 'dataSource': {'kind': 'Backup', 'apiGroup': 'x.io', 'name': 'a'}"));
    assertThat(other.get("spec").has("dataSource")).isFalse();
    ObjectNode reference =
        claim(
            ONE.formatted(
                ", 'dataSourceRef': {'kind': 'Backup', 'apiGroup': 'x.io', 'name': 'a'}"));
    assertThat(reference.at("/spec/dataSource/kind").asString()).isEqualTo("Backup");
  }

  @Test
  void aClaimGrowsOnlyWhenItIsBoundAndNeverShrinksBelowWhatItHas() {
    ObjectNode old = claim(ONE.formatted(""));
    ObjectNode grown = old.deepCopy();
    grown.withObject("/spec/resources/requests").put("storage", "2Gi");
    assertThat(texts(CLAIM.strategy().validateUpdate(grown, old)))
        .singleElement()
        .asString()
        .startsWith(
            "spec: Forbidden: spec is immutable after creation except resources.requests and"
                + " volumeAttributesClassName for bound claims");
    for (ObjectNode object : List.of(old, grown)) {
      object
          .withObject("/status")
          .put("phase", "Bound")
          .putObject("capacity")
          .put("storage", "1Gi");
    }
    assertThat(CLAIM.strategy().validateUpdate(grown, old)).isEmpty();
    ObjectNode shrunk = old.deepCopy();
    shrunk.withObject("/spec/resources/requests").put("storage", "500Mi");
    assertThat(texts(CLAIM.strategy().validateUpdate(shrunk, old)))
        .containsExactly(
            "spec.resources.requests.storage: Forbidden: field can not be less than"
                + " status.capacity");
  }

  @Test
  void aVolumeAndAClassAreSetOnce() {
    ObjectNode old = claim(ONE.formatted(""));
    ObjectNode bound = old.deepCopy();
    bound.withObject("/spec").put("volumeName", "v").put("storageClassName", "gold");
    assertThat(CLAIM.strategy().validateUpdate(bound, old)).isEmpty();
    ObjectNode other = bound.deepCopy();
    other.withObject("/spec").put("volumeName", "w");
    assertThat(CLAIM.strategy().validateUpdate(other, bound)).hasSize(1);
  }

  @Test
  void whatAStorageClassMakesStays() {
    ObjectNode old =
        json("{'metadata': {'name': 'c'}, 'provisioner': 'x', 'reclaimPolicy': 'Delete'}");
    ObjectNode changed =
        json(
            "{'metadata': {'name': 'c'}, 'provisioner': 'y', 'reclaimPolicy': 'Delete',"
                + " 'allowVolumeExpansion': true}");
    assertThat(texts(CLASS.strategy().validateUpdate(changed, old)))
        .containsExactly("provisioner: Invalid value: \"y\": field is immutable");
  }
}
