package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults;
import io.ubernetes.apimachinery.kinds.rules.Trees;
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
import io.ubernetes.model.LabelSelector;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `apps/v1 Deployment`: ReplicaSets that follow each other as the template changes.
final class DeploymentKind implements Strategy {

  private static final String GROUP = "apps";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "Deployment");
  private static final String ROLLBACK_TO = "deprecated.deployment.rollback.to";
  private static final String QUARTER = "25%";
  private static final int REVISIONS = 10;
  private static final int PROGRESS_SECONDS = 600;

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "Deployment",
            "DeploymentList",
            "deployments",
            "deployment",
            List.of("deploy"),
            List.of("all")),
        Scope.NAMESPACED,
        List.of(
            new Version(
                "v1",
                Schemas.byKind(KIND),
                columns(),
                deployment -> deployment,
                DeploymentKind::withRevision)),
        KIND,
        new GroupResource(GROUP, "deployments"),
        Set.of(Subresource.STATUS, Subresource.SCALE),
        true,
        new DeploymentKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Workloads.readyColumn(),
        Columns.count(
                "Up-to-date",
                "How many pods are made of the current template.",
                deployment -> Json.number(deployment, 0, "status", "updatedReplicas"))
            .reading("status.updatedReplicas"),
        Columns.count(
                "Available",
                "How many pods have been ready for long enough.",
                deployment -> Json.number(deployment, 0, "status", "availableReplicas"))
            .reading("status.availableReplicas"),
        Columns.age(),
        Workloads.containerNames(),
        Workloads.containerImages(),
        Columns.wide("Selector", "Which pods belong to it.", DeploymentKind::selector)
            .reading("spec.selector"));
  }

  private static String selector(ObjectNode deployment) {
    JsonNode selector = Json.at(deployment, "spec", "selector");
    return LabelSelector.fromJson(selector).toString();
  }

  /// The revision to go back to is a number, whoever reads it.
  private static ObjectNode withRevision(ObjectNode deployment) {
    ObjectNode annotations = Trees.object(deployment, "metadata", "annotations");
    String given = Json.text(annotations, ROLLBACK_TO);
    if (annotations != null && !given.isEmpty()) {
      long revision =
          AnnotationNumbers.parse(
              "Deployment",
              given,
              "failed to parse annotation[%s]=%s as int64: ".formatted(ROLLBACK_TO, given));
      annotations.put(ROLLBACK_TO, Long.toString(revision));
    } else if (annotations != null) {
      annotations.remove(ROLLBACK_TO);
    }
    return deployment;
  }

  @Override
  public void setDefaults(ObjectNode deployment) {
    ObjectNode spec = Trees.makeObject(deployment, "spec");
    Trees.defaultNumber(spec, "replicas", 1);
    PodSpecDefaults.applyToTemplate(Trees.makeObject(spec, "template"));
    ObjectNode strategy = Trees.makeObject(spec, "strategy");
    Trees.defaultText(strategy, "type", DeploymentRules.ROLLING_UPDATE);
    if (Json.text(strategy, "type").equals(DeploymentRules.ROLLING_UPDATE)) {
      ObjectNode rolling = Trees.makeObject(strategy, "rollingUpdate");
      for (String limit : List.of("maxUnavailable", "maxSurge")) {
        if (Json.at(rolling, limit) == null) {
          rolling.put(limit, QUARTER);
        }
      }
    }
    Trees.defaultNumber(spec, "revisionHistoryLimit", REVISIONS);
    Trees.defaultNumber(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
    Trees.defaultObject(deployment, "status");
  }

  @Override
  public void prepareForCreate(ObjectNode deployment) {
    deployment.putObject("status");
  }

  /// Annotations count too, because ReplicaSets get them from here.
  @Override
  public boolean changesGeneration(ObjectNode deployment, ObjectNode old) {
    return Strategy.super.changesGeneration(deployment, old)
        || !Trees.map(deployment, "metadata", "annotations")
            .equals(Trees.map(old, "metadata", "annotations"));
  }

  @Override
  public List<String> metadataFixedInStatus() {
    return List.of("labels");
  }

  @Override
  public List<FieldError> validate(ObjectNode deployment) {
    return DeploymentRules.validate(deployment);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode deployment, ObjectNode old) {
    return ReplicaSetRules.validateUpdate(deployment, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode deployment, ObjectNode old) {
    return DeploymentRules.validateStatus(deployment, old);
  }

  @Override
  public List<String> warnings(ObjectNode deployment) {
    return WorkloadWarnings.onCreate(deployment);
  }

  @Override
  public List<String> updateWarnings(ObjectNode deployment, ObjectNode old) {
    return WorkloadWarnings.onUpdate(deployment, old);
  }
}
