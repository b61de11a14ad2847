package io.ubernetes.apimachinery.auth;

import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One right, with the meaning of a rule in Kubernetes' RBAC: it covers a request when each of its
/// lists does. Immutable.
///
/// @param verbs `*` for all
/// @param groups API groups, `*` for all
/// @param resources `pods`, `pods/log`, `*&#47;scale` for a subresource of everything, `*` for all
/// @param names names of objects; empty for all
/// @param paths paths that are no resources; a star at the end stands for any rest
public record Rule(
    List<String> verbs,
    List<String> groups,
    List<String> resources,
    List<String> names,
    List<String> paths) {
  private static final String ALL = "*";

  public Rule {
    verbs = List.copyOf(verbs);
    groups = List.copyOf(groups);
    resources = List.copyOf(resources);
    names = List.copyOf(names);
    paths = List.copyOf(paths);
  }

  /// Everything there is.
  static final Rule EVERYTHING =
      new Rule(List.of(ALL), List.of(ALL), List.of(ALL), List.of(), List.of(ALL));

  static Rule resources(List<String> verbs, String group, String... resources) {
    return new Rule(verbs, List.of(group), List.of(resources), List.of(), List.of());
  }

  static Rule paths(List<String> verbs, String... paths) {
    return new Rule(verbs, List.of(), List.of(), List.of(), List.of(paths));
  }

  /// Reads a rule as the kinds of `rbac.authorization.k8s.io/v1` have it.
  public static Rule of(JsonNode rule) {
    return new Rule(
        Json.texts(rule, "verbs"),
        Json.texts(rule, "apiGroups"),
        Json.texts(rule, "resources"),
        Json.texts(rule, "resourceNames"),
        Json.texts(rule, "nonResourceURLs"));
  }

  /// The form of a stored rule.
  public ObjectNode json() {
    ObjectNode rule = Json.object();
    put(rule, "verbs", verbs);
    put(rule, "apiGroups", groups);
    put(rule, "resources", resources);
    put(rule, "resourceNames", names);
    put(rule, "nonResourceURLs", paths);
    return rule;
  }

  private static void put(ObjectNode rule, String field, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(rule.putArray(field)::add);
    }
  }

  /// Whether the rule allows what is asked for.
  public boolean covers(Attributes attributes) {
    if (!has(verbs, attributes.verb())) {
      return false;
    }
    return switch (attributes) {
      case Attributes.OfResource of -> coversResource(of);
      case Attributes.OfPath of -> coversPath(of.path());
    };
  }

  private boolean coversResource(Attributes.OfResource of) {
    boolean named = names.isEmpty() || names.contains(of.name());
    return named
        && has(groups, of.group())
        && (has(resources, of.qualifiedResource())
            || (!of.subresource().isEmpty() && resources.contains("*/" + of.subresource())));
  }

  private boolean coversPath(String path) {
    for (String pattern : paths) {
      boolean covered =
          pattern.endsWith(ALL) ? path.startsWith(withoutStars(pattern)) : path.equals(pattern);
      if (covered) {
        return true;
      }
    }
    return false;
  }

  private static String withoutStars(String pattern) {
    int end = pattern.length();
    while (end > 0 && pattern.charAt(end - 1) == '*') {
      end--;
    }
    return pattern.substring(0, end);
  }

  private static boolean has(List<String> allowed, String asked) {
    return allowed.contains(ALL) || allowed.contains(asked);
  }
}
