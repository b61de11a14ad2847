package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.server.Forms.IncludeObject;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/// The body of a list of which each item is put together when it is sent, out of what is the item's
/// own and the bytes of the cache: while such a list waits for its client, no copy of an object is
/// held for it. Its length is known from the start. Immutable.
final class ItemChunks extends AbstractList<byte[]> implements RandomAccess, Response.Measured {
  private static final byte[] NOTHING = {};

  private final byte[] begin;
  private final List<byte[]> fronts;
  private final Around around;
  private final List<CachedObject> items;
  private final byte[] end;

  /// How much of each object is sent.
  private final int[] lengths;

  private final long bytes;

  /// What is the same for all items.
  ///
  /// @param before the object's bytes
  /// @param include which of them
  /// @param after the object's bytes
  record Around(byte[] before, IncludeObject include, byte[] after) {
    int length(CachedObject item, CachedObject.Outline outline) {
      return switch (include) {
        case NONE -> 0;
        case METADATA -> outline.metadataLength();
        case OBJECT -> item.length();
      };
    }

    byte[] content(CachedObject item, int length) {
      return switch (include) {
        case NONE -> NOTHING;
        case METADATA -> item.metadata(length);
        case OBJECT -> item.json();
      };
    }
  }

  /// @param begin of the whole list
  /// @param fronts how each item begins, with the comma where it needs one
  /// @param items as many
  /// @param lengths how many bytes of each are sent ([Around#length]); the caller leaves all three
  ///   as they are
  /// @param end of the whole list
  ItemChunks(
      byte[] begin,
      List<byte[]> fronts,
      Around around,
      List<CachedObject> items,
      int[] lengths,
      byte[] end) {
    this.begin = begin;
    this.fronts = fronts;
    this.around = around;
    this.items = items;
    this.end = end;
    this.lengths = lengths;
    long sum = (long) begin.length + end.length;
    for (int i = 0; i < lengths.length; i++) {
      sum += length(i);
    }
    this.bytes = sum;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public int size() {
    return lengths.length + 2;
  }

  @Override
  public byte[] get(int index) {
    if (index == 0) {
      return begin;
    }
    return index == lengths.length + 1 ? end : item(index - 1);
  }

  private byte[] item(int i) {
    return Rows.joined(
        fronts.get(i), around.before(), around.content(items.get(i), lengths[i]), around.after());
  }

  private int length(int i) {
    return fronts.get(i).length + around.before().length + lengths[i] + around.after().length;
  }
}
