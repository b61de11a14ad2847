package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.IpWarnings;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/// What a client is told about a pod template that is valid, but hardly what it means; in the order
/// and with the words of Kubernetes.
public final class PodTemplateWarnings {

  private static final String SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String USE_SYSCTLS =
      "non-functional in v1.11+; use the \"sysctls\" field instead";

  private final ObjectNode spec;
  private final FieldPath path;
  private final List<String> warnings = new ArrayList<>();

  private PodTemplateWarnings(ObjectNode spec, FieldPath path) {
    this.spec = spec;
    this.path = path;
  }

  /// Sentences for Warning headers.
  public static List<String> of(ObjectNode template, FieldPath path) {
    ObjectNode spec = Trees.object(template, "spec");
    PodTemplateWarnings found =
        new PodTemplateWarnings(spec == null ? Json.object() : spec, path.child("spec"));
    found.all(template, path.child("metadata").child("annotations"));
    return found.warnings;
  }

  private void all(ObjectNode template, FieldPath annotationsPath) {
    NodeLabelWarnings selectors = new NodeLabelWarnings(spec, path, warnings);
    selectors.nodes();
    selectors.spread();
    Map<String, String> annotations = Trees.map(template, "metadata", "annotations");
    annotations(annotations, annotationsPath);
    VolumeWarnings.add(spec, path, warnings);
    repeated("hostAliases", "ip");
    repeated("imagePullSecrets", "name");
    unnamedSecrets();
    for (String resource : List.of("memory", "ephemeral-storage")) {
      Resources.warnOfFractions(
          Json.at(spec, "overhead", resource), path.child("overhead").key(resource), warnings);
    }
    if (annotations.containsKey(SECCOMP)
        && Json.at(spec, "securityContext", "seccompProfile") == null) {
      warnings.add(
          annotationsPath.key(SECCOMP)
              + ": non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }
    eachContainer(new ContainerWarnings(template, annotationsPath, warnings)::container);
    PortWarnings ports = new PortWarnings(warnings);
    eachContainer(ports::container);
    ports.end();
    if (Json.number(spec, 0, "terminationGracePeriodSeconds") < 0) {
      warnings.add(
          path.child("terminationGracePeriodSeconds")
              + ": must be >= 0; negative values are invalid and will be treated as 1");
    }
    selectors.pods();
    addresses();
  }

  private void annotations(Map<String, String> annotations, FieldPath field) {
    deprecated(
        annotations,
        field,
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead");
    deprecated(annotations, field, "security.alpha.kubernetes.io/sysctls", USE_SYSCTLS);
    deprecated(annotations, field, "security.alpha.kubernetes.io/unsafe-sysctls", USE_SYSCTLS);
  }

  private void deprecated(
      Map<String, String> annotations, FieldPath field, String key, String message) {
    if (annotations.containsKey(key)) {
      warnings.add(field.key(key) + ": " + message);
    }
  }

  private void repeated(String list, String field) {
    Set<String> seen = new HashSet<>();
    List<ObjectNode> items = Trees.objects(spec, list);
    for (int i = 0; i < items.size(); i++) {
      String value = Json.text(items.get(i), field);
      if (!seen.add(value)) {
        warnings.add(
            "%s: duplicate %s %s"
                .formatted(path.child(list).index(i).child(field), field, GoText.quote(value)));
      }
    }
  }

  private void unnamedSecrets() {
    List<ObjectNode> secrets = Trees.objects(spec, "imagePullSecrets");
    for (int i = 0; i < secrets.size(); i++) {
      if (Json.text(secrets.get(i), "name").isEmpty()) {
        warnings.add(
            path.child("imagePullSecrets").index(i).child("name") + ": invalid empty name \"\"");
      }
    }
  }

  private void eachContainer(BiConsumer<ObjectNode, FieldPath> action) {
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      List<ObjectNode> containers = Trees.objects(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        action.accept(containers.get(i), path.child(list).index(i));
      }
    }
  }

  private void addresses() {
    List<String> servers = Trees.strings(spec, "dnsConfig", "nameservers");
    for (int i = 0; i < servers.size(); i++) {
      warnings.addAll(
          IpWarnings.of(path.child("dnsConfig").child("nameservers").index(i), servers.get(i)));
    }
    List<ObjectNode> aliases = Trees.objects(spec, "hostAliases");
    for (int i = 0; i < aliases.size(); i++) {
      warnings.addAll(
          IpWarnings.of(
              path.child("hostAliases").index(i).child("ip"), Json.text(aliases.get(i), "ip")));
    }
  }
}
