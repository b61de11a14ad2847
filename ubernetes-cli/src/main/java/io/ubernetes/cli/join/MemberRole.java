package io.ubernetes.cli.join;

import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;

/// All that the federation may do in a member, and why.
final class MemberRole {

  private static final String CORE = "";

  private record Rule(String group, List<String> resources, List<String> verbs) {}

  private static final List<Rule> RULES =
      List.of(
          // A workload's namespace is made before it, marked anew when the federation's is made
          // anew,
          // and goes when the federation's goes.
          new Rule(
              CORE,
              List.of("namespaces"),
              List.of("get", "list", "watch", "create", "patch", "delete")),
          // A workload's part in this member is applied, watched and deleted.
          new Rule(
              "apps",
              List.of("replicasets"),
              List.of("get", "list", "watch", "create", "patch", "delete")),
          // Free room is what the nodes offer less what their pods ask for.
          new Rule(CORE, List.of("nodes", "pods"), List.of("get", "list", "watch")));

  /// The probes, the version, and what the member serves.
  private static final List<String> PATHS =
      List.of(
          "/readyz",
          "/healthz",
          "/livez",
          "/version",
          "/version/",
          "/api",
          "/api/*",
          "/apis",
          "/apis/*");

  private MemberRole() {}

  /// As the `rules` of a ClusterRole.
  static ArrayNode rules() {
    ArrayNode rules = Json.MAPPER.createArrayNode();
    for (Rule rule : RULES) {
      var node = rules.addObject();
      node.putArray("apiGroups").add(rule.group());
      rule.resources().forEach(node.putArray("resources")::add);
      rule.verbs().forEach(node.putArray("verbs")::add);
    }
    var paths = rules.addObject();
    PATHS.forEach(paths.putArray("nonResourceURLs")::add);
    paths.putArray("verbs").add("get");
    return rules;
  }
}
