package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for how a pod is called and finds others.
final class NetworkRules {

  private static final int MAX_NAMESERVERS = 3;
  private static final int MAX_SEARCHES = 32;
  private static final int MAX_SEARCH_CHARACTERS = 2048;
  private static final int MAX_HOSTNAME = 64;

  private final FieldErrors errors;

  private NetworkRules(FieldErrors errors) {
    this.errors = errors;
  }

  /// On the node's own network, a port is the same inside and outside.
  static void hostNetwork(ObjectNode spec, FieldPath path, FieldErrors errors) {
    if (!Trees.flag(spec, "hostNetwork")) {
      return;
    }
    List<ObjectNode> containers = Trees.objects(spec, "containers");
    for (int i = 0; i < containers.size(); i++) {
      List<ObjectNode> ports = Trees.objects(containers.get(i), "ports");
      for (int j = 0; j < ports.size(); j++) {
        long outside = Json.number(ports.get(j), 0, "hostPort");
        if (outside != 0 && outside != Json.number(ports.get(j), 0, "containerPort")) {
          errors.invalid(
              path.child("containers").index(i).child("ports").index(j).child("hostPort"),
              outside,
              "must match `containerPort` when `hostNetwork` is true");
        }
      }
    }
  }

  static void dns(ObjectNode spec, FieldPath path, FieldErrors errors) {
    new NetworkRules(errors)
        .dns(Trees.object(spec, "dnsConfig"), Json.text(spec, "dnsPolicy"), path);
  }

  private void dns(@Nullable ObjectNode config, String policy, FieldPath path) {
    FieldPath field = path.child("dnsConfig");
    List<String> servers = Trees.strings(config, "nameservers");
    if (policy.equals("None")) {
      if (config == null) {
        errors.required(field, "must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (servers.isEmpty()) {
        errors.required(
            field.child("nameservers"),
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
        return;
      }
    }
    if (config == null) {
      return;
    }
    if (servers.size() > MAX_NAMESERVERS) {
      errors.invalid(
          field.child("nameservers"),
          config.get("nameservers"),
          "must not have more than " + MAX_NAMESERVERS + " nameservers");
    }
    for (int i = 0; i < servers.size(); i++) {
      errors.eachInvalid(
          field.child("nameservers").index(i), servers.get(i), IpAddresses.check(servers.get(i)));
    }
    searches(config, field.child("searches"));
    List<ObjectNode> options = Trees.objects(config, "options");
    for (int i = 0; i < options.size(); i++) {
      if (Json.text(options.get(i), "name").isEmpty()) {
        errors.required(field.child("options").index(i), "must not be empty");
      }
    }
  }

  private void searches(ObjectNode config, FieldPath field) {
    List<String> searches = Trees.strings(config, "searches");
    if (searches.size() > MAX_SEARCHES) {
      errors.invalid(
          field,
          config.get("searches"),
          "must not have more than " + MAX_SEARCHES + " search paths");
    }
    if (String.join(" ", searches).length() > MAX_SEARCH_CHARACTERS) {
      errors.invalid(
          field,
          config.get("searches"),
          "must not have more than "
              + MAX_SEARCH_CHARACTERS
              + " characters (including spaces) in the search list");
    }
    for (int i = 0; i < searches.size(); i++) {
      String search = searches.get(i);
      if (!search.equals(".")) {
        String name = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
        // Underscores are taken where a letter may stand.
        errors.eachInvalid(field.index(i), name, Names.dns1123Subdomain(name.replace('_', 'a')));
      }
    }
  }

  static void hostName(ObjectNode spec, FieldPath path, FieldErrors errors) {
    if (Json.at(spec, "hostnameOverride") == null) {
      return;
    }
    FieldPath field = path.child("hostnameOverride");
    if (Trees.flag(spec, "setHostnameAsFQDN")) {
      errors.forbidden(field, "may not be specified when setHostnameAsFQDN is true");
    }
    if (Trees.flag(spec, "hostNetwork")) {
      errors.forbidden(field, "may not be specified when hostNetwork is true");
    }
    String name = Json.text(spec, "hostnameOverride");
    if (name.length() > MAX_HOSTNAME) {
      errors.tooLong(field, MAX_HOSTNAME);
    }
    errors.eachInvalid(field, name, Names.dns1123Subdomain(name));
  }

  static void hostAliases(ObjectNode spec, FieldPath path, FieldErrors errors) {
    List<ObjectNode> aliases = Trees.objects(spec, "hostAliases");
    for (int i = 0; i < aliases.size(); i++) {
      FieldPath alias = path.child("hostAliases").index(i);
      String ip = Json.text(aliases.get(i), "ip");
      errors.eachInvalid(alias.child("ip"), ip, IpAddresses.check(ip));
      List<String> names = Trees.strings(aliases.get(i), "hostnames");
      for (int j = 0; j < names.size(); j++) {
        errors.eachInvalid(
            alias.child("hostnames").index(j), names.get(j), Names.dns1123Subdomain(names.get(j)));
      }
    }
  }
}
