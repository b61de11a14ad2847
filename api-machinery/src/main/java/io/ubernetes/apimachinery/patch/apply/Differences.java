package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a write changes, in each version in which a manager of the object has written. Belongs to
/// one write; not thread-safe. Objects are only converted for versions that are asked for.
final class Differences {
  private final ObjectNode before;
  private final ObjectNode after;
  private final String written;
  private final Versions versions;
  private final FieldSet reset;
  private final Map<String, Comparison> known = new HashMap<>();

  /// @param written the version of both objects
  /// @param own what differs in that version
  /// @param reset fields that this endpoint does not write
  Differences(
      ObjectNode before,
      ObjectNode after,
      String written,
      Comparison own,
      Versions versions,
      FieldSet reset) {
    this.before = before;
    this.after = after;
    this.written = written;
    this.versions = versions;
    this.reset = reset;
    known.put(written, own);
  }

  /// @return null for a version that the kind does not have
  @Nullable Comparison in(String version) {
    Comparison there = known.get(version);
    if (there != null) {
      return there;
    }
    Schema schema = versions.schema(version);
    if (schema == null) {
      return null;
    }
    ObjectNode old = before.isEmpty() ? before : versions.convert(before, written, version);
    ObjectNode changed = versions.convert(after, written, version);
    Comparison found = Comparison.of(old, changed, schema).without(reset);
    known.put(version, found);
    return found;
  }

  /// What is left to a manager who did not write.
  FieldSet left(ManagedEntry entry) {
    Comparison difference = in(entry.apiVersion());
    return difference == null
        ? FieldSet.EMPTY
        : entry.fields().difference(difference.changed().union(difference.removed()));
  }
}
