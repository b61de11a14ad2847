package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults;
import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.pods.QosClass;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// `v1 Pod`: containers that run together on one node.
final class PodKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("Pod");

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names("Pod", "PodList", "pods", "pod", List.of("po"), List.of("all")),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("pods"),
        Set.of(Subresource.STATUS),
        true,
        new PodKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Ready", "How many of its containers are ready.", PodCells::ready),
        Columns.text("Status", "What it is doing.", PodCells::status),
        Columns.timed("Restarts", "How often its containers started anew.", PodCells::restarts),
        Columns.age(),
        Columns.wide("IP", "Its address.", PodCells::ip),
        Columns.wide("Node", "Where it runs.", pod -> orNone(Json.text(pod, "spec", "nodeName"))),
        Columns.wide(
            "Nominated Node",
            "Where room is being made for it.",
            pod -> orNone(Json.text(pod, "status", "nominatedNodeName"))),
        Columns.wide("Readiness Gates", "What else must be true.", PodCells::readinessGates));
  }

  private static String orNone(String text) {
    return Columns.orNone(text);
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode pod) {
    ObjectNode spec = Trees.makeObject(pod, "spec");
    PodSpecDefaults.apply(spec);
    PodSpecDefaults.applyToPod(spec);
  }

  @Override
  public void prepareForCreate(ObjectNode pod) {
    ObjectNode spec = Trees.makeObject(pod, "spec");
    PodAdmission.complete(spec);
    pod.putObject("status").put("phase", "Pending").put("qosClass", QosClass.of(spec).text());
  }

  /// Nobody but a kubelet can end a pod in order: one without a node, and one that has ended, go at
  /// once.
  @Override
  public OptionalLong gracePeriodSeconds(ObjectNode pod, @Nullable Long requested) {
    String phase = Json.text(pod, "status", "phase");
    if (Json.text(pod, "spec", "nodeName").isEmpty()
        || phase.equals("Succeeded")
        || phase.equals("Failed")) {
      return OptionalLong.of(0);
    }
    long period =
        requested == null
            ? Json.number(pod, 0, "spec", "terminationGracePeriodSeconds")
            : requested;
    return OptionalLong.of(period < 0 ? 1 : period);
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.copyOf(selectableFields(Json.object()).keySet());
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode pod) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field :
        List.of("nodeName", "restartPolicy", "schedulerName", "serviceAccountName")) {
      fields.put("spec." + field, Json.text(pod, "spec", field));
    }
    fields.put("spec.hostNetwork", Boolean.toString(Trees.flag(pod, "spec", "hostNetwork")));
    fields.put("status.phase", Json.text(pod, "status", "phase"));
    List<ObjectNode> addresses = Trees.objects(pod, "status", "podIPs");
    fields.put("status.podIP", addresses.isEmpty() ? "" : Json.text(addresses.getFirst(), "ip"));
    fields.put("status.nominatedNodeName", Json.text(pod, "status", "nominatedNodeName"));
    return fields;
  }

  @Override
  public List<String> metadataFixedInStatus() {
    return List.of("labels", "annotations", "finalizers", "ownerReferences");
  }

  @Override
  public List<FieldError> validate(ObjectNode pod) {
    FieldErrors errors = new FieldErrors();
    PodSpecValidation.check(Trees.makeObject(pod, "spec"), FieldPath.of("spec"), errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode pod, ObjectNode old) {
    return PodUpdateRules.validate(pod, old);
  }
}
