package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes an EndpointSlice a bad one.
final class EndpointSliceRules {

  private static final List<String> ADDRESS_TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PORTS = 20_000;
  private static final int MAX_ENDPOINTS = 1000;
  private static final int MAX_HINTS = 8;

  private final String addressType;
  private final FieldErrors errors;

  private EndpointSliceRules(String addressType, FieldErrors errors) {
    this.addressType = addressType;
    this.errors = errors;
  }

  static void check(ObjectNode slice, FieldErrors errors) {
    String type = Json.text(slice, "addressType");
    errors.requiredOneOf(FieldPath.of("addressType"), type, ADDRESS_TYPES);
    EndpointSliceRules rules = new EndpointSliceRules(type, errors);
    rules.ports(Trees.objects(slice, "ports"), FieldPath.of("ports"));
  }

  static void checkEndpoints(ObjectNode slice, FieldErrors errors) {
    EndpointSliceRules rules = new EndpointSliceRules(Json.text(slice, "addressType"), errors);
    rules.endpoints(Trees.objects(slice, "endpoints"), FieldPath.of("endpoints"));
  }

  private void ports(List<ObjectNode> ports, FieldPath list) {
    if (ports.size() > MAX_PORTS) {
      errors.tooMany(list, ports.size(), MAX_PORTS);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      FieldPath path = list.index(i);
      String name = Json.text(ports.get(i), "name");
      if (!name.isEmpty()) {
        errors.eachInvalid(path.child("name"), name, Names.dns1123Label(name));
      }
      if (!names.add(name)) {
        errors.duplicate(path.child("name"), name);
      }
      errors.requiredOneOf(path.child("protocol"), Json.text(ports.get(i), "protocol"), PROTOCOLS);
      JsonNode application = Json.at(ports.get(i), "appProtocol");
      if (application != null) {
        String text = application.asString("");
        errors.eachInvalid(path.child("appProtocol"), text, Names.qualifiedName(text));
      }
    }
  }

  private void endpoints(List<ObjectNode> endpoints, FieldPath list) {
    if (endpoints.size() > MAX_ENDPOINTS) {
      errors.tooMany(list, endpoints.size(), MAX_ENDPOINTS);
      return;
    }
    for (int i = 0; i < endpoints.size(); i++) {
      endpoint(endpoints.get(i), list.index(i));
    }
  }

  private void endpoint(ObjectNode endpoint, FieldPath path) {
    List<String> addresses = Trees.strings(endpoint, "addresses");
    FieldPath field = path.child("addresses");
    if (addresses.isEmpty()) {
      errors.required(field, "must contain at least 1 address");
    } else if (addresses.size() > MAX_ADDRESSES) {
      errors.tooMany(field, addresses.size(), MAX_ADDRESSES);
    }
    for (int i = 0; i < addresses.size(); i++) {
      address(addresses.get(i), field, i);
    }
    name(endpoint, "nodeName", Names::dns1123Subdomain, path);
    name(endpoint, "hostname", Names::dns1123Label, path);
    if (Json.at(endpoint, "hints") != null) {
      FieldPath hints = path.child("hints");
      boolean few = hints(endpoint, "forZones", Names::labelValue, hints);
      if (few) {
        hints(endpoint, "forNodes", Names::dns1123Subdomain, hints);
      }
    }
  }

  private void name(
      ObjectNode endpoint, String field, Function<String, List<String>> rule, FieldPath path) {
    JsonNode name = Json.at(endpoint, field);
    if (name != null) {
      errors.eachInvalid(path.child(field), name.asString(""), rule.apply(name.asString("")));
    }
  }

  private void address(String address, FieldPath list, int index) {
    switch (addressType) {
      case "IPv4" -> ip(address, IpAddresses.isV4(address), list, index);
      case "IPv6" -> ip(address, IpAddresses.isV6(address), list, index);
      case "FQDN" -> HostRules.qualified(address, list.index(index), errors);
      default -> {} // said already
    }
  }

  private void ip(String address, boolean fits, FieldPath list, int index) {
    List<String> wrong =
        addressType.equals("IPv6")
            ? IpAddresses.checkCanonical(address)
            : IpAddresses.check(address);
    if (!wrong.isEmpty()) {
      errors.eachInvalid(list.index(index), address, wrong);
      return;
    }
    if (!fits) {
      errors.invalid(list, address, "must be an " + addressType + " address");
    }
    errors.eachInvalid(list.index(index), address, IpAddresses.checkReachable(address));
  }

  /// @return whether there are not too many of them
  private boolean hints(
      ObjectNode endpoint, String field, Function<String, List<String>> rule, FieldPath path) {
    List<ObjectNode> hints = Trees.objects(endpoint, "hints", field);
    if (hints.size() > MAX_HINTS) {
      errors.tooMany(path.child(field), hints.size(), MAX_HINTS);
      return false;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < hints.size(); i++) {
      String name = Json.text(hints.get(i), "name");
      FieldPath named = path.child(field).index(i).child("name");
      if (!names.add(name)) {
        errors.duplicate(named, name);
      }
      errors.eachInvalid(named, name, rule.apply(name));
    }
    return true;
  }
}
