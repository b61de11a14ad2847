package io.ubernetes.federation.apiserver.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.Columns;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.Names;
import io.ubernetes.model.federation.Federation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `PropagationPolicy`: what a user wants for the objects of a namespace; and
/// `ClusterPropagationPolicy`, the same for those of all.
final class PropagationPolicyKind implements Strategy {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String OTHERS = "*";
  private static final String NOT_DUPLICATED =
      "may not be given together with type Duplicated, which gives every cluster all replicas";

  private final SchemaRules schema;

  private PropagationPolicyKind(Schema schema) {
    this.schema = new SchemaRules(schema);
  }

  static ResourceType type() {
    Schema schema = FederationKinds.schema(Federation.PROPAGATION_POLICY);
    return new ResourceType(
        Federation.GROUP,
        new ResourceType.Names(
            "PropagationPolicy",
            "PropagationPolicyList",
            "propagationpolicies",
            "propagationpolicy",
            List.of("pp"),
            List.of(FederationKinds.CATEGORY)),
        Scope.NAMESPACED,
        List.of(Version.stored(Federation.V1BETA1.version(), schema, columns())),
        Federation.PROPAGATION_POLICY,
        new GroupResource(Federation.GROUP, "propagationpolicies"),
        Set.of(),
        true,
        new PropagationPolicyKind(schema));
  }

  static ResourceType clusterType() {
    Schema schema =
        FederationKinds.schema(
            Federation.CLUSTER_PROPAGATION_POLICY, Federation.PROPAGATION_POLICY);
    return new ResourceType(
        Federation.GROUP,
        new ResourceType.Names(
            "ClusterPropagationPolicy",
            "ClusterPropagationPolicyList",
            "clusterpropagationpolicies",
            "clusterpropagationpolicy",
            List.of("cpp"),
            List.of(FederationKinds.CATEGORY)),
        Scope.CLUSTER,
        List.of(Version.stored(Federation.V1BETA1.version(), schema, columns())),
        Federation.CLUSTER_PROPAGATION_POLICY,
        new GroupResource(Federation.GROUP, "clusterpropagationpolicies"),
        Set.of(),
        true,
        new PropagationPolicyKind(schema));
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.integer(
            "Priority", "Which policy wins.", policy -> Json.number(policy, 0, "spec", "priority")),
        Columns.text("Kinds", "What it selects.", PropagationPolicyKind::kinds),
        Columns.text("Clusters", "Which clusters may be used.", PropagationPolicyKind::clusters),
        Columns.age(),
        Columns.wide("Division", "How replicas are divided.", PropagationPolicyKind::division));
  }

  private static String kinds(ObjectNode policy) {
    return Columns.orNone(
        Trees.objects(policy, "spec", "resourceSelectors").stream()
            .map(selector -> Json.text(selector, "kind"))
            .distinct()
            .collect(Collectors.joining(",")));
  }

  private static String clusters(ObjectNode policy) {
    ObjectNode affinity = Trees.object(policy, "spec", "clusterAffinity");
    List<String> words = new ArrayList<>(Trees.strings(affinity, "clusterNames"));
    Trees.strings(affinity, "exclude").forEach(name -> words.add("!" + name));
    LabelSelector selector = LabelRules.parse(Json.at(affinity, "labelSelector"));
    if (selector != null && !selector.toString().isEmpty()) {
      words.add(selector.toString());
    }
    fields(affinity, words);
    List<String> groups =
        Trees.objects(policy, "spec", "clusterAffinities").stream()
            .map(group -> Json.text(group, "name"))
            .toList();
    if (!groups.isEmpty()) {
      words.add(String.join(">", groups));
    }
    return words.isEmpty() ? "<all>" : String.join(",", words);
  }

  private static void fields(@Nullable ObjectNode affinity, List<String> words) {
    for (ObjectNode field : Trees.objects(affinity, "fieldSelector", "matchExpressions")) {
      words.add(
          (Json.text(field, "key")
                  + " "
                  + Json.text(field, "operator")
                  + " "
                  + String.join("|", Trees.strings(field, "values")))
              .strip());
    }
  }

  private static String division(ObjectNode policy) {
    if (Json.text(policy, "spec", "replicas", "type").equals("Duplicated")) {
      return "Duplicated";
    }
    String strategy = Json.text(policy, "spec", "replicas", "strategy");
    ObjectNode clusters = Trees.object(policy, "spec", "replicas", "clusters");
    if (clusters == null || clusters.isEmpty()) {
      return strategy.isEmpty() ? "<free room>" : strategy;
    }
    return clusters.properties().stream()
        .map(entry -> entry.getKey() + ":" + share(entry.getValue()))
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static String share(JsonNode preference) {
    JsonNode fixed = Json.at(preference, "replicas");
    if (fixed != null) {
      return "=" + fixed.asString();
    }
    JsonNode weight = Json.at(preference, "weight");
    return weight == null ? "free room" : weight.asString();
  }

  /// As all of Kubernetes' newer kinds: who may write a status may not write anything else.
  @Override
  public List<String> metadataFixedInStatus() {
    return ALL_METADATA;
  }

  @Override
  public List<FieldError> validate(ObjectNode policy) {
    return schema.before(policy, PropagationPolicyKind::ownRules);
  }

  private static void ownRules(ObjectNode policy, FieldErrors errors) {
    selectors(Trees.objects(policy, "spec", "resourceSelectors"), errors);
    affinity(
        Trees.object(policy, "spec", "clusterAffinity"), SPEC.child("clusterAffinity"), errors);
    List<ObjectNode> groups = Trees.objects(policy, "spec", "clusterAffinities");
    for (int i = 0; i < groups.size(); i++) {
      affinity(groups.get(i), SPEC.child("clusterAffinities").index(i), errors);
    }
    PlacementRules.check(policy, SPEC, errors);
    duplicated(Trees.object(policy, "spec", "replicas"), errors);
    division(Trees.object(policy, "spec", "replicas", "clusters"), errors);
  }

  private static void selectors(List<ObjectNode> selectors, FieldErrors errors) {
    for (int i = 0; i < selectors.size(); i++) {
      FieldPath field = SPEC.child("resourceSelectors").index(i);
      String name = Json.text(selectors.get(i), "name");
      if (!name.isEmpty()) {
        errors.eachInvalid(field.child("name"), name, Names.pathSegment(name));
      }
      LabelRules.selector(
          Trees.object(selectors.get(i), "labelSelector"), field.child("labelSelector"), errors);
    }
  }

  private static void affinity(@Nullable ObjectNode affinity, FieldPath field, FieldErrors errors) {
    for (String list : List.of("clusterNames", "exclude")) {
      List<String> names = Trees.strings(affinity, list);
      for (int i = 0; i < names.size(); i++) {
        errors.eachInvalid(
            field.child(list).index(i), names.get(i), Names.dns1123Label(names.get(i)));
      }
    }
    LabelRules.selector(
        Trees.object(affinity, "labelSelector"), field.child("labelSelector"), errors);
    PlacementRules.fields(affinity, field.child("fieldSelector"), errors);
  }

  /// Where every cluster gets all of them there is nothing to divide.
  private static void duplicated(@Nullable ObjectNode replicas, FieldErrors errors) {
    if (!Json.text(replicas, "type").equals("Duplicated")) {
      return;
    }
    FieldPath field = SPEC.child("replicas");
    if (Json.at(replicas, "strategy") != null) {
      errors.forbidden(field.child("strategy"), NOT_DUPLICATED);
    }
    ObjectNode clusters = Trees.object(replicas, "clusters");
    if (clusters != null) {
      for (Map.Entry<String, JsonNode> entry : clusters.properties()) {
        if (Json.at(entry.getValue(), "weight") != null) {
          errors.forbidden(
              field.child("clusters").key(entry.getKey()).child("weight"), NOT_DUPLICATED);
        }
      }
    }
  }

  private static void division(@Nullable ObjectNode clusters, FieldErrors errors) {
    if (clusters == null) {
      return;
    }
    FieldPath field = SPEC.child("replicas").child("clusters");
    for (Map.Entry<String, JsonNode> entry : clusters.properties()) {
      String name = entry.getKey();
      if (!name.equals(OTHERS)) {
        errors.eachInvalid(field.key(name), name, Names.dns1123Label(name));
      }
      if (Json.at(entry.getValue(), "replicas") != null) {
        for (String bound : List.of("minReplicas", "maxReplicas")) {
          if (Json.at(entry.getValue(), bound) != null) {
            errors.forbidden(
                field.key(name).child(bound), "may not be given together with replicas");
          }
        }
      }
      long least = Json.number(entry.getValue(), 0, "minReplicas");
      long most = Json.number(entry.getValue(), Long.MAX_VALUE, "maxReplicas");
      if (least > most) {
        errors.invalid(
            field.key(name).child("minReplicas"),
            least,
            "must be less than or equal to maxReplicas (" + most + ")");
      }
    }
  }
}
