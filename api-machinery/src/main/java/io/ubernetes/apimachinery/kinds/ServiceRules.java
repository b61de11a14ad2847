package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What makes a Service a bad one.
final class ServiceRules {

  static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> AFFINITIES = List.of("ClientIP", "None");
  private static final List<String> TRAFFIC_POLICIES = List.of("Cluster", "Local");
  private static final List<String> DISTRIBUTIONS =
      List.of("PreferClose", "PreferSameZone", "PreferSameNode");
  private static final int MAX_AFFINITY_SECONDS = 86_400;
  private static final String ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'";

  private final ObjectNode spec;
  private final String type;
  private final FieldErrors errors = new FieldErrors();

  private ServiceRules(ObjectNode spec) {
    this.spec = spec;
    this.type = Json.text(spec, "type");
  }

  static List<FieldError> validate(ObjectNode service) {
    ObjectNode found = Trees.object(service, "spec");
    ServiceRules rules = new ServiceRules(found == null ? Json.object() : found);
    rules.check();
    return rules.errors.list();
  }

  private void check() {
    if (Trees.objects(spec, "ports").isEmpty()
        && !isHeadless(spec)
        && !type.equals("ExternalName")) {
      errors.required(SPEC.child("ports"));
    }
    forType();
    ServicePortRules ports = new ServicePortRules(spec, errors);
    ports.each();
    LabelRules.labels(Trees.map(spec, "selector"), SPEC.child("selector"), errors);
    affinity();
    if (!type.equals("ExternalName")) {
      ServiceAddressRules.check(spec, errors);
    }
    externalIps();
    errors.requiredOneOf(SPEC.child("type"), type, TYPES);
    ports.together();
    balancer();
    traffic();
  }

  private void forType() {
    switch (type) {
      case "LoadBalancer", "NodePort" -> {
        if (isHeadless(spec)) {
          errors.invalid(
              SPEC.child("clusterIPs").index(0),
              "None",
              "may not be set to 'None' for " + type + " services");
        }
      }
      case "ExternalName" -> externalName();
      default -> {}
    }
  }

  private void externalName() {
    for (String field : List.of("clusterIPs", "ipFamilies")) {
      if (!Trees.strings(spec, field).isEmpty()) {
        errors.forbidden(SPEC.child(field), "may not be set for ExternalName services");
      }
    }
    if (Json.at(spec, "ipFamilyPolicy") != null) {
      errors.forbidden(SPEC.child("ipFamilyPolicy"), "may not be set for ExternalName services");
    }
    String given = Json.text(spec, "externalName");
    String name = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
    if (name.isEmpty()) {
      errors.required(SPEC.child("externalName"));
    } else {
      errors.eachInvalid(SPEC.child("externalName"), name, Names.dns1123Subdomain(name));
    }
  }

  private void affinity() {
    String affinity = Json.text(spec, "sessionAffinity");
    errors.requiredOneOf(SPEC.child("sessionAffinity"), affinity, AFFINITIES);
    FieldPath field = SPEC.child("sessionAffinityConfig");
    if (affinity.equals("ClientIP")) {
      FieldPath seconds = field.child("clientIP").child("timeoutSeconds");
      if (Json.at(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds") == null) {
        errors.required(seconds, "when session affinity type is ClientIP");
        return;
      }
      long number = Json.number(spec, 0, "sessionAffinityConfig", "clientIP", "timeoutSeconds");
      if (number <= 0 || number > MAX_AFFINITY_SECONDS) {
        errors.invalid(
            seconds, number, "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
      }
    } else if (affinity.equals("None") && Json.at(spec, "sessionAffinityConfig") != null) {
      errors.forbidden(field, "must not be set when session affinity is None");
    }
  }

  private void externalIps() {
    List<String> addresses = Trees.strings(spec, "externalIPs");
    for (int i = 0; i < addresses.size(); i++) {
      String address = addresses.get(i);
      List<String> wrong = IpAddresses.check(address);
      errors.eachInvalid(
          SPEC.child("externalIPs").index(i),
          address,
          wrong.isEmpty() ? IpAddresses.checkReachable(address) : wrong);
    }
  }

  private void balancer() {
    boolean balanced = type.equals("LoadBalancer");
    List<String> ranges = Trees.strings(spec, "loadBalancerSourceRanges");
    FieldPath field = SPEC.child("LoadBalancerSourceRanges");
    if (!ranges.isEmpty() && !balanced) {
      errors.forbidden(field, ONLY_BALANCED);
    }
    for (int i = 0; i < ranges.size(); i++) {
      String range = ranges.get(i).strip();
      errors.eachInvalid(field.index(i), range, IpAddresses.checkRange(range));
    }
    if (!balanced && Json.at(spec, "allocateLoadBalancerNodePorts") != null) {
      errors.forbidden(SPEC.child("allocateLoadBalancerNodePorts"), ONLY_BALANCED);
    }
    if (Json.at(spec, "loadBalancerClass") == null) {
      return;
    }
    FieldPath name = SPEC.child("loadBalancerClass");
    if (balanced) {
      String given = Json.text(spec, "loadBalancerClass");
      errors.eachInvalid(name, given, Names.qualifiedName(given));
    } else {
      errors.forbidden(name, ONLY_BALANCED);
    }
  }

  private void traffic() {
    FieldPath external = SPEC.child("externalTrafficPolicy");
    String policy = Json.text(spec, "externalTrafficPolicy");
    boolean reachable = ServiceDefaults.isReachableFromOutside(spec);
    if (reachable) {
      errors.requiredOneOf(external, policy, TRAFFIC_POLICIES);
    } else if (!policy.isEmpty()) {
      errors.invalid(external, policy, "may only be set for externally-accessible services");
    }
    healthCheck(reachable && type.equals("LoadBalancer") && policy.equals("Local"));
    FieldPath internal = SPEC.child("internalTrafficPolicy");
    if (Json.at(spec, "internalTrafficPolicy") != null) {
      errors.oneOf(internal, Json.text(spec, "internalTrafficPolicy"), TRAFFIC_POLICIES);
    } else if (List.of("ClusterIP", "NodePort", "LoadBalancer").contains(type)) {
      errors.required(internal);
    }
    if (Json.at(spec, "trafficDistribution") != null) {
      errors.oneOf(
          SPEC.child("trafficDistribution"), Json.text(spec, "trafficDistribution"), DISTRIBUTIONS);
    }
  }

  /// The port itself is given out by a cluster, so it need not be there.
  private void healthCheck(boolean mayBeThere) {
    long port = Json.number(spec, 0, "healthCheckNodePort");
    FieldPath field = SPEC.child("healthCheckNodePort");
    if (port != 0 && !mayBeThere) {
      errors.invalid(
          field,
          port,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    } else if (port != 0) {
      errors.eachInvalid(field, port, Names.portNumber(port));
    }
  }

  /// A Service without an address of its own: its name stands for its pods.
  static boolean isHeadless(ObjectNode spec) {
    return Trees.strings(spec, "clusterIPs").equals(List.of("None"));
  }
}
