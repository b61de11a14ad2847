package io.ubernetes.apimachinery.cache;

import io.ubernetes.model.NamespacedName;
import org.jspecify.annotations.Nullable;

/// All objects of a type as they were at one revision. Immutable: holding one holds no lock and
/// keeps only the objects that it shows in memory.
///
/// Objects are in the order of [NamespacedName]: by namespace, then by name.
public final class Snapshot {
  private static final NamespacedName FIRST = new NamespacedName("", "");

  private final long revision;
  private final ObjectTree tree;

  Snapshot(long revision, ObjectTree tree) {
    this.revision = revision;
    this.tree = tree;
  }

  /// The revision whose state this is; the resource version of a list made of it.
  public long revision() {
    return revision;
  }

  public @Nullable CachedObject get(NamespacedName key) {
    return tree.get(key);
  }

  public int size() {
    return tree.size();
  }

  /// All objects.
  public Iterable<CachedObject> objects() {
    return objects(null, null);
  }

  /// The objects of a namespace (null for all), from a key on.
  ///
  /// @param from the first key, whether there is such an object or not (null for the first of all);
  ///   to go on behind an object, append the character 0 to its name
  public Iterable<CachedObject> objects(@Nullable String namespace, @Nullable NamespacedName from) {
    NamespacedName first = first(namespace, from);
    int count = count(namespace, first);
    return () -> tree.iterator(first, count);
  }

  /// How many objects [#objects] has for the same arguments; found without walking them.
  public int count(@Nullable String namespace, @Nullable NamespacedName from) {
    NamespacedName first = first(namespace, from);
    int end =
        namespace == null
            ? tree.size()
            : tree.countBefore(new NamespacedName(namespace + '\0', ""));
    return Math.max(0, end - tree.countBefore(first));
  }

  ObjectTree tree() {
    return tree;
  }

  private static NamespacedName first(@Nullable String namespace, @Nullable NamespacedName from) {
    NamespacedName start = namespace == null ? FIRST : new NamespacedName(namespace, "");
    return from == null || from.compareTo(start) < 0 ? start : from;
  }
}
