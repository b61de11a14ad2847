package io.ubernetes.apimachinery.patch.apply;

import static io.ubernetes.apimachinery.patch.TestSchema.integer;
import static io.ubernetes.apimachinery.patch.TestSchema.keyedList;
import static io.ubernetes.apimachinery.patch.TestSchema.listOf;
import static io.ubernetes.apimachinery.patch.TestSchema.mapOf;
import static io.ubernetes.apimachinery.patch.TestSchema.setOf;
import static io.ubernetes.apimachinery.patch.TestSchema.string;

import io.ubernetes.apimachinery.patch.TestSchema;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A kind with a field of every shape, and objects of it.
final class Samples {

  static final GroupVersionKind KIND = new GroupVersion("example.com", "v1").kind("Sample");
  static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  static final Instant LATER = Instant.parse("2026-01-02T03:05:06.789Z");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final TestSchema PORT =
      TestSchema.object()
          .field("port", integer())
          .field("protocol", string().byDefault(NODES.stringNode("TCP")))
          .field("name", string());

  static final Schema SCHEMA =
      TestSchema.object()
          .field("apiVersion", string())
          .field("kind", string())
          .field(
              "metadata",
              TestSchema.object()
                  .field("name", string())
                  .field("namespace", string())
                  .field("uid", string())
                  .field("labels", mapOf(string()))
                  .field("annotations", mapOf(string()))
                  .field("finalizers", setOf(string()))
                  .field("managedFields", listOf(TestSchema.of(Schema.Type.ANY))))
          .field(
              "spec",
              TestSchema.object()
                  .field("replicas", integer())
                  .field("args", listOf(string()))
                  .field("selector", mapOf(string()).atomic())
                  .field("ports", keyedList(PORT, "port", "protocol"))
                  .field("any", TestSchema.of(Schema.Type.ANY)))
          .field("status", TestSchema.object().field("ready", integer()));

  private Samples() {}

  static Writer writer(String manager) {
    return new Writer(manager, KIND, "");
  }

  /// An object with a name and the given other fields.
  static ObjectNode sample(String fields) {
    ObjectNode object = Json.object();
    object.put("apiVersion", KIND.apiVersion()).put("kind", KIND.kind());
    object.putObject("metadata").put("name", "s");
    ObjectNode given = (ObjectNode) Json.MAPPER.readTree(fields.replace('\'', '"'));
    if (given.remove("metadata") instanceof ObjectNode metadata) {
      ((ObjectNode) object.get("metadata")).setAll(metadata);
    }
    return object.setAll(given);
  }

  static Arbitrary<ObjectNode> objects() {
    Arbitrary<JsonNode> text = Arbitraries.of("x", "y", "z").map(NODES::stringNode);
    Arbitrary<JsonNode> number = Arbitraries.integers().between(0, 3).map(NODES::numberNode);
    Arbitrary<ObjectNode> map =
        Arbitraries.maps(Arbitraries.of("a", "b", "c"), text)
            .ofMinSize(1)
            .map(entries -> NODES.objectNode().setAll(entries));
    Arbitrary<JsonNode> list =
        text.list().ofMinSize(1).ofMaxSize(3).map(items -> NODES.arrayNode().addAll(items));
    Arbitrary<JsonNode> set =
        text.set().ofMinSize(1).map(items -> NODES.arrayNode().addAll(List.copyOf(items)));
    Arbitrary<ObjectNode> spec =
        Combinators.combine(
                number.injectNull(0.5),
                list.injectNull(0.5),
                map.injectNull(0.5),
                ports().injectNull(0.4),
                map.injectNull(0.5))
            .as((replicas, args, selector, ports, any) ->
                present(
                    "replicas",
                    replicas,
                    "args",
                    args,
                    "selector",
                    selector,
                    "ports",
                    ports,
                    "any",
                    any));
    return Combinators.combine(map.injectNull(0.5), set.injectNull(0.5), spec.injectNull(0.2))
        .as((labels, finalizers, inner) -> {
          ObjectNode object = sample("{}");
          ObjectNode metadata = (ObjectNode) object.get("metadata");
          metadata.setAll(present("labels", labels, "finalizers", finalizers));
          return object.setAll(present("spec", inner));
        });
  }

  private static Arbitrary<JsonNode> ports() {
    Arbitrary<ObjectNode> port =
        Combinators.combine(
                Arbitraries.integers().between(80, 83),
                Arbitraries.of("TCP", "UDP"),
                Arbitraries.of("p", "q").injectNull(0.5))
            .as((number, protocol, name) -> {
              ObjectNode json = NODES.objectNode().put("port", number);
              json.put("protocol", protocol);
              return name == null ? json : json.put("name", name);
            });
    return port.list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .uniqueElements(p -> p.get("port") + "/" + p.get("protocol"))
        .map(items -> NODES.arrayNode().addAll(items));
  }

  /// An object of the fields whose value is not null and not an empty object.
  private static ObjectNode present(Object... namesAndValues) {
    ObjectNode json = NODES.objectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      JsonNode value = (JsonNode) namesAndValues[i + 1];
      if (value != null && (value.isValueNode() || !value.isEmpty())) {
        json.set((String) namesAndValues[i], value);
      }
    }
    return json;
  }
}
