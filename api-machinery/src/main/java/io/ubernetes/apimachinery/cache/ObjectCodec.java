package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ubernetes.model.Json;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The form in which objects are stored: compact UTF-8 JSON that begins exactly with
/// `{"kind":"K","apiVersion":"V","metadata":{` and has no `metadata.resourceVersion`.
///
/// The resource version is the store's revision, which is known only after the write; the fixed
/// beginning lets it be put in later without parsing. Stateless.
public final class ObjectCodec {
  private static final byte[] KIND = "{\"kind\":\"".getBytes(US_ASCII);
  private static final byte[] API_VERSION = ",\"apiVersion\":\"".getBytes(US_ASCII);
  private static final byte[] METADATA = ",\"metadata\":{".getBytes(US_ASCII);
  private static final byte[] RESOURCE_VERSION = "\"resourceVersion\":\"".getBytes(US_ASCII);

  private ObjectCodec() {}

  /// The stored form of an object. The object is not changed.
  ///
  /// @throws IllegalArgumentException when it has no kind or no apiVersion
  public static byte[] encode(ObjectNode object) {
    ObjectNode ordered = Json.object();
    ordered.put("kind", present(object, "kind"));
    ordered.put("apiVersion", present(object, "apiVersion"));
    ObjectNode metadata = ordered.putObject("metadata");
    if (object.get("metadata") instanceof ObjectNode given) {
      metadata.setAll(given);
      metadata.remove("resourceVersion");
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!ordered.has(field.getKey())) {
        ordered.set(field.getKey(), field.getValue());
      }
    }
    return Json.bytes(ordered);
  }

  /// The object with its resource version as the first field of its metadata.
  ///
  /// @param stored what [#encode] returned
  /// @throws IllegalArgumentException when `stored` does not begin as it must
  public static byte[] withRevision(byte[] stored, long revision) {
    return splice(stored, 0, metadataContent(stored), revision);
  }

  /// @param stored what [#encode] returned
  public static ObjectNode decode(byte[] stored, long revision) {
    return Json.parseObject(withRevision(stored, revision));
  }

  /// Where the content of `metadata` begins: the place behind its opening brace.
  ///
  /// @throws IllegalArgumentException when `stored` does not begin as it must
  static int metadataContent(byte[] stored) {
    int afterKind = endOfText(stored, expect(stored, 0, KIND));
    int afterVersion = endOfText(stored, expect(stored, afterKind, API_VERSION));
    return expect(stored, afterVersion, METADATA);
  }

  /// Copies `stored` from `start` on, with the resource version put in at `content`, the place that
  /// [#metadataContent] told.
  static byte[] splice(byte[] stored, int start, int content, long revision) {
    byte[] digits = Long.toString(revision).getBytes(ISO_8859_1);
    boolean alone = stored[content] == '}';
    int added = RESOURCE_VERSION.length + digits.length + (alone ? 1 : 2);
    byte[] spliced = new byte[stored.length - start + added];
    int head = content - start;
    System.arraycopy(stored, start, spliced, 0, head);
    int at = head;
    System.arraycopy(RESOURCE_VERSION, 0, spliced, at, RESOURCE_VERSION.length);
    at += RESOURCE_VERSION.length;
    System.arraycopy(digits, 0, spliced, at, digits.length);
    at += digits.length;
    spliced[at++] = '"';
    if (!alone) {
      spliced[at++] = ',';
    }
    System.arraycopy(stored, content, spliced, at, stored.length - content);
    return spliced;
  }

  /// Another resource version in place of the one that [#splice] put in at `content`.
  static byte[] respliced(byte[] spliced, int content, long revision) {
    byte[] digits = Long.toString(revision).getBytes(ISO_8859_1);
    int start = content + RESOURCE_VERSION.length;
    int end = start;
    while (spliced[end] != '"') {
      end++;
    }
    byte[] changed = new byte[spliced.length - (end - start) + digits.length];
    System.arraycopy(spliced, 0, changed, 0, start);
    System.arraycopy(digits, 0, changed, start, digits.length);
    System.arraycopy(spliced, end, changed, start + digits.length, spliced.length - end);
    return changed;
  }

  private static String present(ObjectNode object, String field) {
    String text = Json.text(object, field);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("an object without " + field + " cannot be stored");
    }
    return text;
  }

  private static int expect(byte[] bytes, int at, byte[] expected) {
    int end = at + expected.length;
    if (end >= bytes.length || !Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
      throw new IllegalArgumentException("not the stored form of an object");
    }
    return end;
  }

  /// The place behind the closing quote of a text whose content begins at `at`.
  private static int endOfText(byte[] bytes, int at) {
    int i = at;
    while (i < bytes.length && bytes[i] != '"') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return i + 1;
  }
}
