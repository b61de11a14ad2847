package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// `v1 ResourceQuota`: how much a namespace may have.
final class ResourceQuotaKind implements Strategy {

  private static final FieldPath STATUS = FieldPath.of("status");
  private static final String LIMITS = "limits.";

  static ResourceType type() {
    return V1.withStatus(
        "",
        Scope.NAMESPACED,
        V1.names("ResourceQuota", "quota"),
        columns(),
        new ResourceQuotaKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "Request", "What is used, of what may be.", quota -> used(quota, Part.REQUESTS)),
        Columns.text(
            "Limit",
            "What may be used at most, of what may be.",
            quota -> used(quota, Part.LIMITS)),
        Columns.age());
  }

  /// What a quota is about.
  private enum Part {
    REQUESTS,
    LIMITS
  }

  private static String used(ObjectNode quota, Part part) {
    Map<String, String> hard = Trees.map(quota, "status", "hard");
    Map<String, String> used = Trees.map(quota, "status", "used");
    return hard.keySet().stream()
        .filter(name -> name.startsWith(LIMITS) == (part == Part.LIMITS))
        .map(name -> name + ": " + used.getOrDefault(name, "0") + "/" + hard.get(name))
        .collect(Collectors.joining(", "));
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode quota) {
    Trees.makeObject(quota, "status");
  }

  @Override
  public void prepareForCreate(ObjectNode quota) {
    quota.putObject("status");
  }

  @Override
  public List<FieldError> validate(ObjectNode quota) {
    FieldErrors errors = new FieldErrors();
    new ResourceQuotaRules(Trees.makeObject(quota, "spec"), errors).check();
    return errors.list();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode quota, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    List<String> scopes = Trees.strings(quota, "spec", "scopes");
    List<String> before = Trees.strings(old, "spec", "scopes");
    if (!new HashSet<>(scopes).equals(new HashSet<>(before))) {
      errors.invalid(
          FieldPath.of("spec", "scopes"), Json.at(quota, "spec", "scopes"), "field is immutable");
    }
    return errors.list();
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode quota, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    for (String list : List.of("hard", "used")) {
      ResourceQuotaRules.amounts(Trees.object(quota, "status", list), STATUS.child(list), errors);
    }
    return errors.list();
  }
}
