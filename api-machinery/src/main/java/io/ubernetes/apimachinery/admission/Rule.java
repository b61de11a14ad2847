package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.registry.Admission.Operation;
import io.ubernetes.model.GroupVersionResource;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which writes concern a webhook or policy (`RuleWithOperations`, `NamedRuleWithOperations`).
///
/// @param names of objects; empty for all
record Rule(
    List<String> operations,
    List<String> groups,
    List<String> versions,
    List<String> resources,
    String scope,
    List<String> names) {

  static List<Rule> list(@Nullable JsonNode rules) {
    List<Rule> list = new ArrayList<>();
    if (rules != null) {
      for (JsonNode rule : rules) {
        list.add(
            new Rule(
                texts(rule, "operations"),
                texts(rule, "apiGroups"),
                texts(rule, "apiVersions"),
                texts(rule, "resources"),
                Json.text(rule, "scope"),
                texts(rule, "resourceNames")));
      }
    }
    return List.copyOf(list);
  }

  private static List<String> texts(JsonNode rule, String field) {
    List<String> texts = new ArrayList<>();
    JsonNode list = Json.at(rule, field);
    if (list != null) {
      list.forEach(text -> texts.add(text.asString()));
    }
    return List.copyOf(texts);
  }

  /// Whether the rule names that resource for what the write does.
  boolean matches(Write write, Target form) {
    GroupVersionResource resource = form.resource();
    return matchesScope(write)
        && matchesOperation(write.attributes().operation())
        && matches(groups, resource.group())
        && matches(versions, resource.version())
        && resources.stream().anyMatch(r -> matchesResource(r, resource, form.subresource()))
        && (names.isEmpty() || names.contains(write.name()));
  }

  private boolean matchesScope(Write write) {
    boolean clusterScoped = write.isNamespace() || write.namespace().isEmpty();
    return switch (scope) {
      case "Namespaced" -> !clusterScoped;
      case "Cluster" -> clusterScoped;
      default -> true;
    };
  }

  private boolean matchesOperation(Operation operation) {
    return matches(operations, operation.name());
  }

  private static boolean matches(List<String> allowed, String value) {
    return allowed.contains("*") || allowed.contains(value);
  }

  private static boolean matchesResource(
      String pattern, GroupVersionResource resource, String subresource) {
    int slash = pattern.indexOf('/');
    String name = slash < 0 ? pattern : pattern.substring(0, slash);
    String part = slash < 0 ? "" : pattern.substring(slash + 1);
    return (name.equals("*") || name.equals(resource.resource()))
        && (part.equals("*") || part.equals(subresource));
  }
}
