package io.ubernetes.apimachinery.patch;

import io.ubernetes.model.Json;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON for tests: written with single quotes, or random.
public final class TestJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> NAMES = List.of("a", "b", "c", "d/e", "f~g");

  private TestJson() {}

  public static ObjectNode object(String text) {
    return (ObjectNode) node(text);
  }

  public static JsonNode node(String text) {
    return Json.MAPPER.readTree(text.replace('\'', '"'));
  }

  /// Objects with few field names, so that two of them often share some; without nulls.
  public static Arbitrary<ObjectNode> objects() {
    return objects(values(3));
  }

  private static Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> values) {
    return Arbitraries.maps(Arbitraries.of(NAMES), values)
        .ofMaxSize(4)
        .map(fields -> NODES.objectNode().setAll(fields));
  }

  private static Arbitrary<JsonNode> values(int depth) {
    Arbitrary<JsonNode> scalars =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3).map(NODES::numberNode),
            Arbitraries.of("x", "y", "").map(NODES::stringNode),
            Arbitraries.of(true, false).map(NODES::booleanNode));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<JsonNode> inner = values(depth - 1);
    Arbitrary<JsonNode> lists =
        inner.list().ofMaxSize(3).map(items -> NODES.arrayNode().addAll(items));
    return Arbitraries.oneOf(scalars, objects(inner).map(JsonNode.class::cast), lists);
  }
}
