package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes the types of kinds that have one version, `v1`, which is stored as it is served.
final class V1 {

  private V1() {}

  /// A kind without a status of its own, whose changes are not counted.
  static ResourceType plain(
      String group, Scope scope, Names names, List<Column> columns, Strategy strategy) {
    return type(group, scope, names, columns, Set.of(), false, strategy);
  }

  /// A kind whose `metadata.generation` counts the changes of what is wanted.
  static ResourceType counted(
      String group,
      Scope scope,
      Names names,
      List<Column> columns,
      Set<Subresource> subresources,
      Strategy strategy) {
    return type(group, scope, names, columns, subresources, true, strategy);
  }

  /// A kind with a `status` subresource, whose changes are not counted.
  static ResourceType withStatus(
      String group, Scope scope, Names names, List<Column> columns, Strategy strategy) {
    return type(group, scope, names, columns, Set.of(Subresource.STATUS), false, strategy);
  }

  private static ResourceType type(
      String group,
      Scope scope,
      Names names,
      List<Column> columns,
      Set<Subresource> subresources,
      boolean keepsGeneration,
      Strategy strategy) {
    GroupVersionKind kind = new GroupVersion(group, "v1").kind(names.kind());
    return new ResourceType(
        group,
        names,
        scope,
        List.of(Version.stored("v1", Schemas.byKind(kind), columns)),
        kind,
        new GroupResource(group, names.plural()),
        subresources,
        keepsGeneration,
        strategy);
  }

  /// The words for a kind whose plural has an `s` more than its singular.
  static Names names(String kind, String... shortNames) {
    return irregular(kind, kind.toLowerCase(Locale.ROOT) + "s", shortNames);
  }

  static Names irregular(String kind, String plural, String... shortNames) {
    return new Names(
        kind, kind + "List", plural, kind.toLowerCase(Locale.ROOT), List.of(shortNames), List.of());
  }
}
