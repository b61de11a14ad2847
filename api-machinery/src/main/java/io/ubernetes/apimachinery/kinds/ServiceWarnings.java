package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.IpRange;
import io.ubernetes.apimachinery.kinds.rules.IpWarnings;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What a client is told about a Service that is right, but perhaps not meant so.
final class ServiceWarnings {

  private static final FieldPath SPEC = ServiceRules.SPEC;
  private static final String HINTS = "service.kubernetes.io/topology-aware-hints";

  private final ObjectNode spec;
  private final List<String> warnings = new ArrayList<>();

  private ServiceWarnings(ObjectNode spec) {
    this.spec = spec;
  }

  static List<String> of(ObjectNode service) {
    ServiceWarnings all = new ServiceWarnings(Trees.makeObject(service, "spec"));
    if (new ApiObject(service).annotations().containsKey(HINTS)) {
      all.warnings.add(
          "annotation "
              + HINTS
              + " is deprecated, please use service.kubernetes.io/topology-mode instead");
    }
    all.addresses();
    all.ignored();
    return all.warnings;
  }

  private void addresses() {
    boolean headless = isHeadless();
    if (!headless && !text("clusterIP").isEmpty()) {
      eachAddress("clusterIPs");
    }
    if (headless) {
      warn(
          !text("loadBalancerIP").isEmpty(),
          "spec.loadBalancerIP is ignored for headless services");
      warn(hasExternalAddresses(), "spec.externalIPs is ignored for headless services");
      warn(
          !text("sessionAffinity").equals("None"),
          "spec.SessionAffinity is ignored for headless services");
    }
    eachAddress("externalIPs");
    warn(
        hasExternalAddresses() && !headless && !isName(),
        "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    if (!text("loadBalancerIP").isEmpty()) {
      warnings.addAll(IpWarnings.of(SPEC.child("loadBalancerIP"), text("loadBalancerIP")));
    }
    List<String> ranges = Trees.strings(spec, "loadBalancerSourceRanges");
    for (int i = 0; i < ranges.size(); i++) {
      FieldPath field = SPEC.child("loadBalancerSourceRanges").index(i);
      warnings.addAll(IpRange.warnings(field, ranges.get(i)));
    }
  }

  private void eachAddress(String list) {
    List<String> addresses = Trees.strings(spec, list);
    for (int i = 0; i < addresses.size(); i++) {
      warnings.addAll(IpWarnings.of(SPEC.child(list).index(i), addresses.get(i)));
    }
  }

  private void ignored() {
    warn(
        isName() && hasExternalAddresses(),
        "spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    warn(
        !isName() && !text("externalName").isEmpty(),
        "spec.externalName is ignored when spec.type is not \"ExternalName\"");
    warn(
        text("trafficDistribution").equals("PreferClose"),
        "spec.trafficDistribution: "
            + GoText.quote("PreferClose")
            + " is deprecated; use "
            + GoText.quote("PreferSameZone"));
  }

  private void warn(boolean so, String sentence) {
    if (so) {
      warnings.add(sentence);
    }
  }

  private String text(String field) {
    return Json.text(spec, field);
  }

  private boolean isHeadless() {
    return text("type").equals("ClusterIP") && text("clusterIP").equals("None");
  }

  private boolean isName() {
    return text("type").equals("ExternalName");
  }

  private boolean hasExternalAddresses() {
    return !Trees.strings(spec, "externalIPs").isEmpty();
  }
}
