package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.ConditionRules;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.IntOrPercent;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `policy/v1 PodDisruptionBudget`: how many pods of some may be taken away at a time.
final class PodDisruptionBudgetKind implements Strategy {

  private static final String GROUP = "policy";
  private static final GroupVersionKind KIND =
      new GroupVersionKind(GROUP, "v1", "PodDisruptionBudget");
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> EVICTIONS = List.of("AlwaysAllow", "IfHealthyBudget");
  private static final List<String> COUNTS =
      List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "PodDisruptionBudget",
            "PodDisruptionBudgetList",
            "poddisruptionbudgets",
            "poddisruptionbudget",
            List.of("pdb"),
            List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "poddisruptionbudgets"),
        Set.of(Subresource.STATUS),
        true,
        new PodDisruptionBudgetKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "Min Available",
            "How many pods must stay.",
            budget -> limit(Json.at(budget, "spec", "minAvailable"))),
        Columns.text(
            "Max Unavailable",
            "How many pods may be missing.",
            budget -> limit(Json.at(budget, "spec", "maxUnavailable"))),
        Workloads.number(
            "Allowed Disruptions",
            "How many pods may be taken away now.",
            "status",
            "disruptionsAllowed"),
        Columns.age());
  }

  private static String limit(@Nullable JsonNode limit) {
    return limit == null ? "N/A" : limit.asString();
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.NONE;
  }

  @Override
  public void setDefaults(ObjectNode budget) {
    Trees.defaultObject(budget, "spec");
    emptyCounts(Trees.makeObject(budget, "status"));
  }

  private static void emptyCounts(ObjectNode status) {
    COUNTS.forEach(count -> Trees.defaultNumber(status, count, 0));
  }

  @Override
  public void prepareForCreate(ObjectNode budget) {
    emptyCounts(budget.putObject("status"));
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }

  @Override
  public List<FieldError> validate(ObjectNode budget) {
    FieldErrors errors = new FieldErrors();
    ObjectNode spec = TemplateRules.specOf(budget);
    JsonNode least = Json.at(spec, "minAvailable");
    JsonNode most = Json.at(spec, "maxUnavailable");
    if (least != null && most != null) {
      errors.invalid(SPEC, shown(spec), "minAvailable and maxUnavailable cannot be both set");
    }
    limit(least, SPEC.child("minAvailable"), errors);
    limit(most, SPEC.child("maxUnavailable"), errors);
    LabelRules.selector(Trees.object(spec, "selector"), SPEC.child("selector"), errors);
    if (Json.at(spec, "unhealthyPodEvictionPolicy") != null) {
      errors.oneOf(
          SPEC.child("unhealthyPodEvictionPolicy"),
          Json.text(spec, "unhealthyPodEvictionPolicy"),
          EVICTIONS);
    }
    return errors.list();
  }

  private static void limit(@Nullable JsonNode limit, FieldPath field, FieldErrors errors) {
    if (limit != null) {
      IntOrPercent.check(limit, field, errors);
      IntOrPercent.atMostAll(limit, field, errors);
    }
  }

  /// The spec as Kubernetes shows its own form of it.
  private static ObjectNode shown(ObjectNode spec) {
    ObjectNode shown = Json.object();
    shown.set("MinAvailable", orNull(spec, "minAvailable"));
    shown.set("Selector", GoText.selector(orNull(spec, "selector")));
    shown.set("MaxUnavailable", orNull(spec, "maxUnavailable"));
    shown.set("UnhealthyPodEvictionPolicy", orNull(spec, "unhealthyPodEvictionPolicy"));
    return shown;
  }

  private static JsonNode orNull(ObjectNode spec, String field) {
    JsonNode value = Json.at(spec, field);
    return value == null ? spec.nullNode() : value;
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode budget, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    ConditionRules.check(
        Trees.objects(budget, "status", "conditions"),
        FieldPath.of("status", "conditions"),
        errors);
    CountRules.ofStatus(budget, errors).notNegative(COUNTS.toArray(String[]::new));
    return errors.list();
  }
}
