package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.apimachinery.cache.CachedObject.Outline;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Some fields of objects, read out of their bytes; all others are passed over without being
/// parsed, which takes a fraction of the time. Immutable.
public final class Excerpt {

  /// Whole numbers of so many digits at most fit an int.
  private static final int INT_DIGITS = 9;

  /// What is left of a path where it ends.
  private static final String WHOLE = "";

  private final Fields fields;

  /// @param paths of the fields, with dots between the names and through lists:
  ///   `spec.containers.name` is the name of each container. What a path leads to is read with all
  ///   that is in it, also where another path leads on.
  public Excerpt(Collection<String> paths) {
    fields = Fields.of(paths);
  }

  /// A fresh tree of these fields of the object, as far as it has them.
  ///
  /// @param outline its own
  public ObjectNode read(CachedObject object, Outline outline) {
    return read(object.body(), 0, outline);
  }

  /// @param from where the first field begins
  ObjectNode read(byte[] json, int from, Outline outline) {
    return new Walk(json, from, outline).fields(fields);
  }

  /// Which fields of an object are read.
  ///
  /// @param inside which fields of those, by their place; null: all of it
  private record Fields(String[] names, byte[][] bytes, @Nullable Fields[] inside) {

    static Fields of(Collection<String> paths) {
      Map<String, Collection<String>> byName = new TreeMap<>();
      for (String path : paths) {
        String[] parts = path.split("\\.", 2);
        Collection<String> rest = byName.computeIfAbsent(parts[0], _ -> new ArrayList<>());
        rest.add(parts.length > 1 ? parts[1] : WHOLE);
      }
      String[] names = byName.keySet().toArray(String[]::new);
      byte[][] bytes = new byte[names.length][];
      @Nullable Fields[] inside = new Fields[names.length];
      for (int i = 0; i < names.length; i++) {
        bytes[i] = names[i].getBytes(UTF_8);
        Collection<String> rest = byName.get(names[i]);
        inside[i] = rest == null || rest.contains(WHOLE) ? null : of(rest);
      }
      return new Fields(names, bytes, inside);
    }

    /// @return -1 when the field is not read
    int find(byte[] json, int from, int to) {
      for (int i = 0; i < bytes.length; i++) {
        if (Arrays.equals(json, from, to, bytes[i], 0, bytes[i].length)) {
          return i;
        }
      }
      return -1;
    }
  }

  /// One way through the bytes of an object.
  private static final class Walk {

    private final byte[] json;
    private final Outline outline;
    private int at;

    Walk(byte[] json, int from, Outline outline) {
      this.json = json;
      this.at = from;
      this.outline = outline;
    }

    /// From the first field of an object to behind its brace.
    ObjectNode fields(Fields wanted) {
      ObjectNode object = Json.object();
      while (json[at] == '"') {
        if (at == outline.owners()) {
          at = outline.ownersEnd();
        } else {
          int colon = JsonBytes.end(json, at);
          int field = wanted.find(json, at + 1, colon - 1);
          at = colon + 1;
          if (field < 0) {
            at = JsonBytes.end(json, at);
          } else {
            object.set(wanted.names[field], value(wanted.inside[field]));
          }
        }
        if (json[at] == ',') {
          at++;
        }
      }
      at++;
      return object;
    }

    private JsonNode value(@Nullable Fields wanted) {
      if (wanted != null && json[at] == '{') {
        at++;
        return fields(wanted);
      }
      if (wanted != null && json[at] == '[') {
        return items(wanted);
      }
      int from = at;
      at = JsonBytes.end(json, from);
      return whole(from, at);
    }

    private ArrayNode items(Fields wanted) {
      ArrayNode items = Json.object().arrayNode();
      at++;
      while (json[at] != ']') {
        items.add(value(wanted));
        if (json[at] == ',') {
          at++;
        }
      }
      at++;
      return items;
    }

    /// Setting a parser up takes longer than reading what most cells show: short texts and numbers.
    private JsonNode whole(int from, int to) {
      if (json[from] == '"' && isPlain(from + 1, to - 1)) {
        return JsonNodeFactory.instance.stringNode(
            new String(json, from + 1, to - from - 2, UTF_8));
      }
      if (isNumber(from, to)) {
        int number = 0;
        for (int i = from; i < to; i++) {
          number = 10 * number + json[i] - '0';
        }
        return JsonNodeFactory.instance.numberNode(number);
      }
      return Json.MAPPER.readTree(json, from, to - from);
    }

    private boolean isPlain(int from, int to) {
      for (int i = from; i < to; i++) {
        if (json[i] == '\\') {
          return false;
        }
      }
      return true;
    }

    private boolean isNumber(int from, int to) {
      for (int i = from; i < to; i++) {
        if (json[i] < '0' || json[i] > '9') {
          return false;
        }
      }
      return to - from <= INT_DIGITS;
    }
  }
}
