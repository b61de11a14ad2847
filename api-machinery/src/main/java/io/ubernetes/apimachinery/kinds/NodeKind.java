package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.TaintRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `v1 Node`: a machine of one cluster.
final class NodeKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("Node");
  private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
  private static final String ROLE_LABEL = "kubernetes.io/role";

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names("Node", "NodeList", "nodes", "node", List.of("no"), List.of()),
        Scope.CLUSTER,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("nodes"),
        Set.of(Subresource.STATUS),
        false,
        new NodeKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Status", "Whether it takes pods.", NodeKind::status),
        Columns.text("Roles", "What it is there for.", NodeKind::roles),
        Columns.age(),
        Columns.text("Version", "Version of its kubelet.", node -> info(node, "kubeletVersion")),
        Columns.wide("Internal-IP", "Its address inside.", node -> address(node, "InternalIP")),
        Columns.wide("External-IP", "Its address outside.", node -> address(node, "ExternalIP")),
        Columns.wide("OS-Image", "Its system.", node -> known(info(node, "osImage"))),
        Columns.wide("Kernel-Version", "Its kernel and architecture.", NodeKind::kernel),
        Columns.wide(
            "Container-Runtime",
            "What runs its containers.",
            node -> known(info(node, "containerRuntimeVersion"))));
  }

  private static String status(ObjectNode node) {
    String status = "Unknown";
    for (ObjectNode condition : Trees.objects(node, "status", "conditions")) {
      if (Json.text(condition, "type").equals("Ready")) {
        status = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
      }
    }
    return Trees.flag(node, "spec", "unschedulable") ? status + ",SchedulingDisabled" : status;
  }

  private static String roles(ObjectNode node) {
    TreeSet<String> roles = new TreeSet<>();
    new ApiObject(node)
        .labels()
        .forEach((key, value) -> {
          if (key.startsWith(ROLE_PREFIX) && key.length() > ROLE_PREFIX.length()) {
            roles.add(key.substring(ROLE_PREFIX.length()));
          } else if (key.equals(ROLE_LABEL) && !value.isEmpty()) {
            roles.add(value);
          }
        });
    return Columns.orNone(String.join(",", roles));
  }

  private static String address(ObjectNode node, String type) {
    return Trees.objects(node, "status", "addresses").stream()
        .filter(address -> Json.text(address, "type").equals(type))
        .map(address -> Json.text(address, "address"))
        .findFirst()
        .orElse("<none>");
  }

  private static String kernel(ObjectNode node) {
    String architecture = info(node, "architecture");
    String version = known(info(node, "kernelVersion"));
    return architecture.isEmpty() ? version : version + " (" + architecture + ")";
  }

  private static String info(ObjectNode node, String field) {
    return Json.text(node, "status", "nodeInfo", field);
  }

  private static String known(String text) {
    return text.isEmpty() ? Ages.UNKNOWN : text;
  }

  @Override
  public void setDefaults(ObjectNode node) {
    ObjectNode status = Trees.object(node, "status");
    JsonNode capacity = Json.at(status, "capacity");
    if (status != null && capacity != null && Json.at(status, "allocatable") == null) {
      status.set("allocatable", capacity.deepCopy());
    }
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("spec.unschedulable");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode node) {
    return Map.of(
        "spec.unschedulable", Boolean.toString(Trees.flag(node, "spec", "unschedulable")));
  }

  @Override
  public List<FieldError> validate(ObjectNode node) {
    FieldErrors errors = new FieldErrors();
    TaintRules.check(
        Trees.objects(node, "spec", "taints"), FieldPath.of("metadata", "taints"), errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode node, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    setOnce(node, old, "podCIDRs", "podCIDR", errors);
    setOnce(node, old, "providerID", "providerID", errors);
    return errors.list();
  }

  private static void setOnce(
      ObjectNode node, ObjectNode old, String field, String shown, FieldErrors errors) {
    JsonNode before = Json.at(old, "spec", field);
    if (before != null && !Trees.same(before, Json.at(node, "spec", field))) {
      errors.forbidden(
          FieldPath.of("spec", field),
          "node updates may not change " + shown + " except from \"\" to valid");
    }
  }
}
