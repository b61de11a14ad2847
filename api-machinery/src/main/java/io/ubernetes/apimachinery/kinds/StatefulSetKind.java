package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.ClaimRules;
import io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `apps/v1 StatefulSet`: pods that keep their names and their storage.
final class StatefulSetKind implements Strategy {

  private static final String GROUP = "apps";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "StatefulSet");
  private static final int REVISIONS = 10;

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "StatefulSet",
            "StatefulSetList",
            "statefulsets",
            "statefulset",
            List.of("sts"),
            List.of("all")),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "statefulsets"),
        Set.of(Subresource.STATUS, Subresource.SCALE),
        true,
        new StatefulSetKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Workloads.readyColumn(),
        Columns.age(),
        Workloads.containerNames(),
        Workloads.containerImages());
  }

  /// Its name becomes part of the host names of its pods.
  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public void setDefaults(ObjectNode statefulSet) {
    ObjectNode spec = Trees.makeObject(statefulSet, "spec");
    PodSpecDefaults.applyToTemplate(Trees.makeObject(spec, "template"));
    Trees.defaultText(spec, "podManagementPolicy", StatefulSetRules.ORDERED);
    updateStrategy(Trees.makeObject(spec, "updateStrategy"));
    ObjectNode retention = Trees.makeObject(spec, "persistentVolumeClaimRetentionPolicy");
    Trees.defaultText(retention, "whenDeleted", StatefulSetRules.RETAIN);
    Trees.defaultText(retention, "whenScaled", StatefulSetRules.RETAIN);
    Trees.defaultNumber(spec, "replicas", 1);
    Trees.defaultNumber(spec, "revisionHistoryLimit", REVISIONS);
    Trees.objects(spec, "volumeClaimTemplates").forEach(StatefulSetKind::claim);
    ObjectNode status = Trees.makeObject(statefulSet, "status");
    Trees.defaultNumber(status, "replicas", 0);
    Trees.defaultNumber(status, "availableReplicas", 0);
  }

  private static void updateStrategy(ObjectNode strategy) {
    if (Json.text(strategy, "type").isEmpty()) {
      strategy.put("type", StatefulSetRules.ROLLING_UPDATE);
      Trees.makeObject(strategy, "rollingUpdate");
    }
    ObjectNode rolling = Trees.object(strategy, "rollingUpdate");
    if (rolling != null && Json.text(strategy, "type").equals(StatefulSetRules.ROLLING_UPDATE)) {
      Trees.defaultNumber(rolling, "partition", 0);
    }
  }

  private static void claim(ObjectNode claim) {
    claim.put("kind", "PersistentVolumeClaim").put("apiVersion", "v1");
    Trees.defaultObject(claim, "metadata");
    Trees.defaultText(Trees.makeObject(claim, "spec"), "volumeMode", "Filesystem");
    Trees.defaultText(Trees.makeObject(claim, "status"), "phase", "Pending");
  }

  @Override
  public void prepareForUpdate(ObjectNode statefulSet, ObjectNode old) {
    if (Json.at(old, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable") == null) {
      dropMaxUnavailable(statefulSet);
    }
  }

  /// A field that Kubernetes 1.36 knows but does not take, unless it is there already.
  private static void dropMaxUnavailable(ObjectNode statefulSet) {
    ObjectNode rolling = Trees.object(statefulSet, "spec", "updateStrategy", "rollingUpdate");
    if (rolling != null) {
      rolling.remove("maxUnavailable");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode statefulSet) {
    dropMaxUnavailable(statefulSet);
    statefulSet.putObject("status").put("replicas", 0).put("availableReplicas", 0);
  }

  @Override
  public List<FieldError> validate(ObjectNode statefulSet) {
    return StatefulSetRules.validate(statefulSet);
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode statefulSet) {
    return StatefulSetRules.validateCreate(statefulSet);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode statefulSet, ObjectNode old) {
    return StatefulSetRules.validateUpdate(statefulSet, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode statefulSet, ObjectNode old) {
    return StatefulSetRules.validateStatus(statefulSet, old);
  }

  @Override
  public List<String> warnings(ObjectNode statefulSet) {
    List<String> warnings = new ArrayList<>(WorkloadWarnings.ofTemplate(statefulSet));
    ofTheRest(statefulSet, "spec", warnings);
    return warnings;
  }

  @Override
  public List<String> updateWarnings(ObjectNode statefulSet, ObjectNode old) {
    List<String> warnings = new ArrayList<>(WorkloadWarnings.onUpdate(statefulSet, old));
    // Kubernetes writes the name with a capital letter when it speaks of a change.
    ofTheRest(statefulSet, "Spec", warnings);
    return warnings;
  }

  private static void ofTheRest(ObjectNode statefulSet, String spec, List<String> warnings) {
    List<ObjectNode> claims = Trees.objects(statefulSet, "spec", "volumeClaimTemplates");
    for (int i = 0; i < claims.size(); i++) {
      ObjectNode claim = Trees.object(claims.get(i), "spec");
      if (claim != null) {
        FieldPath path = FieldPath.of("spec", "volumeClaimTemplates").index(i).child(spec);
        warnings.addAll(ClaimRules.warnings(claim, path));
      }
    }
    if (Json.number(statefulSet, 0, "spec", "revisionHistoryLimit") < 0) {
      warnings.add(
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >="
              + " 0 is recommended");
    }
  }
}
