package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes an Ingress a bad one.
final class IngressRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");

  /// What would make one path look like another.
  private static final List<String> AMBIGUOUS = List.of("//", "/./", "/../", "%2f", "%2F");

  private static final List<String> AMBIGUOUS_ENDS = List.of("/..", "/.");

  private IngressRules() {}

  static void check(ObjectNode ingress, FieldErrors errors) {
    List<ObjectNode> rules = Trees.objects(ingress, "spec", "rules");
    ObjectNode backend = Trees.object(ingress, "spec", "defaultBackend");
    if (rules.isEmpty() && backend == null) {
      errors.invalid(
          SPEC,
          Json.at(ingress, "spec", "rules"),
          "either `defaultBackend` or `rules` must be specified");
    }
    if (backend != null) {
      backend(backend, SPEC.child("defaultBackend"), errors);
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), SPEC.child("rules").index(i), errors);
    }
    List<ObjectNode> tls = Trees.objects(ingress, "spec", "tls");
    for (int i = 0; i < tls.size(); i++) {
      tls(tls.get(i), SPEC.child("tls").index(i), errors);
    }
    JsonNode ingressClass = Json.at(ingress, "spec", "ingressClassName");
    if (ingressClass != null) {
      String name = ingressClass.asString("");
      errors.eachInvalid(SPEC.child("ingressClassName"), name, Names.dns1123Subdomain(name));
    }
  }

  private static void tls(ObjectNode tls, FieldPath path, FieldErrors errors) {
    List<String> hosts = Trees.strings(tls, "hosts");
    for (int i = 0; i < hosts.size(); i++) {
      HostRules.check(hosts.get(i), path.child("hosts").index(i), errors);
    }
    String secret = Json.text(tls, "secretName");
    if (!secret.isEmpty()) {
      errors.eachInvalid(path.child("secretName"), secret, Names.dns1123Subdomain(secret));
    }
  }

  private static void rule(ObjectNode rule, FieldPath path, FieldErrors errors) {
    String host = Json.text(rule, "host");
    if (!host.isEmpty()) {
      HostRules.noAddress(host, path.child("host"), errors);
      HostRules.check(host, path.child("host"), errors);
    }
    if (Json.at(rule, "http") == null) {
      return;
    }
    FieldPath field = path.child("http").child("paths");
    List<ObjectNode> paths = Trees.objects(rule, "http", "paths");
    if (paths.isEmpty()) {
      errors.required(field);
    }
    for (int i = 0; i < paths.size(); i++) {
      path(paths.get(i), field.index(i), errors);
    }
  }

  private static void path(ObjectNode path, FieldPath field, FieldErrors errors) {
    JsonNode type = Json.at(path, "pathType");
    if (type == null) {
      errors.required(field.child("pathType"), "pathType must be specified");
      return;
    }
    String text = Json.text(path, "path");
    switch (type.asString("")) {
      case "Exact", "Prefix" -> exact(text, field.child("path"), errors);
      case "ImplementationSpecific" -> {
        if (!text.isEmpty()) {
          absolute(text, field.child("path"), errors);
        }
      }
      default -> errors.notSupported(field.child("pathType"), type.asString(""), PATH_TYPES);
    }
    backend(Trees.object(path, "backend"), field.child("backend"), errors);
  }

  private static void exact(String path, FieldPath field, FieldErrors errors) {
    absolute(path, field, errors);
    for (String part : AMBIGUOUS) {
      if (path.contains(part)) {
        errors.invalid(field, path, "must not contain '" + part + "'");
      }
    }
    for (String end : AMBIGUOUS_ENDS) {
      if (path.endsWith(end)) {
        errors.invalid(field, path, "cannot end with '" + end + "'");
      }
    }
  }

  private static void absolute(String path, FieldPath field, FieldErrors errors) {
    if (!path.startsWith("/")) {
      errors.invalid(field, path, "must be an absolute path");
    }
  }

  private static void backend(@Nullable ObjectNode backend, FieldPath path, FieldErrors errors) {
    ObjectNode resource = Trees.object(backend, "resource");
    ObjectNode service = Trees.object(backend, "service");
    if (resource != null && service != null) {
      errors.invalid(path, "", "cannot set both resource and service backends");
    } else if (resource != null) {
      TypedReferenceRules.check(resource, path.child("resource"), errors);
    } else if (service != null) {
      service(service, path, errors);
    } else {
      errors.invalid(path, "", "resource or service backend is required");
    }
  }

  private static void service(ObjectNode service, FieldPath path, FieldErrors errors) {
    FieldPath field = path.child("service");
    String name = Json.text(service, "name");
    if (name.isEmpty()) {
      errors.required(field.child("name"));
    } else {
      errors.eachInvalid(field.child("name"), name, Names.dns1123Label(name));
    }
    String port = Json.text(service, "port", "name");
    long number = Json.number(service, 0, "port", "number");
    if (!port.isEmpty() && number != 0) {
      errors.invalid(path, "", "cannot set both port name & port number");
    } else if (!port.isEmpty()) {
      errors.eachInvalid(field.child("port").child("name"), port, Names.portName(port));
    } else if (number != 0) {
      errors.eachInvalid(field.child("port").child("number"), number, Names.portNumber(number));
    } else {
      errors.required(path, "port name or number is required");
    }
  }
}
