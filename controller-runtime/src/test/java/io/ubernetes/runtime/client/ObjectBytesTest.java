package io.ubernetes.runtime.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.Json;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class ObjectBytesTest {

  static Stream<String> events() {
    String fields = "\"managedFields\": [{\"a\":\"}]\\\"\",\"k:{\\\"uid\\\":\\\"1\\\"}\":{}}, {}]";
    return Stream.of(
            "{'type':'ADDED','object':{'metadata':{%s}}}",
            "{'type':'ADDED','object':{'metadata':{%s,'name':'a'},'spec':{}}}",
            "{'type':'ADDED','object':{'metadata':{'name':'a',%s}}}",
            "{'type':'ADDED','object':{'metadata':{'name':'a' , %s , 'uid':'u'}}}",
            "{ 'object' : { 'spec': {%s}, 'metadata' : { 'labels': {%s}, %s } }, 'type':'X' }",
            "{'object':{'metadata':{'name':'\\\\',%s,'managed':[1]}},'metadata':{%s}}",
            "{'object':[{'metadata':{%s}}],'type':'ADDED'}",
            "{'object':{'metadata':{'annotations':{'x':'{\\'managedFields\\':[1]}'},%s}}}",
            "{'object':{'metadata':['managedFields',[1]],'more':{%s}}}",
            "{'object':{'metadata':{'managedFields':null,'name':'a'}}}",
            "{'metadata':{%s},'object':{'kind':'metadata'}}",
            "{'object':{'data':{'metadata':'object'}}}")
        .map(event -> event.replace('\'', '"').replace("%s", fields));
  }

  @ParameterizedTest
  @MethodSource("events")
  void onlyTheListThereIsTakenOut(String event) {
    ObjectNode expected = Json.parseObject(event.getBytes(UTF_8));
    if (expected.get("object").get("metadata") instanceof ObjectNode metadata
        && metadata.path("managedFields").isArray()) {
      metadata.remove("managedFields");
    }

    assertThat(Json.parseObject(cut(event.getBytes(UTF_8)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("events")
  void anObjectIsCutAsWhenItWereInAnEvent(String event) {
    JsonNode object = Json.parseObject(event.getBytes(UTF_8)).get("object");
    JsonNode expected = object.deepCopy();
    if (expected.path("metadata") instanceof ObjectNode metadata
        && metadata.path("managedFields").isArray()) {
      metadata.remove("managedFields");
    }
    byte[] bytes = Json.MAPPER.writeValueAsBytes(object);

    byte[] left = Arrays.copyOf(bytes, ObjectBytes.withoutManagedFields(bytes, bytes.length));

    assertThat(Json.MAPPER.readTree(left)).isEqualTo(expected);
  }

  @Test
  void whatIsCutShortStaysAFaultOfTheParserAndIsNeverReadBeyond() {
    byte[] event =
        "{\"object\":{\"metadata\":{\"a\":\"\\\\\",\"managedFields\":[{\"b\":\"\\\"\"}],\"c\":1}}}"
            .getBytes(UTF_8);
    for (int length = 0; length < event.length; length++) {
      byte[] cut = cut(Arrays.copyOf(event, length));

      assertThat(cut.length).isLessThanOrEqualTo(length);
    }
  }

  private static byte[] cut(byte[] event) {
    return Arrays.copyOf(event, ObjectBytes.eventWithoutManagedFields(event, event.length));
  }
}
