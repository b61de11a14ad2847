package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a ResourceQuota a bad one. Owned by one validation.
final class ResourceQuotaRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String NOT_FOR_THIS = "unsupported scope applied to resource";

  private static final Set<String> POD_RESOURCES =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "limits.cpu",
          "limits.memory",
          "requests.cpu",
          "requests.memory");
  private static final Set<String> CLAIM_RESOURCES =
      Set.of("persistentvolumeclaims", "requests.storage");

  /// Which of the standard resources each scope can be said of.
  private static final Map<String, Set<String>> SCOPES =
      Map.of(
          "Terminating", POD_RESOURCES,
          "NotTerminating", POD_RESOURCES,
          "NotBestEffort", POD_RESOURCES,
          "PriorityClass", POD_RESOURCES,
          "CrossNamespacePodAffinity", POD_RESOURCES,
          "BestEffort", Set.of("pods"),
          "VolumeAttributesClass", CLAIM_RESOURCES);

  /// Scopes that have values.
  private static final Set<String> WITH_VALUES = Set.of("PriorityClass", "VolumeAttributesClass");

  private static final List<List<String>> CONTRARY =
      List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"));

  private final ObjectNode spec;
  private final FieldErrors errors;
  private final Set<String> limited;

  ResourceQuotaRules(ObjectNode spec, FieldErrors errors) {
    this.spec = spec;
    this.errors = errors;
    ObjectNode hard = Trees.object(spec, "hard");
    this.limited =
        hard == null
            ? Set.of()
            : hard.propertyNames().stream()
                .filter(ResourceNames::isQuota)
                .collect(Collectors.toCollection(TreeSet::new));
  }

  void check() {
    amounts(Trees.object(spec, "hard"), SPEC.child("hard"), errors);
    scopes();
    if (Json.at(spec, "scopeSelector") != null) {
      selector();
    }
  }

  static void amounts(@Nullable ObjectNode amounts, FieldPath list, FieldErrors errors) {
    if (amounts == null) {
      return;
    }
    for (Map.Entry<String, JsonNode> entry : amounts.properties()) {
      FieldPath field = list.key(entry.getKey());
      ResourceNames.checkQuota(entry.getKey(), field, errors);
      Quantity.tryParse(entry.getValue().asString(""))
          .ifPresent(amount -> amount(entry.getKey(), amount, field, errors));
    }
  }

  private static void amount(String name, Quantity amount, FieldPath field, FieldErrors errors) {
    if (amount.signum() < 0) {
      errors.invalid(field, amount.toString(), "must be greater than or equal to 0");
    }
    boolean whole = amount.exact().stripTrailingZeros().scale() <= 0;
    if (ResourceNames.isInteger(name) && !whole) {
      errors.invalid(field, amount.toString(), "must be an integer");
    }
  }

  private void scopes() {
    FieldPath field = SPEC.child("scopes");
    List<String> scopes = Trees.strings(spec, "scopes");
    JsonNode shown = spec.get("scopes");
    for (String scope : scopes) {
      if (!SCOPES.containsKey(scope)) {
        errors.invalid(field, shown, "unsupported scope");
      }
      for (int i = 0; i < misplaced(scope); i++) {
        errors.invalid(field, shown, NOT_FOR_THIS);
      }
    }
    contrary(scopes, field);
  }

  private long misplaced(String scope) {
    Set<String> possible = SCOPES.get(scope);
    return possible == null
        ? 0
        : limited.stream().filter(resource -> !possible.contains(resource)).count();
  }

  private void contrary(List<String> scopes, FieldPath field) {
    for (List<String> pair : CONTRARY) {
      if (scopes.containsAll(pair)) {
        errors.invalid(field, spec.get("scopes"), "conflicting scopes");
      }
    }
  }

  private void selector() {
    FieldPath field = SPEC.child("scopeSelector").child("matchExpressions");
    List<ObjectNode> requirements = Trees.objects(spec, "scopeSelector", "matchExpressions");
    for (ObjectNode requirement : requirements) {
      String scope = Json.text(requirement, "scopeName");
      if (!SCOPES.containsKey(scope)) {
        errors.invalid(field.child("scopeName"), scope, "unsupported scope");
      }
      for (int i = 0; i < misplaced(scope); i++) {
        errors.invalid(field, shown(requirements), NOT_FOR_THIS);
      }
      requirement(requirement, scope, field);
    }
    contrary(requirements.stream().map(one -> Json.text(one, "scopeName")).toList(), field);
  }

  /// As Go names the fields.
  private static ObjectNode shown(List<ObjectNode> requirements) {
    ObjectNode shown = Json.object();
    ArrayNode list = shown.putArray("MatchExpressions");
    for (ObjectNode requirement : requirements) {
      list.addObject()
          .put("ScopeName", Json.text(requirement, "scopeName"))
          .put("Operator", Json.text(requirement, "operator"))
          .set("Values", Json.at(requirement, "values"));
    }
    return shown;
  }

  private void requirement(ObjectNode requirement, String scope, FieldPath field) {
    String operator = Json.text(requirement, "operator");
    boolean hasValues = !Trees.strings(requirement, "values").isEmpty();
    if (SCOPES.containsKey(scope) && !WITH_VALUES.contains(scope) && !operator.equals("Exists")) {
      errors.invalid(
          field.child("operator"),
          operator,
          "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
              + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
              + " ResourceQuotaScopeNotBestEffort or"
              + " ResourceQuotaScopeCrossNamespacePodAffinity");
    }
    switch (operator) {
      case "In", "NotIn" -> {
        if (!hasValues) {
          errors.required(
              field.child("values"),
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (hasValues) {
          errors.invalid(
              field.child("values"),
              requirement.get("values"),
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
        }
      }
      default -> errors.invalid(field.child("operator"), operator, "not a valid selector operator");
    }
  }
}
