package io.ubernetes.apimachinery.storage.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ubernetes.apimachinery.storage.KeyRange;
import java.nio.charset.StandardCharsets;

/// A key of our own that is written to learn how far a watch is, where etcd's own progress
/// notification cannot be trusted ([ServerVersions]).
///
/// A watch delivers in order, so once it delivers the marker it has delivered all before it. The
/// marker stands right behind the watched prefix, in the one range that etcd watches for us: not
/// under the prefix, so a list of the prefix does not hold it, and so near that hardly a foreign
/// key lies between. Lists and watches of a wider prefix leave markers out; only their count of
/// what remains may be too high by some.
final class ProgressMarker {
  private static final ByteString SUFFIX =
      ByteString.copyFrom("\u0000ubernetes-watch-progress", StandardCharsets.UTF_8);

  private ProgressMarker() {}

  static ByteString behind(KeyRange range) {
    return UnsafeByteOperations.unsafeWrap(range.end()).concat(SUFFIX);
  }

  static boolean isMarker(ByteString key) {
    return key.endsWith(SUFFIX);
  }
}
