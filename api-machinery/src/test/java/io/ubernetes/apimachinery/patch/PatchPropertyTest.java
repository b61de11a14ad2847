package io.ubernetes.apimachinery.patch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PatchPropertyTest {

  private static final Schema ANYTHING = TestSchema.of(Schema.Type.ANY);

  @Provide
  Arbitrary<ObjectNode> objects() {
    return TestJson.objects();
  }

  @Provide
  Arbitrary<ObjectNode> keyed() {
    return StrategicDifference.objects();
  }

  @Property(tries = 300)
  void anEmptyMergePatchChangesNothing(@ForAll("objects") ObjectNode object) {
    assertThat(MergePatch.apply(object, Json.object())).isEqualTo(object);
  }

  @Property(tries = 300)
  void aMergePatchOfNothingIsThePatchWithoutItsNulls(@ForAll("objects") ObjectNode patch) {
    ObjectNode withNulls = patch.deepCopy();
    withNulls.putNull("gone");
    assertThat(MergePatch.apply(Json.object(), withNulls)).isEqualTo(patch);
  }

  @Property(tries = 300)
  void theMergePatchFromOneObjectToAnotherMakesTheOther(
      @ForAll("objects") ObjectNode from, @ForAll("objects") ObjectNode to) {
    assertThat(MergePatch.apply(from, difference(from, to))).isEqualTo(to);
  }

  @Property(tries = 300)
  void aMergePatchAppliedTwiceChangesNothingMore(
      @ForAll("objects") ObjectNode object, @ForAll("objects") ObjectNode patch) {
    ObjectNode once = MergePatch.apply(object, patch);
    assertThat(MergePatch.apply(once, patch)).isEqualTo(once);
  }

  @Property(tries = 300)
  void withoutMergeKeysAndDirectivesAStrategicMergeIsAMergePatch(
      @ForAll("objects") ObjectNode from, @ForAll("objects") ObjectNode to) {
    ObjectNode patch = difference(from, to);
    assertThat(StrategicMergePatch.apply(from, patch, ANYTHING))
        .isEqualTo(MergePatch.apply(from, patch));
  }

  @Property(tries = 300)
  void theStrategicPatchFromOneObjectToAnotherMakesTheOther(
      @ForAll("keyed") ObjectNode from, @ForAll("keyed") ObjectNode to) {
    ObjectNode patch = StrategicDifference.of(from, to);
    assertThat(StrategicMergePatch.apply(from, patch, StrategicDifference.SCHEMA)).isEqualTo(to);
  }

  @Property(tries = 300)
  void aStrategicPatchAppliedTwiceChangesNothingMore(
      @ForAll("keyed") ObjectNode from,
      @ForAll("keyed") ObjectNode to,
      @ForAll("keyed") ObjectNode other) {
    ObjectNode patch = StrategicDifference.of(from, to);
    ObjectNode once = StrategicMergePatch.apply(other, patch, StrategicDifference.SCHEMA);
    assertThat(StrategicMergePatch.apply(once, patch, StrategicDifference.SCHEMA)).isEqualTo(once);
  }

  @Property(tries = 300)
  void aStrategicPatchLeavesItemsAloneThatItDoesNotName(
      @ForAll("keyed") ObjectNode object, @ForAll("keyed") ObjectNode patch) {
    ObjectNode patched = StrategicMergePatch.apply(object, patch, StrategicDifference.SCHEMA);
    Map<String, ObjectNode> before = StrategicDifference.items(object);
    Map<String, ObjectNode> after = StrategicDifference.items(patched);
    Map<String, ObjectNode> named = StrategicDifference.items(patch);
    before.forEach((name, item) -> {
      if (!named.containsKey(name)) {
        assertThat(after.get(name)).isEqualTo(item);
      }
    });
    assertThat(after.keySet()).containsAll(before.keySet()).containsAll(named.keySet());
  }

  @Property(tries = 300)
  void replacingTheWholeDocumentIsTheSameAsReplacingEachField(
      @ForAll("objects") ObjectNode from, @ForAll("objects") ObjectNode to) {
    var patch = Json.MAPPER.createArrayNode();
    for (String gone : from.propertyNames()) {
      patch.addObject().put("op", "remove").put("path", pointer(gone));
    }
    for (Map.Entry<String, JsonNode> field : to.properties()) {
      ObjectNode add = patch.addObject().put("op", "add").put("path", pointer(field.getKey()));
      add.set("value", field.getValue());
    }
    assertThat(JsonPatch.apply(from, patch)).isEqualTo(to);
  }

  private static String pointer(String field) {
    return "/" + field.replace("~", "~0").replace("/", "~1");
  }

  private static ObjectNode difference(ObjectNode from, ObjectNode to) {
    ObjectNode patch = Json.object();
    for (String name : from.propertyNames()) {
      if (!to.has(name)) {
        patch.putNull(name);
      }
    }
    for (Map.Entry<String, JsonNode> field : to.properties()) {
      JsonNode old = from.get(field.getKey());
      if (old instanceof ObjectNode inner && field.getValue() instanceof ObjectNode wanted) {
        patch.set(field.getKey(), difference(inner, wanted));
      } else if (!field.getValue().equals(old)) {
        patch.set(field.getKey(), field.getValue());
      }
    }
    return patch;
  }
}
