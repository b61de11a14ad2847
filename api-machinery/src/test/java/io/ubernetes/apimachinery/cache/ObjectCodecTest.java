package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.model.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ObjectCodecTest {
  @Test
  void theStoredFormBeginsWithKindApiVersionAndMetadataAndHasNoResourceVersion() {
    ObjectNode object =
        parse(
            """
            {"data": {"ü": "\\u0001 \\"}"}, "metadata": {"name": "a", "resourceVersion": "7",
             "labels": {"x": "y"}}, "apiVersion": "v1", "kind": "ConfigMap"}
            """);
    ObjectNode before = object.deepCopy();

    byte[] stored = ObjectCodec.encode(object);

    assertThat(new String(stored, UTF_8))
        .isEqualTo(
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\","
                + "\"labels\":{\"x\":\"y\"}},\"data\":{\"ü\":\"\\u0001 \\\"}\"}}");
    assertThat(object).isEqualTo(before);
  }

  @Test
  void theRevisionBecomesTheFirstFieldOfTheMetadata() {
    byte[] stored =
        ObjectCodec.encode(parse("{'kind':'A','apiVersion':'g/v1','metadata':{'x':1}}"));

    assertThat(new String(ObjectCodec.withRevision(stored, 1234), UTF_8))
        .isEqualTo(
            "{\"kind\":\"A\",\"apiVersion\":\"g/v1\","
                + "\"metadata\":{\"resourceVersion\":\"1234\",\"x\":1}}");
  }

  @Test
  void emptyMetadataGetsNoComma() {
    byte[] stored = ObjectCodec.encode(parse("{'kind':'A','apiVersion':'v1','spec':{}}"));

    assertThat(new String(ObjectCodec.withRevision(stored, 5), UTF_8))
        .isEqualTo(
            "{\"kind\":\"A\",\"apiVersion\":\"v1\","
                + "\"metadata\":{\"resourceVersion\":\"5\"},\"spec\":{}}");
  }

  @Test
  void decodingGivesBackWhatWasEncoded() {
    ObjectNode object =
        parse(
            "{'kind':'A','apiVersion':'v1','metadata':{'name':'n'},'spec':{'f':1.50,'l':[null]}}");

    ObjectNode decoded = ObjectCodec.decode(ObjectCodec.encode(object), 9);

    object.withObject("metadata").put("resourceVersion", "9");
    assertThat(decoded).isEqualTo(object);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'apiVersion':'v1'}", "{'kind':'A'}", "{'kind':1,'apiVersion':'v1'}"})
  void whatHasNoKindOrNoVersionIsNotStored(String json) {
    assertThatThrownBy(() -> ObjectCodec.encode(parse(json)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{}}",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"metadata\":{",
        "{\"kind\":\"A",
        "{\"kind\":\"A\\",
        "{\"kind\":\"A\",\"apiVersion\":\"v1\",\"spec\":{},\"metadata\":{}}"
      })
  void whatIsNotInTheStoredFormIsRefused(String json) {
    assertThatThrownBy(() -> ObjectCodec.withRevision(json.getBytes(UTF_8), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ObjectNode parse(String json) {
    return Json.parseObject((json.contains("\"") ? json : json.replace('\'', '"')).getBytes(UTF_8));
  }
}
