package io.ubernetes.apimachinery.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class DefaultingTest {

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyRealDefaultsOfBuiltInKindsAreWritten() {
    Schema replicaSet = Schemas.byKind(new GroupVersionKind("apps", "v1", "ReplicaSet"));
    ObjectNode object =
        json("{'spec':{'template':{'spec':{'containers':[{'ports':[{'containerPort':80}]}]}}}}");
    Defaulting.apply(replicaSet, object);
    assertThat(object)
        .isEqualTo(
            json(
                "{'spec':{'template':{'spec':{'containers':"
                    + "[{'ports':[{'containerPort':80,'protocol':'TCP'}]}]}}}}"));
  }

  @Test
  void aDefaultObjectIsFilledInWithTheDefaultsOfItsFields() {
    Schema schema =
        StructuralSchema.of(
            json(
                "{'type':'object','properties':{'a':{'type':'object','default':{},'properties':"
                    + "{'b':{'type':'string','default':'x'},'c':{'type':'integer','default':0}}}}}"));
    ObjectNode object = json("{}");
    Defaulting.apply(schema, object);
    assertThat(object).isEqualTo(json("{'a':{'b':'x','c':0}}"));
    ObjectNode again = object.deepCopy();
    Defaulting.apply(schema, again);
    assertThat(again).isEqualTo(object);
  }

  @Test
  void nullCountsAsAbsentUnlessItIsAllowed() {
    Schema schema =
        StructuralSchema.of(
            json(
                "{'type':'object','properties':{'a':{'type':'string','default':'x'},"
                    + "'b':{'type':'string','default':'y','nullable':true}}}"));
    ObjectNode object = json("{'a':null,'b':null}");
    Defaulting.apply(schema, object);
    assertThat(object).isEqualTo(json("{'a':'x','b':null}"));
  }

  @Test
  void defaultsReachIntoListsAndMaps() {
    Schema schema =
        StructuralSchema.of(
            json(
                "{'type':'object','properties':{'list':{'type':'array','items':{'type':'object',"
                    + "'properties':{'a':{'type':'integer','default':1}}}},'map':{'type':'object',"
                    + "'additionalProperties':{'type':'object','properties':"
                    + "{'a':{'type':'integer','default':2}}}}}}"));
    ObjectNode object = json("{'list':[{},{'a':5}],'map':{'k':{}}}");
    Defaulting.apply(schema, object);
    assertThat(object).isEqualTo(json("{'list':[{'a':1},{'a':5}],'map':{'k':{'a':2}}}"));
  }

  @Test
  void oneObjectsDefaultIsNotAnothers() {
    Schema schema =
        StructuralSchema.of(
            json(
                "{'type':'object','properties':{'a':{'type':'object','default':{'b':1},"
                    + "'x-kubernetes-preserve-unknown-fields':true}}}"));
    ObjectNode first = json("{}");
    Defaulting.apply(schema, first);
    ((ObjectNode) first.get("a")).put("b", 7);
    ObjectNode second = json("{}");
    Defaulting.apply(schema, second);
    assertThat(second).isEqualTo(json("{'a':{'b':1}}"));
  }
}
