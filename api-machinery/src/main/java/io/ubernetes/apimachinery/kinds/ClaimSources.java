package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Where the content of claimed storage comes from stands in two fields, an older and a newer one,
/// which say the same (Kubernetes' enhancement proposal 1495).
final class ClaimSources {

  private static final String OLD = "dataSource";
  private static final String NEW = "dataSourceRef";

  private ClaimSources() {}

  static void settle(ObjectNode spec, ObjectNode before) {
    ObjectNode reference = Trees.object(spec, NEW);
    boolean had = Json.at(before, OLD) != null || Json.at(before, NEW) != null;
    // To refer across namespaces is not possible by default.
    if (!Json.text(reference, "namespace").isEmpty() && Json.at(before, NEW) == null) {
      spec.remove(NEW);
    }
    if (!had && Json.at(spec, NEW) == null && !isClassic(Trees.object(spec, OLD))) {
      spec.remove(OLD);
    }
    mirror(spec);
  }

  /// The older field takes nothing but claims and snapshots, and forgets what else it is given.
  private static boolean isClassic(@Nullable ObjectNode source) {
    String group = Json.text(source, "apiGroup");
    String kind = Json.text(source, "kind");
    return (kind.equals("PersistentVolumeClaim") && group.isEmpty())
        || (kind.equals("VolumeSnapshot") && group.equals("snapshot.storage.k8s.io"));
  }

  private static void mirror(ObjectNode spec) {
    ObjectNode source = Trees.object(spec, OLD);
    ObjectNode reference = Trees.object(spec, NEW);
    if (source != null && reference == null) {
      spec.set(NEW, source.deepCopy());
    } else if (reference != null && source == null && Json.text(reference, "namespace").isEmpty()) {
      ObjectNode copy = reference.deepCopy();
      copy.remove("namespace");
      spec.set(OLD, copy);
    }
  }
}
