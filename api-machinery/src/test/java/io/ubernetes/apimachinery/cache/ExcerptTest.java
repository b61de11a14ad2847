package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.cache.CachedObject.Outline;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ExcerptTest {

  private static final Outline NO_OWNERS = new Outline(0, -1, -1);

  private static final List<String> NAMES = List.of("a", "b", "a b", "\u00fc", "\"", "\\", "");
  private static final List<String> TEXTS =
      List.of("", "x", "\"", "\\", "{[,:]}", "\n\u0001", "\u00fc\ud83d\ude00", "123");

  @Test
  void onlyWhatIsAskedForIsRead() {
    ObjectNode read =
        read(
            """
            {"metadata": {"name": "a", "labels": {"x": "y"}},
             "spec": {"replicas": 3, "selector": {"matchLabels": {"n": [1, 2.5, null]}},
              "containers": [{"name": "c", "image": "i"}, {"image": "j"}, 7]},
             "status": null}
            """,
            "metadata.name",
            "spec.replicas",
            "spec.selector",
            "spec.containers.name",
            "status.ready",
            "absent");

    assertThat(read)
        .isEqualTo(
            tree(
                """
                {"metadata": {"name": "a"},
                 "spec": {"replicas": 3, "selector": {"matchLabels": {"n": [1, 2.5, null]}},
                  "containers": [{"name": "c"}, {}, 7]},
                 "status": null}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "999999999",
        "1000000000",
        "2147483648",
        "-1",
        "1.50",
        "1e3",
        "true",
        "false",
        "null",
        "123456789012345678901234567890",
        "\"\"",
        "\"\\u00fc\"",
        "[]",
        "{}",
        "[[], {}]"
      })
  void aValueIsReadAsByAParser(String value) {
    String json = "{\"a\":" + value + "}";

    assertThat(read(json, "a")).isEqualTo(tree(json));
  }

  @Test
  void whoOwnsWhichFieldsIsPassedOver() {
    byte[] json =
        "{\"metadata\":{\"managedFields\":[{\"name\":1}],\"name\":\"a\"}}".getBytes(UTF_8);
    int owners = "{\"metadata\":{".length();
    Outline outline = new Outline(0, owners, owners + "\"managedFields\":[{\"name\":1}]".length());

    ObjectNode read =
        new Excerpt(List.of("metadata.name", "metadata.managedFields")).read(json, 1, outline);

    assertThat(read).isEqualTo(tree("{\"metadata\":{\"name\":\"a\"}}"));
  }

  @Property
  void itIsWhatIsLeftOfTheTree(@ForAll long seed) {
    Random random = new Random(seed);
    ObjectNode tree = object(random, 4);
    List<String> paths = paths(random);

    ObjectNode read = new Excerpt(paths).read(Json.bytes(tree), 1, NO_OWNERS);

    assertThat(read).isEqualTo(left(tree, paths));
  }

  /// Every column that tells what it reads shows the same of an excerpt.
  @Test
  void columnsReadWhatTheyTell() {
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    List<String> compared = new ArrayList<>();
    for (String plural : List.of("replicasets", "deployments", "statefulsets", "daemonsets")) {
      ObjectNode workload = workload();
      for (Column column : TestObjects.type(plural).versions().getFirst().columns()) {
        if (!column.reads().isEmpty()) {
          ObjectNode excerpt = new Excerpt(column.reads()).read(Json.bytes(workload), 1, NO_OWNERS);
          JsonNode cell = column.cell().apply(workload, now);
          assertThat(column.cell().apply(excerpt, now))
              .as(plural + " " + column.name())
              .isEqualTo(cell);
          assertThat(column.cell().apply(Json.object(), now)).isNotEqualTo(cell);
          compared.add(column.name());
        }
      }
    }
    assertThat(compared).hasSizeGreaterThan(20).contains("Name", "Age", "Selector", "Available");
  }

  private static ObjectNode workload() {
    return tree(
        """
        {"metadata": {"name": "web", "creationTimestamp": "2026-01-01T03:04:05Z"},
         "spec": {"replicas": 5, "selector": {"matchLabels": {"app": "web"}},
          "template": {"spec": {"containers": [{"name": "c", "image": "i:1"}]}}},
         "status": {"replicas": 4, "readyReplicas": 3, "updatedReplicas": 2,
          "availableReplicas": 1, "desiredNumberScheduled": 9, "currentNumberScheduled": 8,
          "numberReady": 7, "updatedNumberScheduled": 6, "numberAvailable": 5}}
        """);
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = Json.object();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.set(NAMES.get(random.nextInt(NAMES.size())), value(random, depth - 1));
    }
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    ArrayNode list = Json.object().arrayNode();
    switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> list.add(random.nextInt());
      case 1 -> list.add(TEXTS.get(random.nextInt(TEXTS.size())));
      case 2 -> list.add(random.nextBoolean());
      case 3 -> list.addNull();
      case 4 -> list.add(object(random, depth));
      default -> {
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth - 1));
        }
        return list;
      }
    }
    return list.get(0);
  }

  private static List<String> paths(Random random) {
    List<String> paths = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      List<String> names = new ArrayList<>();
      for (int length = 1 + random.nextInt(3); length > 0; length--) {
        names.add(NAMES.get(random.nextInt(3)));
      }
      paths.add(String.join(".", names));
    }
    return paths;
  }

  private static JsonNode left(JsonNode value, List<String> paths) {
    if (paths.contains("")) {
      return value;
    }
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode left = Json.object();
        object.forEachEntry((name, inside) -> {
          List<String> rest = new ArrayList<>();
          for (String path : paths) {
            if (path.equals(name)) {
              rest.add("");
            } else if (path.startsWith(name + ".")) {
              rest.add(path.substring(name.length() + 1));
            }
          }
          if (!rest.isEmpty()) {
            left.set(name, left(inside, rest));
          }
        });
        yield left;
      }
      case ArrayNode list -> {
        ArrayNode left = Json.object().arrayNode();
        list.forEach(item -> left.add(left(item, paths)));
        yield left;
      }
      default -> value;
    };
  }

  private static ObjectNode read(String json, String... paths) {
    return new Excerpt(List.of(paths)).read(Json.bytes(tree(json)), 1, NO_OWNERS);
  }

  private static ObjectNode tree(String json) {
    return Json.parseObject(json.getBytes(UTF_8));
  }
}
