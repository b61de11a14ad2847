package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What may not change in a Service, and what its status may say.
final class ServiceUpdateRules {

  private static final String SET_ONCE = "may not change once set";
  private static final List<String> IP_MODES = List.of("Proxy", "VIP");

  private ServiceUpdateRules() {}

  static List<FieldError> validate(ObjectNode service, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    ObjectNode spec = Trees.makeObject(service, "spec");
    ObjectNode before = Trees.makeObject(old, "spec");
    String type = Json.text(spec, "type");
    String typeBefore = Json.text(before, "type");
    if (!type.equals("ExternalName") && !typeBefore.equals("ExternalName")) {
      boolean headless = ServiceRules.isHeadless(spec);
      boolean headlessBefore = ServiceRules.isHeadless(before);
      if (!headless || !headlessBefore) {
        lists(spec, before, "clusterIPs", "clusterIP", errors);
      }
      if (!headless && !headlessBefore) {
        lists(spec, before, "ipFamilies", "ipFamily", errors);
      }
    }
    if (type.equals("LoadBalancer") && typeBefore.equals("LoadBalancer")) {
      balancer(spec, before, errors);
    }
    return errors.list();
  }

  /// The first of a Service's addresses (and families) stays; a second may come and go.
  private static void lists(
      ObjectNode spec, ObjectNode before, String field, String one, FieldErrors errors) {
    List<String> now = Trees.strings(spec, field);
    List<String> then = Trees.strings(before, field);
    FieldPath path = ServiceRules.SPEC.child(field);
    if (now.size() == then.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(then.get(i))) {
          // Kubernetes names the first family whichever has changed.
          int named = one.equals("ipFamily") ? 0 : i;
          errors.invalid(path.index(named), spec.get(field), SET_ONCE);
        }
      }
      return;
    }
    if (now.isEmpty()) {
      errors.invalid(path.index(0), spec.get(field), "primary " + one + " can not be unset");
    } else if (!then.isEmpty() && !now.getFirst().equals(then.getFirst())) {
      errors.invalid(path.index(0), spec.get(field), SET_ONCE);
    }
    if (now.size() == 1
        && then.size() > 1
        && !Json.text(spec, "ipFamilyPolicy").equals("SingleStack")) {
      errors.invalid(
          ServiceRules.SPEC.child("ipFamilyPolicy"),
          Json.at(spec, "ipFamilyPolicy"),
          "must be set to 'SingleStack' when releasing the secondary " + one);
    }
  }

  private static void balancer(ObjectNode spec, ObjectNode before, FieldErrors errors) {
    if (!Trees.same(Json.at(spec, "loadBalancerClass"), Json.at(before, "loadBalancerClass"))) {
      errors.invalid(
          ServiceRules.SPEC.child("loadBalancerClass"),
          Json.at(spec, "loadBalancerClass"),
          SET_ONCE);
    }
    boolean local =
        Json.text(spec, "externalTrafficPolicy").equals("Local")
            && Json.text(before, "externalTrafficPolicy").equals("Local");
    long port = Json.number(spec, 0, "healthCheckNodePort");
    long portBefore = Json.number(before, 0, "healthCheckNodePort");
    if (local && portBefore != 0 && port != portBefore) {
      errors.forbidden(ServiceRules.SPEC.child("healthCheckNodePort"), "field is immutable");
    }
  }

  static List<FieldError> validateStatus(ObjectNode service) {
    FieldErrors errors = new FieldErrors();
    FieldPath list = FieldPath.of("status", "loadBalancer", "ingress");
    List<ObjectNode> ingresses = Trees.objects(service, "status", "loadBalancer", "ingress");
    if (!ingresses.isEmpty() && !Json.text(service, "spec", "type").equals("LoadBalancer")) {
      errors.forbidden(list, "may only be used when `spec.type` is 'LoadBalancer'");
      return errors.list();
    }
    for (int i = 0; i < ingresses.size(); i++) {
      ingress(ingresses.get(i), list.index(i), errors);
    }
    return errors.list();
  }

  private static void ingress(ObjectNode ingress, FieldPath path, FieldErrors errors) {
    String ip = Json.text(ingress, "ip");
    boolean mode = Json.at(ingress, "ipMode") != null;
    if (!ip.isEmpty()) {
      errors.eachInvalid(path.child("ip"), ip, IpAddresses.check(ip));
    }
    if (!mode && !ip.isEmpty()) {
      errors.required(path.child("ipMode"), "must be specified when `ip` is set");
    } else if (mode && ip.isEmpty()) {
      errors.forbidden(path.child("ipMode"), "may not be specified when `ip` is not set");
    } else if (mode) {
      errors.oneOf(path.child("ipMode"), Json.text(ingress, "ipMode"), IP_MODES);
    }
    String host = Json.text(ingress, "hostname");
    if (!host.isEmpty()) {
      errors.eachInvalid(path.child("hostname"), host, Names.dns1123Subdomain(host));
      if (IpAddresses.check(host).isEmpty()) {
        errors.invalid(path.child("hostname"), host, "must be a DNS name, not an IP address");
      }
    }
  }
}
