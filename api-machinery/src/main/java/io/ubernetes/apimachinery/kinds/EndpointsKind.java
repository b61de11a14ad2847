package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.IpWarnings;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `v1 Endpoints`: the addresses behind a Service, as they were kept before EndpointSlices.
final class EndpointsKind implements Strategy {

  private static final FieldPath SUBSETS = FieldPath.of("subsets");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> LISTS = List.of("addresses", "notReadyAddresses");
  private static final int SHOWN = 3;

  static ResourceType type() {
    return V1.plain(
        "",
        Scope.NAMESPACED,
        new ResourceType.Names(
            "Endpoints", "EndpointsList", "endpoints", "endpoints", List.of("ep"), List.of()),
        columns(),
        new EndpointsKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Endpoints", "Who is reached, at which ports.", EndpointsKind::endpoints),
        Columns.age());
  }

  private static String endpoints(ObjectNode endpoints) {
    List<ObjectNode> subsets = Trees.objects(endpoints, "subsets");
    if (subsets.isEmpty()) {
      return "<none>";
    }
    List<String> all = subsets.stream().flatMap(subset -> reached(subset).stream()).toList();
    String text = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? text + " + " + (all.size() - SHOWN) + " more..." : text;
  }

  /// Every address at every port; headless Services may have no ports.
  private static List<String> reached(ObjectNode subset) {
    List<String> addresses =
        Trees.objects(subset, "addresses").stream()
            .map(address -> Json.text(address, "ip"))
            .toList();
    List<ObjectNode> ports = Trees.objects(subset, "ports");
    if (ports.isEmpty()) {
      return addresses;
    }
    List<String> all = new ArrayList<>();
    for (ObjectNode port : ports) {
      for (String address : addresses) {
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        all.add(host + ":" + Json.number(port, 0, "port"));
      }
    }
    return all;
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode endpoints) {
    for (ObjectNode subset : Trees.objects(endpoints, "subsets")) {
      Trees.objects(subset, "ports").forEach(port -> Trees.defaultText(port, "protocol", "TCP"));
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public String deprecation() {
    return "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode endpoints) {
    FieldErrors errors = new FieldErrors();
    List<ObjectNode> subsets = Trees.objects(endpoints, "subsets");
    for (int i = 0; i < subsets.size(); i++) {
      subset(subsets.get(i), SUBSETS.index(i), errors);
    }
    return errors.list();
  }

  /// Addresses that stay as they are stay valid.
  @Override
  public List<FieldError> validateUpdate(ObjectNode endpoints, ObjectNode old) {
    return Trees.same(endpoints.get("subsets"), old.get("subsets"))
        ? List.of()
        : validateCreate(endpoints);
  }

  private static void subset(ObjectNode subset, FieldPath path, FieldErrors errors) {
    if (LISTS.stream().allMatch(list -> Trees.objects(subset, list).isEmpty())) {
      errors.required(path, "must specify `addresses` or `notReadyAddresses`");
    }
    for (String list : LISTS) {
      List<ObjectNode> addresses = Trees.objects(subset, list);
      for (int i = 0; i < addresses.size(); i++) {
        address(addresses.get(i), path.child(list).index(i), errors);
      }
    }
    List<ObjectNode> ports = Trees.objects(subset, "ports");
    for (int i = 0; i < ports.size(); i++) {
      FieldPath field = path.child("ports").index(i);
      if (ports.size() > 1 && Json.text(ports.get(i), "name").isEmpty()) {
        errors.required(field.child("name"));
      }
      port(ports.get(i), field, errors);
    }
  }

  private static void address(ObjectNode address, FieldPath path, FieldErrors errors) {
    String ip = Json.text(address, "ip");
    List<String> wrong = IpAddresses.check(ip);
    errors.eachInvalid(path.child("ip"), ip, wrong);
    String host = Json.text(address, "hostname");
    if (!host.isEmpty()) {
      errors.eachInvalid(path.child("hostname"), host, Names.dns1123Label(host));
    }
    JsonNode node = Json.at(address, "nodeName");
    if (node != null) {
      String name = node.asString("");
      errors.eachInvalid(path.child("nodeName"), name, Names.dns1123Subdomain(name));
    }
    if (IpAddresses.isV4(ip) || IpAddresses.isV6(ip)) {
      errors.eachInvalid(path.child("ip"), ip, IpAddresses.checkReachable(ip));
    } else {
      errors.invalid(path.child("ip"), ip, "must be a valid IP address");
    }
  }

  private static void port(ObjectNode port, FieldPath path, FieldErrors errors) {
    String name = Json.text(port, "name");
    if (!name.isEmpty()) {
      errors.eachInvalid(path.child("name"), name, Names.dns1123Label(name));
    }
    long number = Json.number(port, 0, "port");
    errors.eachInvalid(path.child("port"), number, Names.portNumber(number));
    errors.requiredOneOf(path.child("protocol"), Json.text(port, "protocol"), PROTOCOLS);
    JsonNode application = Json.at(port, "appProtocol");
    if (application != null) {
      String text = application.asString("");
      errors.eachInvalid(path.child("appProtocol"), text, Names.qualifiedName(text));
    }
  }

  @Override
  public List<String> warnings(ObjectNode endpoints) {
    String manager =
        Trees.map(endpoints, "metadata", "labels")
            .getOrDefault("endpoints.kubernetes.io/managed-by", "");
    if (manager.equals("endpoint-controller")) {
      return List.of(); // it is known to write addresses as they should be
    }
    List<String> warnings = new ArrayList<>();
    List<ObjectNode> subsets = Trees.objects(endpoints, "subsets");
    for (int i = 0; i < subsets.size(); i++) {
      for (String list : LISTS) {
        List<ObjectNode> addresses = Trees.objects(subsets.get(i), list);
        for (int j = 0; j < addresses.size(); j++) {
          FieldPath field = SUBSETS.index(i).child(list).index(j).child("ip");
          warnings.addAll(IpWarnings.of(field, Json.text(addresses.get(j), "ip")));
        }
      }
    }
    return warnings;
  }
}
