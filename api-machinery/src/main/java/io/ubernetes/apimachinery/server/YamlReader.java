package io.ubernetes.apimachinery.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns the first document of a YAML text into JSON as Kubernetes does it: of a key that stands
/// twice the last value counts, anchors and merge keys are resolved, keys become strings. Made for
/// one text.
final class YamlReader {

  /// Far deeper than any object of the API; a text that is made to exhaust the stack ends here.
  private static final int MAX_DEPTH = 500;

  /// A small text can stand for a huge tree by anchors within anchors.
  private static final int MAX_COPIED_NODES = 100_000;

  private static final String MERGE = "<<";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Iterator<Event> events;
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private final List<String> open = new ArrayList<>();
  private final List<String> repeatedKeys = new ArrayList<>();
  private int copied;

  /// A document in JSON.
  ///
  /// @param repeatedKeys a sentence for each key that stands twice, such as `line 7: key "a"
  ///   already set in map`
  record Document(JsonNode value, List<String> repeatedKeys) {
    Document {
      repeatedKeys = List.copyOf(repeatedKeys);
    }
  }

  private YamlReader(String text) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /// @throws YamlException when it is no YAML, or YAML that JSON cannot say
  static Document read(byte[] utf8) {
    try {
      return new YamlReader(new String(utf8, StandardCharsets.UTF_8)).document();
    } catch (YamlEngineException fault) {
      throw YamlFaults.of(fault);
    }
  }

  private Document document() {
    JsonNode value = NODES.nullNode();
    while (events.hasNext()) {
      if (events.next() instanceof DocumentStartEvent) {
        value = node(events.next(), 0);
        break;
      }
    }
    return new Document(value, repeatedKeys);
  }

  private JsonNode node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw new YamlException("yaml: exceeded max depth of " + MAX_DEPTH);
    }
    return switch (event) {
      case AliasEvent alias -> copyOf(alias.getAlias().getValue());
      case ScalarEvent scalar ->
          anchored(
              scalar,
              YamlScalars.resolve(
                  scalar.getValue(), scalar.isPlain(), scalar.getTag().orElse(null)));
      case SequenceStartEvent start -> {
        enter(start);
        yield anchored(start, sequence(depth));
      }
      case MappingStartEvent start -> {
        enter(start);
        yield anchored(start, mapping(depth));
      }
      default -> throw new IllegalStateException("no node begins with " + event);
    };
  }

  private void enter(NodeEvent event) {
    event.getAnchor().ifPresent(anchor -> open.add(anchor.getValue()));
  }

  private JsonNode anchored(NodeEvent event, JsonNode value) {
    event
        .getAnchor()
        .ifPresent(anchor -> {
          open.remove(anchor.getValue());
          anchors.put(anchor.getValue(), value);
        });
    return value;
  }

  private JsonNode copyOf(String anchor) {
    if (open.contains(anchor)) {
      throw new YamlException("yaml: anchor '" + anchor + "' value contains itself");
    }
    JsonNode value = anchors.get(anchor);
    if (value == null) {
      throw new YamlException("yaml: unknown anchor '" + anchor + "' referenced");
    }
    return copy(value);
  }

  private JsonNode copy(JsonNode value) {
    if (++copied > MAX_COPIED_NODES) {
      throw new YamlException("yaml: document contains excessive aliasing");
    }
    if (value instanceof ObjectNode object) {
      ObjectNode copy = NODES.objectNode();
      object.properties().forEach(field -> copy.set(field.getKey(), copy(field.getValue())));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = NODES.arrayNode();
      array.forEach(item -> copy.add(copy(item)));
      return copy;
    }
    return value;
  }

  private ArrayNode sequence(int depth) {
    ArrayNode list = NODES.arrayNode();
    for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
      list.add(node(next, depth + 1));
    }
    return list;
  }

  private ObjectNode mapping(int depth) {
    ObjectNode map = NODES.objectNode();
    List<JsonNode> merged = new ArrayList<>();
    for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
      boolean merge =
          next instanceof ScalarEvent scalar && scalar.isPlain() && scalar.getValue().equals(MERGE);
      JsonNode key = node(next, depth + 1);
      Event second = events.next();
      int line = second.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
      JsonNode value = node(second, depth + 1);
      if (merge) {
        merged.add(value);
        continue;
      }
      String name = name(key);
      if (map.has(name)) {
        repeatedKeys.add("line %d: key %s already set in map".formatted(line, key));
      }
      map.set(name, value);
    }
    merged.forEach(value -> merge(map, value));
    return map;
  }

  private static String name(JsonNode key) {
    if (!key.isValueNode() || key.isNull()) {
      throw new YamlException("yaml: unsupported map key: " + key);
    }
    return key.asString();
  }

  /// What the map says itself counts more.
  private static void merge(ObjectNode map, JsonNode value) {
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (!map.has(field.getKey())) {
          map.set(field.getKey(), field.getValue());
        }
      }
    } else if (value instanceof ArrayNode list && list.valueStream().allMatch(JsonNode::isObject)) {
      list.forEach(item -> merge(map, item));
    } else {
      throw new YamlException("yaml: map merge requires map or sequence of maps as the value");
    }
  }
}
