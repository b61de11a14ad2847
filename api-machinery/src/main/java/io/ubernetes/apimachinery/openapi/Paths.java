package io.ubernetes.apimachinery.openapi;

import io.ubernetes.apimachinery.discovery.Verbs;
import io.ubernetes.apimachinery.openapi.Operation.Body;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// The paths of one version of one kind.
final class Paths {

  private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

  private final ResourceType type;
  private final Schema schema;
  private final GroupVersionKind kind;
  private final GroupVersionKind listKind;

  /// The middle of operation ids: `AppsV1Namespaced`.
  private final String scopeId;

  private final String versionId;
  private final String collection;
  private final List<Parameter> scope;

  private Paths(ResourceType type, ResourceType.Version version) {
    this.type = type;
    this.schema = version.schema();
    this.kind = type.kind(version);
    GroupVersion groupVersion = new GroupVersion(type.group(), version.name());
    this.listKind = groupVersion.kind(type.names().listKind());
    this.versionId = id(groupVersion);
    this.scopeId = versionId + (type.namespaced() ? "Namespaced" : "");
    String root = root(groupVersion);
    this.collection =
        root + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.names().plural();
    this.scope =
        type.namespaced()
            ? List.of(Parameter.NAMESPACE, Parameter.PRETTY)
            : List.of(Parameter.PRETTY);
  }

  static List<PathItem> of(ResourceType type, ResourceType.Version version) {
    return new Paths(type, version).all();
  }

  /// The path under which a version of a group is served.
  static String root(GroupVersion groupVersion) {
    return (groupVersion.group().isEmpty() ? "/api/" : "/apis/") + groupVersion;
  }

  /// `AppsV1`, `CoreV1`, `RbacAuthorizationV1`.
  private static String id(GroupVersion groupVersion) {
    String group = groupVersion.group().isEmpty() ? "core" : groupVersion.group();
    String words = group.endsWith(".k8s.io") ? group.substring(0, group.length() - 7) : group;
    return Arrays.stream((words + "." + groupVersion.version()).split("[.-]"))
        .map(Paths::capital)
        .collect(Collectors.joining());
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private List<PathItem> all() {
    if (type.strategy() instanceof Answering answering) {
      return List.of(question(answering));
    }
    List<PathItem> items = new ArrayList<>();
    items.add(new PathItem(collection, scope, collectionOperations()));
    List<Parameter> named = new ArrayList<>(List.of(Parameter.NAME));
    named.addAll(scope);
    items.add(new PathItem(collection + "/{name}", named, objectOperations()));
    for (Subresource subresource : Verbs.subresources(type)) {
      items.add(
          new PathItem(
              collection + "/{name}/" + Verbs.path(subresource), named, operations(subresource)));
    }
    if (type.namespaced()) {
      items.add(everyNamespace());
    }
    return items;
  }

  private PathItem question(Answering answering) {
    Operation create =
        new Operation(
            "post",
            "create" + scopeId + answering.operation(kind.kind()),
            "post",
            kind,
            List.of(),
            Body.OBJECT,
            List.of("200", "201", "202"),
            this::object);
    List<Parameter> parameters = new ArrayList<>(Parameter.WRITE);
    String path = collection;
    if (type.isPart()) {
      parameters.add(Parameter.NAME);
      path = collection.replaceFirst("/(?=[^/]*$)", "/{name}/");
    }
    parameters.addAll(scope);
    return new PathItem(path, parameters, List.of(create));
  }

  private List<Operation> collectionOperations() {
    List<Operation> operations = new ArrayList<>();
    operations.add(
        new Operation(
            "get",
            "list" + scopeId + kind.kind(),
            "list",
            kind,
            Parameter.LIST,
            Body.NONE,
            List.of("200"),
            this::list));
    operations.add(write("post", "create", "", kind, this::object, List.of("200", "201", "202")));
    if (Verbs.of(type).contains("deletecollection")) {
      operations.add(
          new Operation(
              "delete",
              "delete"
                  + versionId
                  + "Collection"
                  + (type.namespaced() ? "Namespaced" : "")
                  + kind.kind(),
              "deletecollection",
              kind,
              Parameter.DELETE_COLLECTION,
              Body.DELETE_OPTIONS,
              List.of("200"),
              definitions -> definitions.meta("Status")));
    }
    return operations;
  }

  private List<Operation> objectOperations() {
    return List.of(
        read("", kind, this::object),
        write("put", "replace", "", kind, this::object, List.of("200", "201")),
        new Operation(
            "delete",
            "delete" + scopeId + kind.kind(),
            "delete",
            kind,
            Parameter.DELETE,
            Body.DELETE_OPTIONS,
            List.of("200", "202"),
            definitions -> definitions.meta("Status")),
        patch("", kind, this::object));
  }

  private List<Operation> operations(Subresource subresource) {
    String suffix = capital(Verbs.path(subresource));
    GroupVersionKind acted = subresource == Subresource.SCALE ? SCALE : kind;
    Function<Definitions, ObjectNode> result =
        subresource == Subresource.SCALE
            ? definitions -> definitions.reference(Schemas.byKind(SCALE))
            : this::object;
    List<Operation> operations = new ArrayList<>();
    List<String> verbs = Verbs.of(subresource);
    if (verbs.contains("get")) {
      operations.add(read(suffix, acted, result));
    }
    operations.add(write("put", "replace", suffix, acted, result, List.of("200", "201")));
    if (verbs.contains("patch")) {
      operations.add(patch(suffix, acted, result));
    }
    return operations;
  }

  private PathItem everyNamespace() {
    List<Parameter> parameters = new ArrayList<>(Parameter.LIST);
    parameters.add(Parameter.PRETTY);
    String path = root(kind.groupVersion()) + "/" + type.names().plural();
    return new PathItem(
        path,
        parameters,
        List.of(
            new Operation(
                "get",
                "list" + versionId + kind.kind() + "ForAllNamespaces",
                "list",
                kind,
                List.of(),
                Body.NONE,
                List.of("200"),
                this::list)));
  }

  private Operation read(
      String suffix, GroupVersionKind acted, Function<Definitions, ObjectNode> result) {
    return new Operation(
        "get",
        "read" + scopeId + kind.kind() + suffix,
        "get",
        acted,
        List.of(),
        Body.NONE,
        List.of("200"),
        result);
  }

  private Operation write(
      String method,
      String verb,
      String suffix,
      GroupVersionKind acted,
      Function<Definitions, ObjectNode> result,
      List<String> codes) {
    return new Operation(
        method,
        verb + scopeId + kind.kind() + suffix,
        method,
        acted,
        Parameter.WRITE,
        Body.OBJECT,
        codes,
        result);
  }

  private Operation patch(
      String suffix, GroupVersionKind acted, Function<Definitions, ObjectNode> result) {
    return new Operation(
        "patch",
        "patch" + scopeId + kind.kind() + suffix,
        "patch",
        acted,
        Parameter.PATCH,
        type.strategy().customResource() ? Body.PATCH_OF_CUSTOM_RESOURCE : Body.PATCH,
        List.of("200", "201"),
        result);
  }

  private ObjectNode object(Definitions definitions) {
    return definitions.reference(schema);
  }

  private ObjectNode list(Definitions definitions) {
    return definitions.listReference(schema, listKind);
  }
}
