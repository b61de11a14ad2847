package io.ubernetes.apimachinery.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The keys from `start` up to but not including `end`, as the bytes by which a store sorts them:
/// UTF-8, compared unsigned.
///
/// `end` is always set: the byte 0xFF, which no UTF-8 text contains, stands behind every key.
/// Neither array may be changed.
public record KeyRange(byte[] start, byte[] end) {
  /// The smallest key; etcd takes no empty one, not even to begin a range with.
  private static final byte[] FIRST_KEY = {0};

  private static final byte[] BEHIND_EVERY_KEY = {(byte) 0xFF};

  /// The keys that begin with `prefix`, from `fromKey` (inclusive) on when it is given.
  ///
  /// @throws IllegalArgumentException when a text is not well-formed Unicode
  public static KeyRange of(String prefix, @Nullable String fromKey) {
    byte[] start = prefix.isEmpty() ? FIRST_KEY : utf8(prefix);
    byte[] end = prefix.isEmpty() ? BEHIND_EVERY_KEY : successor(start);
    if (fromKey != null) {
      byte[] from = utf8(fromKey);
      if (Arrays.compareUnsigned(from, start) > 0) {
        start = from;
      }
    }
    return new KeyRange(start, end);
  }

  /// The bytes of one key.
  ///
  /// @throws IllegalArgumentException when the key is empty or not well-formed Unicode
  public static byte[] key(String key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a key must not be empty");
    }
    return utf8(key);
  }

  /// Nothing lies in this range, whatever is stored.
  public boolean isEmpty() {
    return Arrays.compareUnsigned(start, end) >= 0;
  }

  /// The first key behind all that begin with these bytes. No byte of UTF-8 text is 0xFF, so the
  /// last one can always be raised.
  private static byte[] successor(byte[] prefix) {
    byte[] successor = prefix.clone();
    successor[successor.length - 1]++;
    return successor;
  }

  /// Half a surrogate pair has no UTF-8 form: Java would silently write a question mark, and two
  /// different keys would become one.
  private static byte[] utf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!new String(bytes, StandardCharsets.UTF_8).equals(text)) {
      throw new IllegalArgumentException("not well-formed Unicode: " + text);
    }
    return bytes;
  }
}
