package io.ubernetes.apimachinery.openapi;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The named definitions of one document: those that were asked for, and all that they refer to.
/// Belongs to the maker of the document.
final class Definitions {

  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private final Dialect dialect;
  private final List<GroupVersion> groupVersions;
  private final SchemaTree trees;
  private final Map<String, ObjectNode> written = new TreeMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Deque<Schema> waiting = new ArrayDeque<>();

  /// @param groupVersions those that the document is about
  Definitions(Dialect dialect, List<GroupVersion> groupVersions) {
    this.dialect = dialect;
    this.groupVersions = groupVersions;
    this.trees = new SchemaTree(dialect, this);
  }

  /// What refers to a definition of Kubernetes' meta package, such as `Status`.
  ObjectNode meta(String name) {
    return reference(Schemas.byName(META + name));
  }

  /// What refers to a named schema, which thereby becomes a part of the document.
  ObjectNode reference(Schema schema) {
    String name = schema.definition();
    if (asked.add(name)) {
      // A reference has the description of its place; the definition has its own.
      waiting.add(schema.builtIn() ? Schemas.byName(name) : schema);
    }
    return Json.object().put("$ref", dialect.reference(name));
  }

  /// What refers to the list of objects of a kind. Custom kinds have no schema of it: it is made
  /// here.
  ObjectNode listReference(Schema item, GroupVersionKind listKind) {
    Schema builtIn = Schemas.find(listKind).orElse(null);
    if (builtIn != null) {
      return reference(builtIn);
    }
    String name =
        item.definition().substring(0, item.definition().lastIndexOf('.') + 1) + listKind.kind();
    if (asked.add(name)) {
      written.put(name, list(item, listKind));
    }
    return Json.object().put("$ref", dialect.reference(name));
  }

  private ObjectNode list(Schema item, GroupVersionKind listKind) {
    ObjectNode list = Json.object();
    list.put("description", listKind.kind() + " is a list of " + item.kinds().getFirst().kind());
    list.put("type", "object");
    list.putArray("required").add("items");
    ObjectNode properties = list.putObject("properties");
    properties.putObject("apiVersion").put("type", "string");
    ObjectNode items = properties.putObject("items").put("type", "array");
    items.set("items", reference(item));
    properties.putObject("kind").put("type", "string");
    properties.set("metadata", meta("ListMeta"));
    putKinds(list, List.of(listKind));
    return list;
  }

  /// All definitions by name.
  ObjectNode write() {
    while (!waiting.isEmpty()) {
      Schema schema = waiting.remove();
      ObjectNode tree = trees.definition(schema);
      putKinds(tree, schema.kinds());
      written.put(schema.definition(), tree);
    }
    ObjectNode all = Json.object();
    written.forEach(all::set);
    return all;
  }

  private void putKinds(ObjectNode into, List<GroupVersionKind> kinds) {
    if (kinds.isEmpty()) {
      return;
    }
    ArrayNode list = into.putArray("x-kubernetes-group-version-kind");
    for (GroupVersionKind kind : everyVersion(kinds)) {
      list.addObject()
          .put("group", kind.group())
          .put("kind", kind.kind())
          .put("version", kind.version());
    }
  }

  /// Some definitions (`DeleteOptions`) are a kind of every group and version.
  private Set<GroupVersionKind> everyVersion(List<GroupVersionKind> kinds) {
    Set<GroupVersionKind> every = new LinkedHashSet<>();
    for (GroupVersionKind kind : kinds) {
      if (kind.group().equals("*")) {
        List<GroupVersion> all = new ArrayList<>(List.of(new GroupVersion("", "v1")));
        all.addAll(groupVersions);
        all.forEach(version -> every.add(version.kind(kind.kind())));
      } else {
        every.add(kind);
      }
    }
    return every;
  }
}
