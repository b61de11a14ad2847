package io.ubernetes.bench.size;

import io.ubernetes.apimachinery.storage.Store;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Copies of a stored object under other names, spread over namespaces, each with a uid of its own.
/// Immutable.
final class Copies {
  /// Stand in the pattern where a copy has its own; as long as what takes their place.
  static final String NAME = "size-pattern-000000000";

  static final String NAMESPACE = "size-pattern-00";

  private static final int PER_NAMESPACE = 10_000;

  private final String key;
  private final String value;
  private final String uid;
  private final long count;

  /// @param pattern what a server has stored of the object [#NAME] in the namespace [#NAMESPACE]
  /// @param uid of that object
  Copies(Store.Entry pattern, String uid, long count) {
    this.key = pattern.key();
    this.value = new String(pattern.value(), StandardCharsets.UTF_8);
    this.uid = uid;
    this.count = count;
  }

  long count() {
    return count;
  }

  long bytes() {
    return count * value(0).length;
  }

  String key(long number) {
    return named(key, number);
  }

  byte[] value(long number) {
    return named(value, number)
        .replace(uid, new UUID(number, number).toString())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String named(String text, long number) {
    return text.replace(NAME, "size-object-%010d".formatted(number))
        .replace(NAMESPACE, "size-space-%04d".formatted(number / PER_NAMESPACE));
  }
}
