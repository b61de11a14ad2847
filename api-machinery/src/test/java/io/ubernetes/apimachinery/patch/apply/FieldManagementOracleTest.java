package io.ubernetes.apimachinery.patch.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.JsonEquality;
import io.ubernetes.apimachinery.schema.Oracle;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Replays every recorded write: from the object as it was before and the request, the managers and
/// their fields must come out as the real server has them.
class FieldManagementOracleTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  /// What the server sets of its own on a new object after it has recorded the owners.
  private static final Map<String, FieldSet> SET_LATER =
      Map.of(
          "Namespace", FieldSet.ofFields("spec.finalizers"),
          "Job",
              FieldSet.ofFields(
                  "metadata.labels", "spec.selector", "spec.template.metadata.labels"),
          "Service",
              FieldSet.ofFields(
                  "spec.ipFamilies", "spec.ipFamilyPolicy", "spec.healthCheckNodePort"),
          "Pod", FieldSet.ofFields("spec.priority", "spec.preemptionPolicy", "spec.tolerations"));

  /// Answers that do not show the object as it was when the owners were recorded, or as it came.
  private static final Set<String> NOT_COMPARABLE =
      Set.of(
          // changed by admission afterwards
          "admission/limits-and-classes.json defaulted",
          "admission/limits-and-classes.json tolerations",
          // decoded without the field
          "crd/crd-versions.json create-beta",
          // emptied because the rules are aggregated
          "defaulting/defaults-cluster-scoped.json clusterrole-aggregated",
          // the recording leaves the cluster IP out
          "defaulting/defaults-service.json headless",
          // deleted by a request whose answer does not show it
          "delete/delete-collection.json release");

  private final Map<String, ObjectNode> liveByUid = new HashMap<>();
  private final Map<String, ObjectNode> liveByPath = new HashMap<>();
  private final Map<GroupVersionKind, Schema> customKinds = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private int writes;
  private int applies;

  @Test
  void ownersOfFieldsAreThoseOfARealServer() {
    Oracle oracle = Oracle.orSkip();
    oracle.forEachScenario((name, scenario) -> {
      liveByUid.clear();
      liveByPath.clear();
      for (JsonNode step : scenario.path("steps")) {
        replay(name + " " + step.path("id").asString(), step);
      }
    });
    assertThat(differences).isEmpty();
    assertThat(writes).isGreaterThan(100);
    assertThat(applies).isGreaterThan(40);
  }

  private void replay(String name, JsonNode step) {
    JsonNode request = step.path("request");
    JsonNode expected = step.path("expect").path("body");
    if (step.path("expect").path("status").asInt() == 201) {
      defineCustomKind(request.path("body"));
    }
    String method = request.path("method").asString();
    if (!NOT_COMPARABLE.contains(name) && !request.has("fill")) {
      compare(name, method, request, step.path("expect"));
    }
    if (expected instanceof ObjectNode object && !Json.text(object, "metadata", "uid").isEmpty()) {
      remember(request, object);
    }
  }

  private void remember(JsonNode request, ObjectNode object) {
    if (Json.at(request, "query", "dryRun") == null) {
      liveByUid.put(Json.text(object, "metadata", "uid"), object);
      String path = request.path("path").asString().replaceAll("/status$", "");
      boolean create = request.path("method").asString().equals("POST");
      String name = Json.text(object, "metadata", "name");
      liveByPath.put(create ? path + "/" + name : path, object);
    }
  }

  private void compare(String name, String method, JsonNode request, JsonNode expect) {
    String type = Json.text(request, "headers", "Content-Type");
    boolean write = Set.of("POST", "PUT", "PATCH").contains(method);
    if (!write || !(expect.path("body") instanceof ObjectNode expected)) {
      return;
    }
    if (type.startsWith("application/apply-patch")) {
      if (request.path("body") instanceof ObjectNode config) {
        compareApply(name, request, config, expect.path("status").asInt(), expected);
      }
    } else if (expect.path("status").asInt() < 300) {
      compareUpdate(name, method, request, expected);
    }
  }

  private void compareUpdate(String name, String method, JsonNode request, ObjectNode expected) {
    GroupVersionKind kind = kind(expected);
    Schema schema = schema(kind);
    String uid = Json.text(expected, "metadata", "uid");
    if (schema == null || uid.isEmpty() || ManagedFields.of(expected) == null) {
      return;
    }
    ObjectNode live = liveByUid.get(uid);
    if (live == null && !method.equals("POST")) {
      return;
    }
    ObjectNode object = expected.deepCopy();
    JsonNode sent = ManagedFields.of(request.path("body") instanceof ObjectNode b ? b : null);
    JsonNode before = method.equals("PATCH") && sent == null ? ManagedFields.of(live) : sent;
    FieldManagement.set(object, before == null ? null : before.deepCopy());
    if (live == null && SET_LATER.containsKey(kind.kind())) {
      object = Removal.without(object, SET_LATER.get(kind.kind()), schema);
    }
    Writer writer = writer(request, kind);
    FieldManagement.update(live, object, writer, NOW, new WrittenForm(schema, reset(writer)));
    writes++;
    difference(name, expected, object);
  }

  private void compareApply(
      String name, JsonNode request, ObjectNode config, int status, ObjectNode expected) {
    GroupVersionKind kind = kind(config);
    Schema schema = schema(kind);
    Writer writer = writer(request, kind);
    boolean refusedElsewhere =
        (status != 409 && status != 500 && status >= 300)
            || Json.text(expected, "message").startsWith("Operation cannot be fulfilled");
    if (schema == null || refusedElsewhere || kind.kind().equals("Scale")) {
      return;
    }
    String path = request.path("path").asString().replaceAll("/(status)$", "");
    ObjectNode live = liveByPath.get(path);
    ConflictPolicy policy =
        Json.text(request, "query", "force").equals("true")
            ? ConflictPolicy.FORCE
            : ConflictPolicy.REFUSE;
    applies++;
    try {
      ApplyResult result =
          FieldManagement.apply(
              live, config, writer, policy, NOW, new WrittenForm(schema, reset(writer)));
      switch (result) {
        case ApplyResult.Applied applied -> {
          difference(name, expected, applied.object());
          contains(name, applied.object(), expected);
        }
        case ApplyResult.Conflicts conflicts ->
            differenceOfStatus(name, expected, conflicts.toException());
      }
    } catch (ApiException e) {
      differenceOfStatus(name, expected, e);
    }
  }

  /// What the merge says must be in the answer, which has defaults as well.
  private void contains(String name, ObjectNode merged, ObjectNode expected) {
    for (String part : List.of("spec", "data", "metadata")) {
      JsonNode mine = merged.get(part);
      if (mine instanceof ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove(List.of("managedFields", "generation", "resourceVersion"));
        if (!within(copy, expected.path(part))) {
          differences.add(name + ": merged " + copy + " is not in " + expected.path(part));
        }
      }
    }
  }

  private static boolean within(JsonNode mine, JsonNode expected) {
    if (mine instanceof ObjectNode object && expected.isObject()) {
      return object.propertyStream().allMatch(f -> within(f.getValue(), expected.path(f.getKey())));
    }
    if (mine instanceof ArrayNode list && expected.isArray() && list.size() == expected.size()) {
      boolean all = true;
      for (int i = 0; i < list.size(); i++) {
        all = all && within(list.get(i), expected.get(i));
      }
      return all;
    }
    return JsonEquality.equal(mine, expected);
  }

  private void differenceOfStatus(String name, ObjectNode expected, ApiException refusal) {
    if (!JsonEquality.equal(sortedCauses(refusal.status()), sortedCauses(expected))) {
      differences.add(name + ": refused with " + refusal.status() + " instead of " + expected);
    }
  }

  private static ObjectNode sortedCauses(ObjectNode status) {
    ObjectNode copy = status.deepCopy();
    if (Json.at(copy, "details", "causes") instanceof ArrayNode causes) {
      TreeSet<String> sorted = new TreeSet<>();
      causes.forEach(cause -> sorted.add(cause.path("field") + " " + cause));
      ((ObjectNode) copy.get("details")).put("causes", sorted.toString());
    }
    return copy;
  }

  private void difference(String name, ObjectNode expected, ObjectNode actual) {
    Set<JsonNode> wanted = entries(expected);
    Set<JsonNode> found = entries(actual);
    if (!wanted.equals(found)) {
      differences.add(name + ":\n   found  " + found + "\n   wanted " + wanted);
    }
  }

  private static Set<JsonNode> entries(ObjectNode object) {
    Set<JsonNode> entries = new HashSet<>();
    JsonNode list = ManagedFields.of(object);
    if (list != null) {
      for (JsonNode entry : list) {
        ObjectNode copy = entry.deepCopy().asObject();
        copy.remove("time");
        entries.add(copy);
      }
    }
    return entries;
  }

  private static FieldSet reset(Writer writer) {
    return switch (writer.subresource()) {
      case "" -> FieldSet.ofFields("status");
      case "status" -> FieldSet.ofFields("spec", "metadata.labels");
      default -> FieldSet.EMPTY;
    };
  }

  private static Writer writer(JsonNode request, GroupVersionKind kind) {
    String manager = Json.text(request, "query", "fieldManager");
    if (manager.isEmpty()) {
      String agent = Json.text(request, "headers", "User-Agent");
      manager = agent.isEmpty() ? "oracle" : agent.split("/")[0];
    }
    String path = request.path("path").asString();
    String last = path.substring(path.lastIndexOf('/') + 1);
    boolean subresource = Set.of("status", "scale", "finalize").contains(last);
    return new Writer(manager, kind, subresource ? last : "");
  }

  private void defineCustomKind(JsonNode body) {
    if (!Json.text(body, "kind").equals("CustomResourceDefinition")) {
      return;
    }
    JsonNode spec = body.path("spec");
    for (JsonNode version : spec.path("versions")) {
      JsonNode document = Json.at(version, "schema", "openAPIV3Schema");
      if (document != null) {
        GroupVersionKind kind =
            new GroupVersion(Json.text(spec, "group"), Json.text(version, "name"))
                .kind(Json.text(spec, "names", "kind"));
        customKinds.put(kind, StructuralSchema.ofKind(kind, document));
      }
    }
  }

  private @Nullable Schema schema(GroupVersionKind kind) {
    Schema custom = customKinds.get(kind);
    return custom != null ? custom : Schemas.find(kind).orElse(null);
  }

  private static GroupVersionKind kind(ObjectNode object) {
    return GroupVersionKind.of(Json.text(object, "apiVersion"), Json.text(object, "kind"));
  }
}
