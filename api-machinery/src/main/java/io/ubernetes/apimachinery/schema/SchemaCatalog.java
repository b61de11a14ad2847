package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Named definitions in a text of our own, each parsed when it is first asked for. The grammar
/// stands at the head of the file `kubernetes.schema`; [SchemaLine] reads its lines. Thread-safe.
final class SchemaCatalog {

  private static final String FIELD_INDENT = "  ";

  private final String text;
  private final Map<String, Integer> offsets = new HashMap<>();
  private final Map<GroupVersionKind, String> kinds = new HashMap<>();
  private final Map<String, SchemaNode> parsed = new ConcurrentHashMap<>();

  static SchemaCatalog ofResource(String name) {
    try (InputStream stream = SchemaCatalog.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + name + " is missing in the class path");
      }
      return new SchemaCatalog(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SchemaCatalog(String text) {
    this.text = text;
    int start = 0;
    while (start < text.length()) {
      int end = endOfLine(start);
      if (end > start && text.charAt(start) != ' ' && text.charAt(start) != '#') {
        index(text.substring(start, end), start);
      }
      start = end + 1;
    }
  }

  private void index(String line, int offset) {
    String[] words = line.split(" ");
    offsets.put(words[0], offset);
    for (GroupVersionKind kind : kindsIn(words)) {
      kinds.put(kind, words[0]);
    }
  }

  Set<String> names() {
    return offsets.keySet();
  }

  Optional<SchemaNode> definition(GroupVersionKind kind) {
    String name = kinds.get(kind);
    return name == null ? Optional.empty() : Optional.of(definition(name));
  }

  SchemaNode definition(String name) {
    SchemaNode known = parsed.get(name);
    if (known != null) {
      return known;
    }
    Integer offset = offsets.get(name);
    if (offset == null) {
      throw new IllegalArgumentException("no definition is called " + name);
    }
    SchemaNode schema = parse(name, offset);
    SchemaNode other = parsed.putIfAbsent(name, schema);
    return other == null ? schema : other;
  }

  private SchemaNode parse(String name, int offset) {
    int end = endOfLine(offset);
    String[] words = text.substring(offset, end).split(" ");
    List<String> fields = new ArrayList<>();
    int start = end + 1;
    while (text.startsWith(FIELD_INDENT, start)) {
      end = endOfLine(start);
      fields.add(text.substring(start + FIELD_INDENT.length(), end));
      start = end + 1;
    }
    return SchemaLine.definition(this, name, words, kindsIn(words), fields);
  }

  private int endOfLine(int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end;
  }

  private static List<GroupVersionKind> kindsIn(String[] words) {
    List<GroupVersionKind> found = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith(SchemaLine.KIND)) {
        found.add(kind(word.substring(SchemaLine.KIND.length())));
      }
    }
    return found;
  }

  private static GroupVersionKind kind(String text) {
    int slash = text.lastIndexOf('/');
    return GroupVersion.parse(text.substring(0, slash)).kind(text.substring(slash + 1));
  }
}
