package io.ubernetes.controllers.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.TestFederation;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class SubObjectTest {

  private static final Ownership OWNERSHIP = new Ownership("federation-uid");

  private static ApiObject source() {
    ApiObject source = TestFederation.replicaSet("default", "web", 5);
    ObjectNode metadata = source.metadata();
    metadata.put("uid", "source-uid").put("generation", 3).put("resourceVersion", "7");
    metadata.putArray("finalizers").add("foregroundDeletion");
    metadata.putArray("ownerReferences").addObject().put("name", "parent");
    metadata
        .putObject("annotations")
        .put("kubectl.kubernetes.io/last-applied-configuration", "{}")
        .put("team", "blue");
    source.json().putObject("status").put("replicas", 5);
    return source;
  }

  private static ApiObject wanted() {
    return SubObject.of(source(), 2, 5, OWNERSHIP);
  }

  @Test
  void itIsTheSourceWithoutWhatBelongsToTheFederationAlone() {
    ApiObject part = wanted();
    assertThat(part.metadata().propertyNames())
        .containsExactlyInAnyOrder("name", "namespace", "labels", "annotations");
    assertThat(part.status()).isNull();
    assertThat(part.annotations())
        .containsEntry("team", "blue")
        .containsEntry(Federation.SOURCE_UID_ANNOTATION, "source-uid")
        .containsEntry(Federation.SOURCE_GENERATION_ANNOTATION, "3")
        .containsEntry(Ownership.ASKED_ANNOTATION, "5")
        .doesNotContainKey("kubectl.kubernetes.io/last-applied-configuration");
    assertThat(part.json().at("/spec/replicas").asInt()).isEqualTo(2);
  }

  @Test
  void whatAServerAddsOrWritesInItsOwnWayIsNoDifference() {
    ApiObject actual = wanted().copy();
    actual.metadata().put("uid", "other").withObject("annotations").put("added", "here");
    actual.json().withObject("/spec").put("minReadySeconds", 0);
    ObjectNode container = (ObjectNode) actual.json().at("/spec/template/spec/containers/0");
    container.put("imagePullPolicy", "Always");
    container.withObject("/resources/requests").put("cpu", "500m").put("memory", "1024Mi");
    ((ArrayNode) actual.json().at("/spec/template/spec/containers"))
        .addObject()
        .put("name", "sidecar");
    assertThat(SubObject.isAsWanted(actual, wanted())).isTrue();
  }

  @Test
  void whatIsMissingOrOtherwiseIsADifference() {
    ApiObject less = wanted().copy();
    less.metadata().withObject("labels").remove("tier");
    assertThat(SubObject.isAsWanted(less, wanted())).isFalse();
    ApiObject more = wanted().copy();
    more.json().withObject("/spec").put("replicas", 3);
    assertThat(SubObject.isAsWanted(more, wanted())).isFalse();
    ApiObject image = wanted().copy();
    ((ObjectNode) image.json().at("/spec/template/spec/containers/0")).put("image", "evil");
    assertThat(SubObject.isAsWanted(image, wanted())).isFalse();
    ApiObject cpu = wanted().copy();
    ((ObjectNode) cpu.json().at("/spec/template/spec/containers/0/resources/requests"))
        .put("cpu", "501m");
    assertThat(SubObject.isAsWanted(cpu, wanted())).isFalse();
  }

  @Test
  void aFieldThatIsWantedNoMoreIsNoticed() {
    ApiObject held = wanted();
    ApiObject source = source();
    source.metadata().withObject("labels").remove("tier");
    assertThat(SubObject.isAsWanted(held, SubObject.of(source, 2, 5, OWNERSHIP))).isFalse();
  }

  @Test
  void labelsThatLookLikeQuantitiesAreComparedAsTexts() {
    ApiObject held = wanted().copy();
    ApiObject source = source();
    source.metadata().withObject("labels").put("version", "1.0");
    ApiObject next = SubObject.of(source, 2, 5, OWNERSHIP);
    held.metadata().withObject("labels").put("version", "1");
    held.metadata()
        .withObject("annotations")
        .put(
            Ownership.APPLIED_HASH_ANNOTATION,
            next.annotations().get(Ownership.APPLIED_HASH_ANNOTATION));
    assertThat(SubObject.isAsWanted(held, next)).isFalse();
  }
}
