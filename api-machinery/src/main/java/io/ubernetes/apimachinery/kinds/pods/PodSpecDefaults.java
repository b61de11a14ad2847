package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills in what a pod's spec does not say. Does nothing the second time.
public final class PodSpecDefaults {

  private static final int GRACE_SECONDS = 30;

  private PodSpecDefaults() {}

  /// What every template gets.
  public static void applyToTemplate(ObjectNode template) {
    Trees.defaultObject(template, "metadata");
    apply(Trees.makeObject(template, "spec"));
  }

  /// What every spec gets, in a Pod or in a template.
  public static void apply(ObjectNode spec) {
    Trees.objects(spec, "volumes").forEach(VolumeDefaults::apply);
    Trees.objects(spec, "initContainers").forEach(ContainerDefaults::apply);
    Trees.objects(spec, "containers").forEach(ContainerDefaults::apply);
    Trees.objects(spec, "ephemeralContainers").forEach(ContainerDefaults::apply);
    Trees.defaultText(spec, "restartPolicy", "Always");
    Trees.defaultNumber(spec, "terminationGracePeriodSeconds", GRACE_SECONDS);
    Trees.defaultText(spec, "dnsPolicy", "ClusterFirst");
    serviceAccount(spec);
    Trees.defaultObject(spec, "securityContext");
    Trees.defaultText(spec, "schedulerName", "default-scheduler");
  }

  /// The account's name stands in two fields, of which one is old.
  private static void serviceAccount(ObjectNode spec) {
    String name = Json.text(spec, "serviceAccountName");
    String known = name.isEmpty() ? Json.text(spec, "serviceAccount") : name;
    if (!known.isEmpty()) {
      spec.put("serviceAccountName", known).put("serviceAccount", known);
    }
  }

  /// What only a Pod gets, so that templates stay as they were written.
  public static void applyToPod(ObjectNode spec) {
    Trees.objects(spec, "containers").forEach(PodSpecDefaults::requests);
    Trees.objects(spec, "initContainers").forEach(PodSpecDefaults::requests);
    if (Json.at(spec, "enableServiceLinks") == null) {
      spec.put("enableServiceLinks", true);
    }
    if (Trees.flag(spec, "hostNetwork")) {
      hostPorts(spec, "containers");
      hostPorts(spec, "initContainers");
    }
  }

  private static void hostPorts(ObjectNode spec, String containers) {
    for (ObjectNode container : Trees.objects(spec, containers)) {
      for (ObjectNode port : Trees.objects(container, "ports")) {
        JsonNode inside = Json.at(port, "containerPort");
        if (inside != null && Json.number(port, 0, "hostPort") == 0) {
          port.set("hostPort", inside);
        }
      }
    }
  }

  /// Who limits a resource and asks for none of it asks for as much as the limit.
  private static void requests(ObjectNode container) {
    ObjectNode limits = Trees.object(container, "resources", "limits");
    if (limits == null) {
      return;
    }
    ObjectNode requests = Trees.makeObject(Trees.makeObject(container, "resources"), "requests");
    limits
        .properties()
        .forEach(limit -> {
          if (requests.get(limit.getKey()) == null) {
            requests.set(limit.getKey(), limit.getValue());
          }
        });
  }
}
