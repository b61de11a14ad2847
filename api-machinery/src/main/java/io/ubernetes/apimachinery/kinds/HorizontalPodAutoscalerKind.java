package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.autoscaling.AutoscalerConversion;
import io.ubernetes.apimachinery.kinds.autoscaling.AutoscalerDefaults;
import io.ubernetes.apimachinery.kinds.autoscaling.AutoscalerRules;
import io.ubernetes.apimachinery.resource.Column;
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
import tools.jackson.databind.node.ObjectNode;

/// `autoscaling HorizontalPodAutoscaler`: so many pods as there is work for. Stored as `v2`, served
/// also as `v1`.
final class HorizontalPodAutoscalerKind implements Strategy {

  private static final String GROUP = "autoscaling";
  private static final GroupVersionKind V2 =
      new GroupVersionKind(GROUP, "v2", "HorizontalPodAutoscaler");
  private static final GroupVersionKind V1 =
      new GroupVersionKind(GROUP, "v1", "HorizontalPodAutoscaler");

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "HorizontalPodAutoscaler",
            "HorizontalPodAutoscalerList",
            "horizontalpodautoscalers",
            "horizontalpodautoscaler",
            List.of("hpa"),
            List.of("all")),
        Scope.NAMESPACED,
        List.of(
            new Version(
                "v2",
                Schemas.byKind(V2),
                columns(),
                autoscaler -> autoscaler,
                AutoscalerConversion::withoutCarriers),
            new Version(
                "v1",
                Schemas.byKind(V1),
                columns(),
                AutoscalerConversion::toV1,
                AutoscalerConversion::toV2)),
        V2,
        new GroupResource(GROUP, "horizontalpodautoscalers"),
        Set.of(Subresource.STATUS),
        false,
        new HorizontalPodAutoscalerKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Reference", "What it scales.", AutoscalerCells::reference),
        Columns.text(
            "Targets", "What is measured, and what it shall be.", AutoscalerCells::targets),
        Columns.text("MinPods", "How many pods there are at least.", AutoscalerCells::least),
        Columns.count(
            "MaxPods",
            "How many pods there are at most.",
            autoscaler -> Json.number(autoscaler, 0, "spec", "maxReplicas")),
        Columns.count(
            "Replicas",
            "How many pods there are.",
            autoscaler -> Json.number(autoscaler, 0, "status", "currentReplicas")),
        Columns.age());
  }

  @Override
  public void setDefaults(ObjectNode autoscaler) {
    AutoscalerDefaults.apply(autoscaler);
  }

  @Override
  public void prepareForCreate(ObjectNode autoscaler) {
    AutoscalerDefaults.status(autoscaler.putObject("status"));
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode autoscaler) {
    return AutoscalerRules.validateCreate(autoscaler);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode autoscaler, ObjectNode old) {
    return AutoscalerRules.validateUpdate(autoscaler, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode autoscaler, ObjectNode old) {
    return AutoscalerRules.validateStatus(autoscaler);
  }
}
