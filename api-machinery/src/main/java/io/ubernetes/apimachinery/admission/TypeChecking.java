package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cel.CelEnvironment;
import io.ubernetes.apimachinery.cel.Compilation;
import io.ubernetes.apimachinery.cel.ValueType;
import io.ubernetes.apimachinery.cel.ValueType.ObjectOf;
import io.ubernetes.apimachinery.cel.ValueType.Opaque;
import io.ubernetes.apimachinery.cel.ValueType.Scalar;
import io.ubernetes.apimachinery.kinds.AdmissionTypes;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks the expressions of a policy against the types of the objects that it will see, which the
/// evaluation does not look at: to say in the policy's status where an expression asks for what no
/// such object has. Belongs to one check.
final class TypeChecking {

  /// Kubernetes looks at no more kinds of one rule.
  private static final int MAX_KINDS = 10;

  private final JsonNode spec;
  private final List<ResourceType> types;

  private TypeChecking(JsonNode spec, List<ResourceType> types) {
    this.spec = spec;
    this.types = types;
  }

  /// @param types all kinds that are served
  /// @return the `expressionWarnings` of the policy's status
  static ArrayNode warnings(ObjectNode policy, List<ResourceType> types) {
    return new TypeChecking(policy.path("spec"), types).warnings();
  }

  private ArrayNode warnings() {
    List<Known> known = kinds();
    ArrayNode warnings = Json.MAPPER.createArrayNode();
    if (known.isEmpty()) {
      return warnings;
    }
    JsonNode validations = spec.path("validations");
    for (int i = 0; i < validations.size(); i++) {
      for (String field : List.of("expression", "messageExpression")) {
        String expression = Json.text(validations.get(i), field);
        String warning = expression.isEmpty() ? "" : warning(expression, known);
        if (!warning.isEmpty()) {
          warnings
              .addObject()
              .put("fieldRef", "spec.validations[" + i + "]." + field)
              .put("warning", warning);
        }
      }
    }
    return warnings;
  }

  /// A kind that the policy concerns, with what expressions can name when they look at it.
  private record Known(GroupVersionKind kind, CelEnvironment environment) {}

  private static String warning(String expression, List<Known> known) {
    List<String> all = new ArrayList<>();
    for (Known each : known) {
      if (each.environment().compile(expression) instanceof Compilation.Failed(String message)) {
        GroupVersionKind kind = each.kind();
        all.add(kind.apiVersion() + ", Kind=" + kind.kind() + ": " + message + "\n");
      }
    }
    return String.join("\n", all);
  }

  private List<Known> kinds() {
    Map<GroupVersionKind, ValueType> found =
        new TreeMap<>(
            Comparator.comparing(GroupVersionKind::group)
                .thenComparing(GroupVersionKind::version)
                .thenComparing(GroupVersionKind::kind));
    for (JsonNode rule : spec.path("matchConstraints").path("resourceRules")) {
      if (add(rule, found) == MAX_KINDS) {
        break;
      }
    }
    ValueType params = params();
    List<Known> known = new ArrayList<>();
    found.forEach((kind, type) -> known.add(new Known(kind, environment(type, params))));
    return known;
  }

  /// @return how many kinds the rule names, up to the limit
  private int add(JsonNode rule, Map<GroupVersionKind, ValueType> found) {
    int count = 0;
    for (String group : named(rule, "apiGroups")) {
      for (String version : named(rule, "apiVersions")) {
        for (String resource : named(rule, "resources")) {
          Optional<ResourceType> type = type(group, version, resource);
          if (type.isPresent()) {
            GroupVersionKind kind = GroupVersionKind.of(apiVersion(group, version), kind(type));
            type.flatMap(t -> objectType(t, version)).ifPresent(t -> found.put(kind, t));
            count++;
          }
          if (count == MAX_KINDS) {
            return count;
          }
        }
      }
    }
    return count;
  }

  private static String kind(Optional<ResourceType> type) {
    return type.map(t -> t.names().kind()).orElse("");
  }

  private static String apiVersion(String group, String version) {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// What a rule names, in order; nothing when it names everything. Subresources are left out.
  private static List<String> named(JsonNode rule, String field) {
    List<String> names = new ArrayList<>();
    for (JsonNode each : rule.path(field)) {
      String name = each.asString();
      boolean resources = field.equals("resources");
      if (!resources && name.contains("*")) {
        return List.of();
      }
      if (!resources || !(name.contains("*") || name.contains("/"))) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  private Optional<ResourceType> type(String group, String version, String resource) {
    return types.stream()
        .filter(type -> type.group().equals(group) && type.names().plural().equals(resource))
        .filter(type -> type.version(version).isPresent())
        .findFirst();
  }

  private static Optional<ValueType> objectType(ResourceType type, String version) {
    return type.version(version)
        .flatMap(served -> ObjectTypes.of(served.schema(), type.names().kind()));
  }

  /// The type of the policy's parameters; null when it has none.
  private @Nullable ValueType params() {
    JsonNode wanted = Json.at(spec, "paramKind");
    if (wanted == null) {
      return null;
    }
    GroupVersionKind kind =
        GroupVersionKind.of(Json.text(wanted, "apiVersion"), Json.text(wanted, "kind"));
    return types.stream()
        .filter(
            type -> type.group().equals(kind.group()) && type.names().kind().equals(kind.kind()))
        .flatMap(type -> objectType(type, kind.version()).stream())
        .findFirst()
        .orElse(Scalar.DYN);
  }

  private CelEnvironment environment(ValueType object, @Nullable ValueType params) {
    Map<String, ValueType> names = new LinkedHashMap<>();
    names.put("object", object);
    names.put("oldObject", object);
    names.put("request", AdmissionTypes.REQUEST);
    names.put("namespaceObject", AdmissionTypes.NAMESPACE);
    names.put("authorizer", Opaque.AUTHORIZER);
    names.put("authorizer.requestResource", Opaque.RESOURCE_CHECK);
    if (params != null) {
      names.put("params", params);
    }
    Map<String, ValueType> variables = new LinkedHashMap<>();
    for (JsonNode variable : spec.path("variables")) {
      CelEnvironment before = CelEnvironment.of(withVariables(names, variables));
      ValueType type =
          before.compile(Json.text(variable, "expression"))
                  instanceof Compilation.Compiled(var program)
              ? program.resultValueType()
              : Scalar.DYN;
      variables.put(Json.text(variable, "name"), type);
    }
    return CelEnvironment.of(withVariables(names, variables));
  }

  private static Map<String, ValueType> withVariables(
      Map<String, ValueType> names, Map<String, ValueType> variables) {
    Map<String, ValueType> all = new LinkedHashMap<>(names);
    if (!variables.isEmpty()) {
      all.put("variables", ObjectOf.unescaped("kubernetes.variables", variables));
    }
    return all;
  }
}
