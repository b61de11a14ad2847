package io.ubernetes.apimachinery.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.server.Forms.IncludeObject;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The lists that carry nothing of objects but their metadata and what is read out of them, as
/// bytes: one object after the other, so that one at a time is a tree, and metadata as it is
/// stored. For kinds whose stored form is that of the call. Stateless.
final class Rows {
  private static final byte[] COMMA = {','};
  private static final byte[] END = "]}\n".getBytes(UTF_8);

  private Rows() {}

  /// A Table.
  ///
  /// @param empty the Table without its rows; they come last
  static List<byte[]> table(
      Call call,
      ObjectNode empty,
      List<Column> columns,
      IncludeObject include,
      String metaVersion,
      List<CachedObject> items,
      Instant now) {
    // A column of a custom resource may show anything.
    boolean mayShowOwners = call.served().type().strategy().customResource();
    byte[] before = partialHead(",\"object\":", metaVersion);
    List<byte[]> chunks = begin(empty, "rows", items.size());
    boolean first = true;
    for (CachedObject item : items) {
      if (!first) {
        chunks.add(COMMA);
      }
      first = false;
      ObjectNode tree =
          mayShowOwners || include == IncludeObject.OBJECT
              ? item.tree()
              : item.treeWithoutManagedFields();
      ObjectNode object = call.served().fromStorage(tree);
      byte[] cells = Json.bytes(Forms.cells(columns, object, now));
      byte[] rest =
          switch (include) {
            case NONE -> ",\"object\":null}".getBytes(UTF_8);
            case METADATA -> joined(before, item.metadata(), "}}".getBytes(UTF_8));
            case OBJECT ->
                joined(",\"object\":".getBytes(UTF_8), Json.bytes(object), "}".getBytes(UTF_8));
          };
      chunks.add(joined("{\"cells\":".getBytes(UTF_8), cells, rest));
    }
    chunks.add(END);
    return chunks;
  }

  /// A PartialObjectMetadataList: nothing is parsed.
  ///
  /// @param empty the list without its items; they come last
  static List<byte[]> metadata(ObjectNode empty, String metaVersion, List<CachedObject> items) {
    byte[] before = partialHead("", metaVersion);
    byte[] end = "}".getBytes(UTF_8);
    List<byte[]> chunks = begin(empty, "items", items.size());
    boolean first = true;
    for (CachedObject item : items) {
      if (!first) {
        chunks.add(COMMA);
      }
      first = false;
      chunks.add(joined(before, item.metadata(), end));
    }
    chunks.add(END);
    return chunks;
  }

  private static List<byte[]> begin(ObjectNode empty, String last, int size) {
    ObjectNode head = empty.deepCopy();
    head.remove(last);
    byte[] json = Json.bytes(head);
    json[json.length - 1] = ',';
    List<byte[]> chunks = new ArrayList<>(2 * size + 2);
    chunks.add(joined(json, ("\"" + last + "\":[").getBytes(UTF_8)));
    return chunks;
  }

  private static byte[] partialHead(String before, String metaVersion) {
    return (before
            + "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/"
            + metaVersion
            + "\",\"metadata\":")
        .getBytes(UTF_8);
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
