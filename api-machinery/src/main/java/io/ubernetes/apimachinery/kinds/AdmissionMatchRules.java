package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.cel.ValueType;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for what webhooks and admission policies say of the requests that concern them.
final class AdmissionMatchRules {

  static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");

  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");
  private static final int MAX_CONDITIONS = 64;
  private static final String ANY = "*";

  private AdmissionMatchRules() {}

  /// What both webhooks and match resources get where they say nothing.
  static void setDefaults(ObjectNode matcher) {
    Trees.defaultText(matcher, "matchPolicy", "Equivalent");
    Trees.defaultObject(matcher, "namespaceSelector");
    Trees.defaultObject(matcher, "objectSelector");
  }

  static void setRuleDefaults(ObjectNode rule) {
    Trees.defaultText(rule, "scope", ANY);
  }

  /// Defaults of a policy's or binding's match resources.
  static void setResourceDefaults(@Nullable ObjectNode resources) {
    if (resources == null) {
      return;
    }
    setDefaults(resources);
    for (String rules : List.of("resourceRules", "excludeResourceRules")) {
      Trees.objects(resources, rules).forEach(AdmissionMatchRules::setRuleDefaults);
    }
  }

  static void resources(@Nullable ObjectNode resources, FieldPath path, FieldErrors errors) {
    if (resources == null) {
      return;
    }
    errors.requiredOneOf(
        path.child("matchPolicy"), Json.text(resources, "matchPolicy"), MATCH_POLICIES);
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      LabelRules.selector(Trees.object(resources, selector), path.child(selector), errors);
    }
    for (String list : List.of("resourceRules", "excludeResourceRules")) {
      List<ObjectNode> rules = Trees.objects(resources, list);
      for (int i = 0; i < rules.size(); i++) {
        named(rules.get(i), path.child(list).index(i), errors);
      }
    }
  }

  private static void named(ObjectNode rule, FieldPath path, FieldErrors errors) {
    FieldPath field = path.child("resourceNames");
    Set<String> seen = new HashSet<>();
    List<String> names = Trees.strings(rule, "resourceNames");
    for (int i = 0; i < names.size(); i++) {
      errors.eachInvalid(field.index(i), names.get(i), Names.pathSegment(names.get(i)));
      if (!seen.add(names.get(i))) {
        errors.duplicate(field.index(i), names.get(i));
      }
    }
    rule(rule, path, errors);
  }

  /// Operations, and the resources that they are done to.
  static void rule(ObjectNode rule, FieldPath path, FieldErrors errors) {
    List<String> operations = Trees.strings(rule, "operations");
    alone(rule, "operations", "operations", path, errors);
    for (int i = 0; i < operations.size(); i++) {
      errors.oneOf(path.child("operations").index(i), operations.get(i), OPERATIONS);
    }
    alone(rule, "apiGroups", "API groups", path, errors);
    alone(rule, "apiVersions", "API versions", path, errors);
    List<String> versions = Trees.strings(rule, "apiVersions");
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i).isEmpty()) {
        errors.required(path.child("apiVersions").index(i));
      }
    }
    plurals(rule, path.child("resources"), errors);
    JsonNode scope = Json.at(rule, "scope");
    if (scope != null) {
      errors.oneOf(path.child("scope"), scope.asString(""), SCOPES);
    }
  }

  /// A list must have something in it, and nothing beside a star.
  private static void alone(
      ObjectNode rule, String field, String things, FieldPath path, FieldErrors errors) {
    List<String> values = Trees.strings(rule, field);
    if (values.isEmpty()) {
      errors.required(path.child(field));
    } else if (values.size() > 1 && values.contains(ANY)) {
      errors.invalid(
          path.child(field),
          rule.get(field),
          "if '*' is present, must not specify other " + things);
    }
  }

  private static void plurals(ObjectNode rule, FieldPath field, FieldErrors errors) {
    List<String> resources = Trees.strings(rule, "resources");
    if (resources.isEmpty()) {
      errors.required(field);
    }
    Set<String> wholes = new HashSet<>();
    Set<String> parts = new HashSet<>();
    boolean lastIsPlain = false;
    for (int i = 0; i < resources.size(); i++) {
      String text = resources.get(i);
      int slash = text.indexOf('/');
      if (text.isEmpty()) {
        errors.required(field.index(i));
      } else if (slash < 0) {
        lastIsPlain = !text.equals(ANY);
      } else {
        covered(text, wholes, parts, field.index(i), errors);
      }
    }
    if (resources.size() > 1 && resources.contains("*/*")) {
      errors.invalid(
          field, rule.get("resources"), "if '*/*' is present, must not specify other resources");
    }
    if (resources.contains(ANY) && lastIsPlain) {
      errors.invalid(
          field,
          rule.get("resources"),
          "if '*' is present, must not specify other resources without subresources");
    }
  }

  /// A subresource must not be named when a star before it in the list stands for it already.
  private static void covered(
      String text, Set<String> wholes, Set<String> parts, FieldPath field, FieldErrors errors) {
    int slash = text.indexOf('/');
    String resource = text.substring(0, slash);
    String part = text.substring(slash + 1);
    if (wholes.contains(resource)) {
      errors.invalid(field, text, "if '" + resource + "/*' is present, must not specify " + text);
    }
    if (parts.contains(part)) {
      errors.invalid(field, text, "if '*/" + part + "' is present, must not specify " + text);
    }
    if (part.equals(ANY)) {
      wholes.add(resource);
    }
    if (resource.equals(ANY)) {
      parts.add(part);
    }
  }

  /// Conditions in CEL, all of which must be met.
  static void conditions(
      List<ObjectNode> conditions, FieldPath list, CelRules expressions, FieldErrors errors) {
    if (conditions.size() > MAX_CONDITIONS) {
      errors.tooMany(list, conditions.size(), MAX_CONDITIONS);
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      FieldPath path = list.index(i);
      String expression = Json.text(conditions.get(i), "expression").strip();
      if (expression.isEmpty()) {
        errors.required(path.child("expression"));
      } else {
        expressions.check(expression, path.child("expression"), ValueType.Scalar.BOOL);
      }
      String name = Json.text(conditions.get(i), "name");
      if (name.isEmpty()) {
        errors.required(path.child("name"));
        continue;
      }
      errors.eachInvalid(path.child("name"), name, Names.qualifiedName(name));
      if (!names.add(name)) {
        errors.duplicate(path.child("name"), name);
      }
    }
  }
}
