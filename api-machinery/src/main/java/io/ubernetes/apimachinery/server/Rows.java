package io.ubernetes.apimachinery.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.CachedObject.Outline;
import io.ubernetes.apimachinery.cache.Excerpt;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.server.Forms.IncludeObject;
import io.ubernetes.apimachinery.server.ItemChunks.Around;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The lists that carry nothing of objects but their metadata and what is read out of them, as
/// bytes: one object after the other, so that one at a time is a tree, and metadata as it is
/// stored, which is copied only when it is sent. For kinds whose stored form is that of the call.
/// Stateless.
final class Rows {
  private static final byte[] NOTHING = {};
  private static final byte[] COMMA = {','};
  private static final byte[] FIRST_CELLS = bytes("{\"cells\":");
  private static final byte[] NEXT_CELLS = bytes(",{\"cells\":");
  private static final byte[] END_OF_ITEM = {'}'};
  private static final byte[] END = bytes("]}\n");

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
    Around around =
        switch (include) {
          case NONE -> new Around(bytes(",\"object\":null"), include, END_OF_ITEM);
          case METADATA ->
              new Around(partialHead(",\"object\":", metaVersion), include, bytes("}}"));
          case OBJECT -> new Around(bytes(",\"object\":"), include, END_OF_ITEM);
        };
    RowReader reader = RowReader.of(call, columns);
    List<byte[]> fronts = new ArrayList<>(items.size());
    int[] lengths = new int[items.size()];
    for (CachedObject item : items) {
      Outline outline = item.outline();
      lengths[fronts.size()] = around.length(item, outline);
      ObjectNode object = call.served().fromStorage(reader.read(item, outline));
      byte[] cells = Json.bytes(Forms.cells(columns, object, now));
      fronts.add(joined(fronts.isEmpty() ? FIRST_CELLS : NEXT_CELLS, cells));
    }
    return new ItemChunks(begin(empty, "rows"), fronts, around, items, lengths, END);
  }

  /// Reads as much of an object as the cells of its row are made of.
  private interface RowReader {

    ObjectNode read(CachedObject item, Outline outline);

    static RowReader of(Call call, List<Column> columns) {
      if (call.served().type().strategy().customResource()) {
        return (item, _) -> item.tree(); // its columns may show anything
      }
      return columns.stream().anyMatch(column -> column.reads().isEmpty())
          ? CachedObject::treeWithoutManagedFields
          : new Excerpt(columns.stream().flatMap(c -> c.reads().stream()).toList())::read;
    }
  }

  /// A PartialObjectMetadataList: nothing is parsed.
  ///
  /// @param empty the list without its items; they come last
  static List<byte[]> metadata(ObjectNode empty, String metaVersion, List<CachedObject> items) {
    List<byte[]> fronts = new ArrayList<>(Collections.nCopies(items.size(), COMMA));
    if (!fronts.isEmpty()) {
      fronts.set(0, NOTHING);
    }
    Around around = new Around(partialHead("", metaVersion), IncludeObject.METADATA, END_OF_ITEM);
    int[] lengths = items.stream().mapToInt(item -> around.length(item, item.outline())).toArray();
    return new ItemChunks(begin(empty, "items"), fronts, around, items, lengths, END);
  }

  private static byte[] begin(ObjectNode empty, String last) {
    ObjectNode head = empty.deepCopy();
    head.remove(last);
    byte[] json = Json.bytes(head);
    json[json.length - 1] = ',';
    return joined(json, bytes("\"" + last + "\":["));
  }

  private static byte[] partialHead(String before, String metaVersion) {
    return (before
            + "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/"
            + metaVersion
            + "\",\"metadata\":")
        .getBytes(UTF_8);
  }

  static byte[] joined(byte[]... parts) {
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

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
