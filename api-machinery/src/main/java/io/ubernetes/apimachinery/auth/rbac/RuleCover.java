package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.auth.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Compares rights with rights: which of some are not contained in others. Pure functions, with the
/// meaning that Kubernetes' escalation check gives to them.
final class RuleCover {
  private static final String ALL = "*";

  private RuleCover() {}

  /// The smallest rules that `wanted` consists of and that no rule of `held` contains.
  static List<Rule> missing(List<Rule> held, List<Rule> wanted) {
    List<Rule> missing = new ArrayList<>();
    for (Rule rule : wanted) {
      for (Rule part : parts(rule)) {
        if (held.stream().noneMatch(one -> contains(one, part))) {
          missing.add(part);
        }
      }
    }
    return missing;
  }

  /// One rule for each verb, group, resource and name, and for each verb and path.
  private static List<Rule> parts(Rule rule) {
    List<Rule> parts = new ArrayList<>();
    List<List<String>> names =
        rule.names().isEmpty() ? List.of(List.of()) : rule.names().stream().map(List::of).toList();
    for (String group : rule.groups()) {
      for (String resource : rule.resources()) {
        for (String verb : rule.verbs()) {
          for (List<String> name : names) {
            parts.add(new Rule(List.of(verb), List.of(group), List.of(resource), name, List.of()));
          }
        }
      }
    }
    for (String path : rule.paths()) {
      for (String verb : rule.verbs()) {
        parts.add(new Rule(List.of(verb), List.of(), List.of(), List.of(), List.of(path)));
      }
    }
    return parts;
  }

  private static boolean contains(Rule held, Rule part) {
    return hasAll(held.verbs(), part.verbs())
        && hasAll(held.groups(), part.groups())
        && part.resources().stream().allMatch(resource -> hasResource(held, resource))
        && hasNames(held, part)
        && part.paths().stream().allMatch(path -> hasPath(held, path));
  }

  private static boolean hasAll(List<String> held, List<String> wanted) {
    return held.contains(ALL) || held.containsAll(wanted);
  }

  private static boolean hasResource(Rule held, String resource) {
    int slash = resource.indexOf('/');
    return held.resources().contains(ALL)
        || held.resources().contains(resource)
        || (slash >= 0 && held.resources().contains(ALL + resource.substring(slash)));
  }

  private static boolean hasNames(Rule held, Rule part) {
    return held.names().isEmpty()
        || (!part.names().isEmpty() && held.names().containsAll(part.names()));
  }

  private static boolean hasPath(Rule held, String wanted) {
    for (String path : held.paths()) {
      boolean prefix =
          path.endsWith(ALL) && wanted.startsWith(path.substring(0, path.length() - 1));
      if (prefix || path.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /// The rules as the messages of the API show them: verbs of the same thing together, sorted, one
  /// a line.
  static String describe(List<Rule> parts) {
    Collection<String> lines = new TreeSet<>();
    compact(parts).forEach(rule -> lines.add(line(rule)));
    return String.join("\n", lines);
  }

  private record Thing(List<String> groups, List<String> resources, List<String> names) {}

  private static List<Rule> compact(List<Rule> parts) {
    List<Rule> compact = new ArrayList<>();
    Map<Thing, List<String>> verbs = new LinkedHashMap<>();
    for (Rule part : parts) {
      if (part.paths().isEmpty()) {
        Thing thing = new Thing(part.groups(), part.resources(), part.names());
        verbs.computeIfAbsent(thing, any -> new ArrayList<>()).addAll(part.verbs());
      } else {
        compact.add(part);
      }
    }
    verbs.forEach((thing, of) ->
        compact.add(new Rule(of, thing.groups(), thing.resources(), thing.names(), List.of())));
    return compact;
  }

  private static String line(Rule rule) {
    List<String> parts = new ArrayList<>();
    part(parts, "APIGroups", rule.groups());
    part(parts, "Resources", rule.resources());
    part(parts, "NonResourceURLs", rule.paths());
    part(parts, "ResourceNames", rule.names());
    part(parts, "Verbs", rule.verbs());
    return "{" + String.join(", ", parts) + "}";
  }

  private static void part(List<String> parts, String name, List<String> values) {
    if (!values.isEmpty()) {
      parts.add(name + ":" + quoted(values));
    }
  }

  /// As Go prints a list of strings with `%q`.
  static String quoted(List<String> values) {
    List<String> quoted =
        values.stream()
            .map(value -> '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .toList();
    return "[" + String.join(" ", quoted) + "]";
  }
}
