package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.Json;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import tools.jackson.databind.node.ObjectNode;

class JsonBytesPropertyTest {
  @Property(tries = 500)
  void aFieldIsFoundWhateverStandsAroundIt(
      @ForAll @Size(max = 4) java.util.Map<String, String> before,
      @ForAll String value,
      @ForAll long number) {
    ObjectNode object = Json.object();
    before.forEach((name, text) -> object.putObject(name + "x").putArray("a").add(text).add(true));
    object.put("sought", value);
    object.put("number", number).putNull("nothing");
    byte[] json = Json.bytes(object);

    int at = JsonBytes.field(json, 0, "\"sought\":".getBytes(UTF_8));
    int end = JsonBytes.end(json, at);

    assertThat(Json.MAPPER.readTree(json, at, end - at).stringValue()).isEqualTo(value);
    assertThat(JsonBytes.end(json, 0)).isEqualTo(json.length);
    assertThat(JsonBytes.endAround(json, end)).isEqualTo(json.length);
    int plain = JsonBytes.field(json, 0, "\"number\":".getBytes(UTF_8));
    assertThat(new String(json, plain, JsonBytes.end(json, plain) - plain, UTF_8))
        .isEqualTo(Long.toString(number));
    assertThat(JsonBytes.field(json, 0, "\"absent\":".getBytes(UTF_8))).isEqualTo(-1);
  }
}
