package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.IpRange;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a NetworkPolicy a bad one.
final class NetworkPolicyRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
  private static final List<String> TYPES = List.of("Ingress", "Egress");

  /// The two directions of traffic, and what each calls the other side.
  private enum Direction {
    INGRESS("ingress", "from"),
    EGRESS("egress", "to");

    private final String rules;
    private final String peers;

    Direction(String rules, String peers) {
      this.rules = rules;
      this.peers = peers;
    }
  }

  private NetworkPolicyRules() {}

  static void check(ObjectNode policy, FieldErrors errors) {
    ObjectNode spec = Trees.makeObject(policy, "spec");
    LabelRules.selector(Trees.object(spec, "podSelector"), SPEC.child("podSelector"), errors);
    for (Direction direction : Direction.values()) {
      List<ObjectNode> rules = Trees.objects(spec, direction.rules);
      for (int i = 0; i < rules.size(); i++) {
        rule(rules.get(i), direction, SPEC.child(direction.rules).index(i), errors);
      }
    }
    List<String> types = Trees.strings(spec, "policyTypes");
    FieldPath field = SPEC.child("policyTypes");
    if (types.size() > TYPES.size()) {
      errors.invalid(field, spec.get("policyTypes"), "may not specify more than two policyTypes");
      return;
    }
    for (int i = 0; i < types.size(); i++) {
      errors.oneOf(field.index(i), types.get(i), TYPES);
    }
  }

  private static void rule(
      ObjectNode rule, Direction direction, FieldPath path, FieldErrors errors) {
    List<ObjectNode> ports = Trees.objects(rule, "ports");
    for (int i = 0; i < ports.size(); i++) {
      port(ports.get(i), path.child("ports").index(i), errors);
    }
    List<ObjectNode> peers = Trees.objects(rule, direction.peers);
    for (int i = 0; i < peers.size(); i++) {
      peer(peers.get(i), path.child(direction.peers).index(i), errors);
    }
  }

  private static void port(ObjectNode port, FieldPath path, FieldErrors errors) {
    JsonNode protocol = Json.at(port, "protocol");
    if (protocol != null) {
      errors.oneOf(path.child("protocol"), protocol.asString(""), PROTOCOLS);
    }
    JsonNode first = Json.at(port, "port");
    JsonNode last = Json.at(port, "endPort");
    if (first == null) {
      if (last != null) {
        errors.invalid(
            path.child("endPort"), last, "may not be specified when `port` is not specified");
      }
    } else if (first.isString()) {
      if (last != null) {
        errors.invalid(
            path.child("endPort"), last, "may not be specified when `port` is non-numeric");
      }
      errors.eachInvalid(
          path.child("port"), first.stringValue(), Names.portName(first.stringValue()));
    } else {
      long number = first.asLong();
      errors.eachInvalid(path.child("port"), number, Names.portNumber(number));
      if (last != null) {
        end(number, last.asLong(), path.child("endPort"), errors);
      }
    }
  }

  private static void end(long first, long last, FieldPath field, FieldErrors errors) {
    if (last < first) {
      errors.invalid(field, first, "must be greater than or equal to `port`");
    }
    errors.eachInvalid(field, last, Names.portNumber(last));
  }

  private static void peer(ObjectNode peer, FieldPath path, FieldErrors errors) {
    int kinds = 0;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      ObjectNode given = Trees.object(peer, selector);
      kinds += given == null ? 0 : 1;
      LabelRules.selector(given, path.child(selector), errors);
    }
    ObjectNode block = Trees.object(peer, "ipBlock");
    if (block != null) {
      block(block, path.child("ipBlock"), errors);
    }
    if (block == null && kinds == 0) {
      errors.required(path, "must specify a peer");
    } else if (block != null && kinds > 0) {
      errors.forbidden(path, "may not specify both ipBlock and another peer");
    }
  }

  private static void block(ObjectNode block, FieldPath path, FieldErrors errors) {
    String cidr = Json.text(block, "cidr");
    if (cidr.isEmpty()) {
      errors.required(path.child("cidr"));
      return;
    }
    errors.eachInvalid(path.child("cidr"), cidr, IpAddresses.checkRange(cidr));
    Optional<IpRange> whole = IpRange.parse(cidr);
    if (whole.isEmpty()) {
      return;
    }
    List<String> exceptions = Trees.strings(block, "except");
    for (int i = 0; i < exceptions.size(); i++) {
      FieldPath field = path.child("except").index(i);
      String text = exceptions.get(i);
      errors.eachInvalid(field, text, IpAddresses.checkRange(text));
      if (IpRange.parse(text).filter(part -> !whole.get().isLargerThan(part)).isPresent()) {
        errors.invalid(field, text, "must be a strict subset of `cidr`");
      }
    }
  }

  static List<String> warnings(ObjectNode policy) {
    List<String> warnings = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      List<ObjectNode> rules = Trees.objects(policy, "spec", direction.rules);
      for (int i = 0; i < rules.size(); i++) {
        List<ObjectNode> peers = Trees.objects(rules.get(i), direction.peers);
        for (int j = 0; j < peers.size(); j++) {
          FieldPath peer = SPEC.child(direction.rules).index(i).child(direction.peers).index(j);
          warnOfBlock(Trees.object(peers.get(j), "ipBlock"), peer.child("ipBlock"), warnings);
        }
      }
    }
    return warnings;
  }

  private static void warnOfBlock(
      @Nullable ObjectNode block, FieldPath path, List<String> warnings) {
    warnings.addAll(IpRange.warnings(path.child("cidr"), Json.text(block, "cidr")));
    List<String> exceptions = Trees.strings(block, "except");
    for (int i = 0; i < exceptions.size(); i++) {
      warnings.addAll(IpRange.warnings(path.child("except").index(i), exceptions.get(i)));
    }
  }
}
