package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Snapshot;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// The objects of a configuration kind in the form in which they are used, each made once for each
/// of its versions. Reading them costs a look at the cache when nothing has changed. Thread-safe:
/// the form is replaced as a whole, and made twice at worst.
final class CompiledObjects<T> {

  private final ServedObjects served;
  private final GroupResource resource;
  private final Function<ObjectNode, T> compile;
  private volatile State<T> state = new State<>(null, Map.of(), List.of());

  private record Compiled<T>(long revision, T value) {}

  private record State<T>(
      @org.jspecify.annotations.Nullable Snapshot snapshot,
      Map<NamespacedName, Compiled<T>> byName,
      List<T> all) {}

  CompiledObjects(ServedObjects served, GroupResource resource, Function<ObjectNode, T> compile) {
    this.served = served;
    this.resource = resource;
    this.compile = compile;
  }

  /// All of them, by name; none while the kind is not served.
  List<T> all() {
    Optional<Registry> registry = served.registry(resource);
    if (registry.isEmpty()) {
      return List.of();
    }
    Snapshot snapshot = registry.get().cache().snapshot();
    State<T> known = state;
    if (snapshot == known.snapshot()) {
      return known.all();
    }
    if (snapshot.size() == 0) {
      return List.of();
    }
    State<T> fresh = read(snapshot, known);
    state = fresh;
    return fresh.all();
  }

  private State<T> read(Snapshot snapshot, State<T> known) {
    Map<NamespacedName, Compiled<T>> byName = new HashMap<>();
    List<T> all = new ArrayList<>();
    for (CachedObject object : snapshot.objects(null, null)) { // sorted by name
      Compiled<T> before = known.byName().get(object.key());
      Compiled<T> compiled =
          before != null && before.revision() == object.revision()
              ? before
              : new Compiled<>(object.revision(), compile.apply(object.tree()));
      byName.put(object.key(), compiled);
      all.add(compiled.value());
    }
    return new State<>(snapshot, Map.copyOf(byName), List.copyOf(all));
  }
}
