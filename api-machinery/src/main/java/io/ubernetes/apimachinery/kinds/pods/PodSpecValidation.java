package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The rules for a pod's spec, in the order in which Kubernetes checks them, with its words. The
/// defaults must have been filled in before.
public final class PodSpecValidation {

  private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS_POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final List<String> PREEMPTION_POLICIES = List.of("PreemptLowerPriority", "Never");
  private static final List<String> SYSTEMS = List.of("linux", "windows");

  private PodSpecValidation() {}

  /// The rules for a pod template: what labels, annotations and spec of its pods will be.
  public static void template(ObjectNode template, FieldPath path, FieldErrors errors) {
    LabelRules.labels(Trees.map(template, "metadata", "labels"), path.child("labels"), errors);
    LabelRules.annotations(
        Trees.map(template, "metadata", "annotations"), path.child("annotations"), errors);
    ObjectNode spec = Trees.object(template, "spec");
    check(spec == null ? Json.object() : spec, path.child("spec"), errors);
    if (!Trees.objects(spec, "ephemeralContainers").isEmpty()) {
      errors.forbidden(
          path.child("spec").child("ephemeralContainers"),
          "ephemeral containers not allowed in pod template");
    }
  }

  /// The rules for a spec.
  public static void check(ObjectNode spec, FieldPath path, FieldErrors errors) {
    if (Json.at(spec, "terminationGracePeriodSeconds") == null) {
      errors.required(path.child("terminationGracePeriodSeconds"));
    }
    Map<String, ObjectNode> volumes = VolumeRules.check(spec, path.child("volumes"), errors);
    PodContext pod = PodContext.of(spec, volumes);
    DeviceClaimRules.check(Trees.objects(spec, "resourceClaims"), path, errors);
    List<ObjectNode> containers = Trees.objects(spec, "containers");
    ContainerRules rules = new ContainerRules(pod, errors);
    rules.containers(containers, path.child("containers"));
    rules.initContainers(
        Trees.objects(spec, "initContainers"), containers, path.child("initContainers"));
    NetworkRules.hostNetwork(spec, path, errors);
    errors.requiredOneOf(
        path.child("restartPolicy"), Json.text(spec, "restartPolicy"), RESTART_POLICIES);
    errors.requiredOneOf(path.child("dnsPolicy"), Json.text(spec, "dnsPolicy"), DNS_POLICIES);
    LabelRules.labels(Trees.map(spec, "nodeSelector"), path.child("nodeSelector"), errors);
    SecurityRules.pod(spec, path, errors);
    AffinityRules.check(Trees.object(spec, "affinity"), path.child("affinity"), errors);
    NetworkRules.dns(spec, path, errors);
    SchedulingRules.gatesAndSpread(spec, path, errors);
    hostUsers(spec, path, errors);
    NetworkRules.hostName(spec, path, errors);
    names(spec, path, errors);
    SchedulingRules.tolerations(spec, path, errors);
    NetworkRules.hostAliases(spec, path, errors);
    name(spec, "priorityClassName", path, errors);
    if (Json.at(spec, "runtimeClassName") != null) {
      String runtime = Json.text(spec, "runtimeClassName"); // an empty one is not an absent one
      errors.eachInvalid(path.child("runtimeClassName"), runtime, Names.dns1123Subdomain(runtime));
    }
    if (Json.at(spec, "preemptionPolicy") != null) {
      errors.requiredOneOf(
          path.child("preemptionPolicy"), Json.text(spec, "preemptionPolicy"), PREEMPTION_POLICIES);
    }
    ObjectNode overhead = Trees.object(spec, "overhead");
    if (overhead != null) {
      ResourceRules.overhead(overhead, path.child("overhead"), errors);
    }
    system(spec, path, errors);
  }

  private static void names(ObjectNode spec, FieldPath path, FieldErrors errors) {
    name(spec, "serviceAccountName", path, errors);
    name(spec, "nodeName", path, errors);
    if (Json.at(spec, "activeDeadlineSeconds") != null) {
      long seconds = Json.number(spec, 0, "activeDeadlineSeconds");
      errors.eachInvalid(
          path.child("activeDeadlineSeconds"),
          seconds,
          Names.inRange(seconds, 1, Integer.MAX_VALUE));
    }
    for (String field : List.of("hostname", "subdomain")) {
      String label = Json.text(spec, field);
      if (!label.isEmpty()) {
        errors.eachInvalid(path.child(field), label, Names.dns1123Label(label));
      }
    }
  }

  private static void name(ObjectNode spec, String field, FieldPath path, FieldErrors errors) {
    String name = Json.text(spec, field);
    if (!name.isEmpty()) {
      errors.eachInvalid(path.child(field), name, Names.dns1123Subdomain(name));
    }
  }

  private static void hostUsers(ObjectNode spec, FieldPath path, FieldErrors errors) {
    if (Json.at(spec, "hostUsers") == null || Trees.flag(spec, "hostUsers")) {
      return;
    }
    // The names of the last two start with a capital letter in Kubernetes' errors.
    forbid(spec, "hostNetwork", path.child("hostNetwork"), errors);
    forbid(spec, "hostPID", path.child("HostPID"), errors);
    forbid(spec, "hostIPC", path.child("HostIPC"), errors);
  }

  private static void forbid(ObjectNode spec, String flag, FieldPath field, FieldErrors errors) {
    if (Trees.flag(spec, flag)) {
      errors.forbidden(field, "when `hostUsers` is false");
    }
  }

  private static void system(ObjectNode spec, FieldPath path, FieldErrors errors) {
    if (Json.at(spec, "os") == null) {
      return;
    }
    String name = Json.text(spec, "os", "name");
    if (name.isEmpty()) {
      errors.required(path.child("os").child("name"));
    } else {
      errors.oneOf(path.child("os"), name, SYSTEMS);
    }
    SystemRules.check(name, spec, path, errors);
  }
}
