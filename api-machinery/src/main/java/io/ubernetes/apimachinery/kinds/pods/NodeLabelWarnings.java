package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Warns of labels of nodes that have got other names, wherever a pod's spec chooses by them, and
/// of selectors that choose nothing. Owned by one validation.
final class NodeLabelWarnings {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final String CHOOSES_NOTHING = ": a null labelSelector results in matching no pod";

  private static final Map<String, String> DEPRECATED =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
          "app.kubernetes.io/created-by",
          "deprecated since v1.9",
          "scheduler.alpha.kubernetes.io/preferAvoidPods",
          "deprecated since v1.22; use Taints and Tolerations instead",
          "node-role.kubernetes.io/master",
          "use \"node-role.kubernetes.io/control-plane\" instead");

  private final ObjectNode spec;
  private final FieldPath path;
  private final List<String> warnings;

  NodeLabelWarnings(ObjectNode spec, FieldPath path, List<String> warnings) {
    this.spec = spec;
    this.path = path;
    this.warnings = warnings;
  }

  void nodes() {
    for (String key : Trees.map(spec, "nodeSelector").keySet()) {
      String better = DEPRECATED.get(key);
      if (better != null) {
        warnings.add(path.child("nodeSelector").key(key) + ": " + better);
      }
    }
    FieldPath affinity = path.child("affinity").child("nodeAffinity");
    List<ObjectNode> required =
        Trees.objects(spec, "affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms");
    for (int i = 0; i < required.size(); i++) {
      term(required.get(i), affinity.child(REQUIRED).child("nodeSelectorTerms").index(i));
    }
    List<ObjectNode> preferred = Trees.objects(spec, "affinity", "nodeAffinity", PREFERRED);
    for (int i = 0; i < preferred.size(); i++) {
      ObjectNode preference = Trees.object(preferred.get(i), "preference");
      if (preference != null) {
        FieldPath field = affinity.child(PREFERRED).index(i).child("preference");
        term(preference, field);
        values(preference, field);
      }
    }
  }

  private void term(ObjectNode term, FieldPath field) {
    List<ObjectNode> expressions = Trees.objects(term, "matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      renamed(
          Json.text(expressions.get(i), "key"),
          field.child("matchExpressions").index(i).child("key"));
    }
  }

  private void renamed(String key, FieldPath field) {
    String better = DEPRECATED.get(key);
    if (better != null) {
      warnings.add(field + ": " + key + " is " + better);
    }
  }

  /// Only a wish may name values that no label can have.
  private void values(ObjectNode preference, FieldPath field) {
    List<ObjectNode> expressions = Trees.objects(preference, "matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      List<String> values = Trees.strings(expressions.get(i), "values");
      for (int j = 0; j < values.size(); j++) {
        for (String wrong : Names.labelValue(values.get(j))) {
          FieldPath value = field.child("matchExpressions").index(i).child("values").index(j);
          warnings.add(value + ": " + values.get(j) + " is invalid, " + wrong);
        }
      }
    }
  }

  void spread() {
    List<ObjectNode> constraints = Trees.objects(spec, "topologySpreadConstraints");
    for (int i = 0; i < constraints.size(); i++) {
      FieldPath field = path.child("topologySpreadConstraints").index(i);
      renamed(Json.text(constraints.get(i), "topologyKey"), field.child("topologyKey"));
      if (Json.at(constraints.get(i), "labelSelector") == null) {
        warnings.add(field.child("labelSelector") + CHOOSES_NOTHING);
      }
    }
  }

  void pods() {
    for (String affinity : List.of("podAffinity", "podAntiAffinity")) {
      FieldPath field = path.child("affinity").child(affinity);
      List<ObjectNode> required = Trees.objects(spec, "affinity", affinity, REQUIRED);
      for (int i = 0; i < required.size(); i++) {
        if (Json.at(required.get(i), "labelSelector") == null) {
          FieldPath term = field.child(REQUIRED).index(i);
          warnings.add(term.child("labelSelector") + CHOOSES_NOTHING);
        }
      }
      List<ObjectNode> preferred = Trees.objects(spec, "affinity", affinity, PREFERRED);
      for (int i = 0; i < preferred.size(); i++) {
        if (Json.at(preferred.get(i), "podAffinityTerm", "labelSelector") == null) {
          FieldPath term = field.child(PREFERRED).index(i).child("podAffinityTerm");
          warnings.add(term.child("labelSelector") + CHOOSES_NOTHING);
        }
      }
    }
  }
}
