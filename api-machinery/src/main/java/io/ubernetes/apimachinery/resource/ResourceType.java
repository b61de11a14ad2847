package io.ubernetes.apimachinery.resource;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// All that the server knows of a kind. Immutable.
///
/// @param group API group; the core group is the empty string
/// @param versions served versions, preferred first
/// @param storage the group and version in which objects are stored; for a kind that two groups
///   serve (Event) this names the one whose storage both share
/// @param storageResource the resource under whose prefix the objects are stored
/// @param subresources the subresources served beside the object itself
/// @param keepsGeneration whether `metadata.generation` counts changes of the spec
public record ResourceType(
    String group,
    Names names,
    Scope scope,
    List<Version> versions,
    GroupVersionKind storage,
    GroupResource storageResource,
    Set<Subresource> subresources,
    boolean keepsGeneration,
    Strategy strategy) {

  public ResourceType {
    versions = List.copyOf(versions);
    subresources = Set.copyOf(subresources);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException(names.plural() + " has no version");
    }
  }

  public GroupResource groupResource() {
    return new GroupResource(group, names.plural());
  }

  public GroupVersionKind kind(Version version) {
    return isPart() ? storage : new GroupVersion(group, version.name()).kind(names.kind());
  }

  /// Whether objects are answered and never stored.
  public boolean isAnswered() {
    return strategy instanceof Answering;
  }

  /// Whether it is a part of the objects of another kind, with a path below theirs.
  public boolean isPart() {
    return names.plural().indexOf('/') >= 0;
  }

  /// The plural name as paths have it; for a part that of the objects it is a part of.
  public String resource() {
    return isPart() ? names.plural().substring(0, names.plural().indexOf('/')) : names.plural();
  }

  /// The subresource of a part; else empty.
  public String part() {
    return isPart() ? names.plural().substring(names.plural().indexOf('/') + 1) : "";
  }

  public Optional<Version> version(String name) {
    return versions.stream().filter(v -> v.name().equals(name)).findFirst();
  }

  public boolean namespaced() {
    return scope == Scope.NAMESPACED;
  }

  public boolean has(Subresource subresource) {
    return subresources.contains(subresource);
  }

  /// Prefix of the keys of all objects in the store, with a slash at its end.
  public String storagePrefix() {
    String group = storageResource.group();
    return "/registry/" + (group.isEmpty() ? "" : group + "/") + storageResource.resource() + "/";
  }

  /// The words by which clients call the kind.
  public record Names(
      String kind,
      String listKind,
      String plural,
      String singular,
      List<String> shortNames,
      List<String> categories) {
    public Names {
      shortNames = List.copyOf(shortNames);
      categories = List.copyOf(categories);
    }
  }

  /// One served version.
  ///
  /// @param schema of the whole object, `apiVersion`, `kind` and `metadata` included
  /// @param columns of the Table form; the first is the name
  /// @param fromStorage turns an object of the storage version into this one, in place or as a copy
  /// @param toStorage the way back
  public record Version(
      String name,
      Schema schema,
      List<Column> columns,
      Conversion fromStorage,
      Conversion toStorage) {
    public Version {
      columns = List.copyOf(columns);
    }

    /// A version that is stored as it is.
    public static Version stored(String name, Schema schema, List<Column> columns) {
      return new Version(name, schema, columns, Conversion.NONE, Conversion.NONE);
    }
  }

  /// Where names must be unique.
  public enum Scope {
    NAMESPACED,
    CLUSTER
  }

  /// Parts of an object with a path of their own.
  public enum Subresource {
    STATUS,
    SCALE,
    /// Namespaces only: the list of finalizers in the spec.
    FINALIZE
  }
}
