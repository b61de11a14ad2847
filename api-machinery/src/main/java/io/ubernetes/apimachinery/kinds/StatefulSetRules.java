package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.ClaimRules;
import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IntOrPercent;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.Names;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a StatefulSet a bad one.
final class StatefulSetRules {

  static final String ORDERED = "OrderedReady";
  static final String RETAIN = "Retain";
  static final String ROLLING_UPDATE = "RollingUpdate";

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STRATEGY = SPEC.child("updateStrategy");
  private static final List<String> MANAGEMENT = List.of(ORDERED, "Parallel");
  private static final List<String> RETENTION = List.of(RETAIN, "Delete");

  /// All else of a spec is fixed when it is made.
  private static final List<String> MUTABLE =
      List.of(
          "replicas",
          "template",
          "updateStrategy",
          "minReadySeconds",
          "ordinals",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy");

  private final ObjectNode spec;
  private final TemplateRules template;
  private final FieldErrors errors = new FieldErrors();

  private StatefulSetRules(ObjectNode statefulSet) {
    this.spec = TemplateRules.specOf(statefulSet);
    this.template = new TemplateRules(statefulSet, errors);
  }

  static List<FieldError> validate(ObjectNode statefulSet) {
    StatefulSetRules rules = new StatefulSetRules(statefulSet);
    rules.management();
    rules.strategy();
    rules.retention();
    CountRules.ofSpec(statefulSet, rules.errors).notNegative("replicas", "minReadySeconds");
    // Kubernetes names this path as one word.
    rules.errors.notNegative(
        SPEC.child("ordinals.start"), Json.number(rules.spec, 0, "ordinals", "start"));
    rules.template.selector("statefulset");
    rules.pods();
    rules.template.runsForever("StatefulSet");
    return rules.errors.list();
  }

  /// What cannot change later, and so need not be right when it comes from earlier times.
  static List<FieldError> validateCreate(ObjectNode statefulSet) {
    FieldErrors errors = new FieldErrors();
    ObjectNode spec = TemplateRules.specOf(statefulSet);
    List<ObjectNode> claims = Trees.objects(spec, "volumeClaimTemplates");
    for (int i = 0; i < claims.size(); i++) {
      ObjectNode claim = Trees.object(claims.get(i), "spec");
      ClaimRules.check(
          claim == null ? Json.object() : claim,
          SPEC.child("volumeClaimTemplates").index(i).child("spec"),
          errors);
    }
    String service = Json.text(spec, "serviceName");
    if (!service.isEmpty()) {
      errors.eachInvalid(SPEC.child("serviceName"), service, Names.dns1123Label(service));
    }
    return errors.list();
  }

  private void management() {
    String policy = Json.text(spec, "podManagementPolicy");
    if (!MANAGEMENT.contains(policy)) {
      errors.invalid(
          SPEC.child("podManagementPolicy"), policy, "must be 'OrderedReady' or 'Parallel'");
    }
  }

  private void strategy() {
    ObjectNode rolling = Trees.object(spec, "updateStrategy", "rollingUpdate");
    String type = Json.text(spec, "updateStrategy", "type");
    FieldPath path = STRATEGY.child("rollingUpdate");
    switch (type) {
      case "OnDelete" -> {
        if (rolling != null) {
          errors.invalid(path, shown(rolling), "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case ROLLING_UPDATE -> {
        if (rolling != null) {
          rolling(rolling, path);
        }
      }
      default -> {
        ObjectNode shown = Json.object().put("Type", type);
        shown.set("RollingUpdate", rolling == null ? shown.nullNode() : shown(rolling));
        errors.invalid(STRATEGY, shown, "must be 'RollingUpdate' or 'OnDelete'");
      }
    }
  }

  /// The part of a strategy as Kubernetes shows its own form of it.
  private static JsonNode shown(ObjectNode rolling) {
    ObjectNode shown = Json.object().put("Partition", Json.number(rolling, 0, "partition"));
    JsonNode unavailable = Json.at(rolling, "maxUnavailable");
    shown.set("MaxUnavailable", unavailable == null ? shown.nullNode() : unavailable);
    return shown;
  }

  private void rolling(ObjectNode rolling, FieldPath path) {
    errors.notNegative(path.child("partition"), Json.number(rolling, 0, "partition"));
    JsonNode unavailable = Json.at(rolling, "maxUnavailable");
    if (unavailable == null) {
      return;
    }
    FieldPath field = path.child("maxUnavailable");
    IntOrPercent.check(unavailable, field, errors);
    if (IntOrPercent.amount(unavailable) == 0) {
      errors.invalid(field, unavailable, "cannot be 0");
    }
    IntOrPercent.atMostAll(unavailable, field, errors);
  }

  private void retention() {
    ObjectNode policy = Trees.object(spec, "persistentVolumeClaimRetentionPolicy");
    if (policy != null) {
      FieldPath path = SPEC.child("persistentVolumeClaimRetentionPolicy");
      for (String when : List.of("whenDeleted", "whenScaled")) {
        errors.oneOf(path.child(when), Json.text(policy, when), RETENTION);
      }
    }
  }

  private void pods() {
    ObjectNode selector = Trees.object(spec, "selector");
    LabelSelector parsed = LabelRules.parse(selector);
    if (parsed == null) {
      errors.invalidSelector(SPEC.child("selector"), selector, "");
      return;
    }
    template.matches(parsed);
    ObjectNode pods = podTemplate();
    PodSpecValidation.template(pods, TemplateRules.TEMPLATE, errors);
    // Kubernetes checks these a second time.
    LabelRules.labels(
        Trees.map(pods, "metadata", "labels"), TemplateRules.TEMPLATE.child("labels"), errors);
    LabelRules.annotations(
        Trees.map(pods, "metadata", "annotations"),
        TemplateRules.TEMPLATE.child("annotations"),
        errors);
  }

  /// The template as the pods will be: with a volume for each claim, and names given to them.
  private ObjectNode podTemplate() {
    ObjectNode pods = template.template().deepCopy();
    ObjectNode podSpec = Trees.object(pods, "spec");
    if (podSpec == null) {
      return pods;
    }
    podSpec.remove(List.of("hostname", "subdomain"));
    List<String> claims =
        Trees.objects(spec, "volumeClaimTemplates").stream()
            .map(claim -> Json.text(claim, "metadata", "name"))
            .toList();
    if (!claims.isEmpty()) {
      ArrayNode volumes = podSpec.arrayNode();
      claims.stream().distinct().forEach(name -> volumes.add(volume(name)));
      Trees.objects(podSpec, "volumes").stream()
          .filter(volume -> !claims.contains(Json.text(volume, "name")))
          .forEach(volumes::add);
      podSpec.set("volumes", volumes);
    }
    return pods;
  }

  private static ObjectNode volume(String claim) {
    ObjectNode volume = Json.object().put("name", claim);
    volume.putObject("persistentVolumeClaim").put("claimName", claim);
    return volume;
  }

  static List<FieldError> validateUpdate(ObjectNode statefulSet, ObjectNode old) {
    ObjectNode now = TemplateRules.specOf(statefulSet).deepCopy();
    ObjectNode before = TemplateRules.specOf(old).deepCopy();
    now.remove(MUTABLE);
    before.remove(MUTABLE);
    List<FieldError> errors = new ArrayList<>();
    if (!now.equals(before)) {
      errors.add(
          FieldError.forbidden(
              "spec",
              "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                  + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                  + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are"
                  + " forbidden"));
    }
    return errors;
  }

  static List<FieldError> validateStatus(ObjectNode statefulSet, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    CountRules counts = CountRules.ofStatus(statefulSet, errors);
    counts.notNegative(
        "replicas",
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas",
        "observedGeneration",
        "collisionCount");
    counts.notMoreThan(
        "replicas",
        "status.replicas",
        List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"));
    counts.notMoreThan("readyReplicas", "status.readyReplicas", List.of("availableReplicas"));
    counts.collisionsNotDecremented(old);
    return errors.list();
  }
}
