package io.ubernetes.federation.apiserver.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.Columns;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `Placement`: where one object goes, and what became of it there.
final class PlacementKind implements Strategy {

  private static final FieldPath SPEC = FieldPath.of("spec");

  /// A part whose member cannot be asked: its last numbers are shown, but do not count.
  private static final String UNREACHABLE = "Unreachable";

  private final SchemaRules schema;

  private PlacementKind(Schema schema) {
    this.schema = new SchemaRules(schema);
  }

  static ResourceType type() {
    Schema schema = FederationKinds.schema(Federation.PLACEMENT);
    return new ResourceType(
        Federation.GROUP,
        new ResourceType.Names(
            "Placement",
            "PlacementList",
            "placements",
            "placement",
            List.of("plc"),
            List.of(FederationKinds.CATEGORY)),
        Scope.NAMESPACED,
        List.of(Version.stored(Federation.V1BETA1.version(), schema, columns())),
        Federation.PLACEMENT,
        new GroupResource(Federation.GROUP, "placements"),
        Set.of(Subresource.STATUS),
        true,
        new PlacementKind(schema));
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Replicas", "How many replicas are wanted.", PlacementKind::replicas),
        Columns.text("Destinations", "Which cluster gets how many.", PlacementKind::destinations),
        Columns.text(
            "Scheduled",
            "Whether every replica has a cluster.",
            placement -> Conditions.status(placement, PlacementStatus.SCHEDULED)),
        Columns.text(
            "Applied",
            "Whether every cluster has its part.",
            placement -> Conditions.status(placement, PlacementStatus.APPLIED)),
        Columns.integer("Ready", "How many pods are ready.", PlacementKind::ready),
        Columns.text(
            "Policy",
            "The policy that applied.",
            placement -> Columns.orNone(Json.text(placement, "spec", "policy", "name"))),
        Columns.age(),
        Columns.wide("Target", "The object that is placed.", PlacementKind::target),
        Columns.wide(
            "Unplaced",
            "Replicas without a cluster.",
            placement -> Long.toString(Json.number(placement, 0, "spec", "unplaced"))));
  }

  private static String replicas(ObjectNode placement) {
    JsonNode replicas = Json.at(placement, "spec", "replicas");
    return replicas == null ? "<none>" : replicas.asString();
  }

  /// `a:2,b:3`, or `a,b` for kinds without replicas.
  private static String destinations(ObjectNode placement) {
    return Columns.orNone(
        Trees.objects(placement, "spec", "destClusters").stream()
            .map(PlacementKind::destination)
            .collect(Collectors.joining(",")));
  }

  private static String destination(ObjectNode destination) {
    JsonNode replicas = Json.at(destination, "replicas");
    String cluster = Json.text(destination, "cluster");
    return replicas == null ? cluster : cluster + ":" + replicas.asString();
  }

  private static long ready(ObjectNode placement) {
    return Trees.objects(placement, "status", "clusters").stream()
        .filter(part -> !Json.text(part, "reason").equals(UNREACHABLE))
        .mapToLong(part -> Json.number(part, 0, "ready"))
        .sum();
  }

  private static String target(ObjectNode placement) {
    return Json.text(placement, "spec", "target", "kind")
        + "/"
        + Json.text(placement, "spec", "target", "name");
  }

  /// As all of Kubernetes' newer kinds: who may write a status may not write anything else.
  @Override
  public List<String> metadataFixedInStatus() {
    return ALL_METADATA;
  }

  @Override
  public List<FieldError> validate(ObjectNode placement) {
    return schema.before(placement, PlacementKind::ownRules);
  }

  private static void ownRules(ObjectNode placement, FieldErrors errors) {
    for (String list : List.of("destClusters", "decisions")) {
      List<ObjectNode> items = Trees.objects(placement, "spec", list);
      for (int i = 0; i < items.size(); i++) {
        String cluster = Json.text(items.get(i), "cluster");
        if (!cluster.isEmpty()) {
          errors.eachInvalid(
              SPEC.child(list).index(i).child("cluster"), cluster, Names.dns1123Label(cluster));
        }
      }
    }
    List<ObjectNode> left = Trees.objects(placement, "spec", "leftClusters");
    for (int i = 0; i < left.size(); i++) {
      FieldPath names = SPEC.child("leftClusters").index(i).child("clusters");
      List<String> clusters = Trees.strings(left.get(i), "clusters");
      for (int n = 0; n < clusters.size(); n++) {
        errors.eachInvalid(names.index(n), clusters.get(n), Names.dns1123Label(clusters.get(n)));
      }
    }
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode placement, ObjectNode old) {
    return schema.check(placement);
  }

  /// A Placement belongs to one object; another object gets another Placement.
  @Override
  public List<FieldError> validateUpdate(ObjectNode placement, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    for (String field : List.of("kind", "name")) {
      errors.unchanged(
          SPEC.child("target").child(field),
          Json.at(placement, "spec", "target", field),
          Json.at(old, "spec", "target", field));
    }
    return errors.list();
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("spec.target.kind", "spec.target.name");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode placement) {
    return Map.of(
        "spec.target.kind", Json.text(placement, "spec", "target", "kind"),
        "spec.target.name", Json.text(placement, "spec", "target", "name"));
  }
}
