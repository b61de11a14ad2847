package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `scheduling.k8s.io/v1 PriorityClass`: a name for how important pods are.
final class PriorityClassKind implements Strategy {

  private static final String GROUP = "scheduling.k8s.io";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "PriorityClass");
  private static final FieldPath POLICY = FieldPath.of("preemptionPolicy");
  private static final String PREEMPTS = "PreemptLowerPriority";
  private static final List<String> POLICIES = List.of(PREEMPTS, "Never");

  private static final String SYSTEM = "system-";
  private static final long HIGHEST_OF_USERS = 1_000_000_000;

  /// The classes that every cluster has.
  private static final Map<String, Long> OF_THE_SYSTEM =
      Map.of(
          "system-cluster-critical",
          2 * HIGHEST_OF_USERS,
          "system-node-critical",
          2 * HIGHEST_OF_USERS + 1000);

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "PriorityClass",
            "PriorityClassList",
            "priorityclasses",
            "priorityclass",
            List.of("pc"),
            List.of()),
        Scope.CLUSTER,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "priorityclasses"),
        Set.of(),
        true,
        new PriorityClassKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Workloads.number("Value", "How important its pods are.", "value"),
        new Column(
            "Global-Default",
            "boolean",
            "",
            "Whether pods that name no class get this one.",
            0,
            (pc, now) -> JsonNodeFactory.instance.booleanNode(Trees.flag(pc, "globalDefault"))),
        Columns.age(),
        Columns.text(
            "PreemptionPolicy",
            "Whether its pods take the place of others.",
            pc -> Json.text(pc, "preemptionPolicy")));
  }

  @Override
  public void setDefaults(ObjectNode priorityClass) {
    if (Json.at(priorityClass, "preemptionPolicy") == null) {
      priorityClass.put("preemptionPolicy", PREEMPTS);
    }
  }

  /// Nothing that counts can change.
  @Override
  public boolean changesGeneration(ObjectNode priorityClass, ObjectNode old) {
    return false;
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode priorityClass) {
    FieldErrors errors = new FieldErrors();
    String name = Json.text(priorityClass, "metadata", "name");
    if (name.startsWith(SYSTEM)) {
      String wrong = unlikeTheSystem(name, priorityClass);
      if (!wrong.isEmpty()) {
        errors.forbidden(
            FieldPath.of("metadata", "name"),
            "priority class names with 'system-' prefix are reserved for system use only. error: "
                + wrong);
      }
    } else if (Json.number(priorityClass, 0, "value") > HIGHEST_OF_USERS) {
      errors.forbidden(
          FieldPath.of("value"),
          "maximum allowed value of a user defined priority is " + HIGHEST_OF_USERS);
    }
    errors.requiredOneOf(POLICY, Json.text(priorityClass, "preemptionPolicy"), POLICIES);
    return errors.list();
  }

  private static String unlikeTheSystem(String name, ObjectNode priorityClass) {
    Long value = OF_THE_SYSTEM.get(name);
    if (value == null) {
      return name + " is not a known system priority class";
    }
    if (value != Json.number(priorityClass, 0, "value")) {
      return "value of " + name + " PriorityClass must be " + value;
    }
    return Trees.flag(priorityClass, "globalDefault")
        ? "globalDefault of " + name + " PriorityClass must be false"
        : "";
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode priorityClass, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    if (Json.number(priorityClass, 0, "value") != Json.number(old, 0, "value")) {
      errors.forbidden(FieldPath.of("value"), "may not be changed in an update.");
    }
    errors.unchanged(
        POLICY, Json.at(priorityClass, "preemptionPolicy"), Json.at(old, "preemptionPolicy"));
    return errors.list();
  }
}
