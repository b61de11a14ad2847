package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// The rules of one rule of a FlowSchema: its subjects, and what they ask for. Stateless.
final class FlowSchemaRules {
  private static final String ALL = "*";

  private static final List<String> KINDS = List.of("Group", "ServiceAccount", "User");

  private FlowSchemaRules() {}

  static void check(ObjectNode rule, FieldPath path, FieldErrors errors) {
    List<ObjectNode> subjects = Trees.objects(rule, "subjects");
    if (subjects.isEmpty()) {
      errors.required(path.child("subjects"), "subjects must contain at least one value");
    }
    for (int i = 0; i < subjects.size(); i++) {
      subject(subjects.get(i), path.child("subjects").index(i), errors);
    }
    List<ObjectNode> resources = Trees.objects(rule, "resourceRules");
    List<ObjectNode> paths = Trees.objects(rule, "nonResourceRules");
    if (resources.isEmpty() && paths.isEmpty()) {
      errors.required(
          path, "at least one of resourceRules and nonResourceRules has to be non-empty");
    }
    for (int i = 0; i < resources.size(); i++) {
      resourceRule(resources.get(i), path.child("resourceRules").index(i), errors);
    }
    for (int i = 0; i < paths.size(); i++) {
      pathRule(paths.get(i), path.child("nonResourceRules").index(i), errors);
    }
  }

  private static void subject(ObjectNode subject, FieldPath path, FieldErrors errors) {
    String kind = Json.text(subject, "kind");
    if (!KINDS.contains(kind)) {
      errors.notSupported(path.child("kind"), kind, KINDS);
      return;
    }
    for (String other : List.of("User", "Group", "ServiceAccount")) {
      String field = field(other);
      boolean there = Json.at(subject, field) instanceof ObjectNode;
      if (other.equals(kind) && !there) {
        errors.required(
            path.child(field), field + " is required when subject kind is '" + other + "'");
      } else if (!other.equals(kind) && there) {
        errors.forbidden(
            path.child(field), field + " is forbidden when subject kind is not '" + other + "'");
      } else if (there) {
        named(kind, Trees.makeObject(subject, field), path.child(field), errors);
      }
    }
  }

  /// The field that goes with a kind of subject.
  private static String field(String kind) {
    return kind.substring(0, 1).toLowerCase(Locale.ROOT) + kind.substring(1);
  }

  private static void named(String kind, ObjectNode of, FieldPath path, FieldErrors errors) {
    String name = Json.text(of, "name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    } else if (kind.equals("ServiceAccount") && !name.equals(ALL)) {
      errors.eachInvalid(path.child("name"), name, Names.dns1123Subdomain(name));
    }
    if (kind.equals("ServiceAccount")) {
      String namespace = Json.text(of, "namespace");
      if (namespace.isEmpty()) {
        errors.required(path.child("namespace"), "must specify namespace for service account");
      } else {
        errors.eachInvalid(path.child("namespace"), namespace, Names.dns1123Label(namespace));
      }
    }
  }

  private static void resourceRule(ObjectNode rule, FieldPath path, FieldErrors errors) {
    verbs(rule, path, errors);
    words(
        rule,
        path,
        "apiGroups",
        "resource rules must supply at least one api group",
        "api groups",
        errors);
    words(
        rule,
        path,
        "resources",
        "resource rules must supply at least one resource",
        "resources",
        errors);
    List<String> namespaces = Json.texts(rule, "namespaces");
    if (namespaces.isEmpty() && !Trees.flag(rule, "clusterScope")) {
      errors.required(
          path.child("namespaces"),
          "resource rules that are not cluster scoped must supply at least one namespace");
    } else if (namespaces.contains(ALL)) {
      alone(rule, path, "namespaces", "namespaces", errors);
    } else {
      for (int i = 0; i < namespaces.size(); i++) {
        String namespace = namespaces.get(i);
        FieldPath field = path.child("namespaces").index(i);
        errors.eachInvalid(field, namespace, Names.dns1123Label(namespace));
      }
    }
  }

  private static void pathRule(ObjectNode rule, FieldPath path, FieldErrors errors) {
    verbs(rule, path, errors);
    List<String> urls = Json.texts(rule, "nonResourceURLs");
    if (urls.isEmpty()) {
      errors.required(
          path.child("nonResourceURLs"), "nonResourceURLs must contain at least one value");
    } else if (urls.contains(ALL)) {
      alone(rule, path, "nonResourceURLs", "non-resource URLs", errors);
    } else {
      for (int i = 0; i < urls.size(); i++) {
        url(urls.get(i), path.child("nonResourceURLs").index(i), errors);
      }
    }
  }

  private static void url(String url, FieldPath path, FieldErrors errors) {
    if (!url.startsWith("/")) {
      errors.invalid(path, url, "must start with slash");
    } else if (url.contains(" ")) {
      errors.invalid(path, url, "must not contain white-space");
    } else if (url.contains("//")) {
      errors.invalid(path, url, "must not contain double slash");
    } else if (url.contains(ALL) && !(url.endsWith("/*") && url.indexOf('*') == url.length() - 1)) {
      errors.invalid(path, url, "wildcard can only do suffix matching");
    }
  }

  private static void verbs(ObjectNode rule, FieldPath path, FieldErrors errors) {
    words(rule, path, "verbs", "verbs must contain at least one value", "verbs", errors);
  }

  private static void words(
      ObjectNode rule,
      FieldPath path,
      String field,
      String missing,
      String others,
      FieldErrors errors) {
    if (Json.texts(rule, field).isEmpty()) {
      errors.required(path.child(field), missing);
    } else {
      alone(rule, path, field, others, errors);
    }
  }

  private static void alone(
      ObjectNode rule, FieldPath path, String field, String others, FieldErrors errors) {
    List<String> words = Json.texts(rule, field);
    if (words.size() > 1 && words.contains(ALL)) {
      errors.invalid(
          path.child(field),
          Json.at(rule, field),
          "if '*' is present, must not specify other " + others);
    }
  }
}
