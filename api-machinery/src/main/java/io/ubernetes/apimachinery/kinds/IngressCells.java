package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What an Ingress shows in tables.
final class IngressCells {

  /// So many hosts are shown; of the others their number.
  private static final int HOSTS = 3;

  private IngressCells() {}

  static String hosts(ObjectNode ingress) {
    List<ObjectNode> rules = Trees.objects(ingress, "spec", "rules");
    List<String> hosts =
        rules.stream()
            .map(rule -> Json.text(rule, "host"))
            .filter(host -> !host.isEmpty())
            .limit(HOSTS)
            .toList();
    if (hosts.isEmpty()) {
      return "*";
    }
    // More is only spoken of when a rule stands behind the last host that is shown.
    boolean more = hosts.size() == HOSTS && rulesUpTo(rules, HOSTS) < rules.size();
    String text = String.join(",", hosts);
    return more ? text + " + " + (rules.size() - HOSTS) + " more..." : text;
  }

  private static int rulesUpTo(List<ObjectNode> rules, int hosts) {
    int seen = 0;
    for (int i = 0; i < rules.size(); i++) {
      if (!Json.text(rules.get(i), "host").isEmpty() && ++seen == hosts) {
        return i + 1;
      }
    }
    return rules.size();
  }

  static String address(ObjectNode ingress) {
    return ServiceCells.balancers(ingress);
  }

  static String ports(ObjectNode ingress) {
    return Trees.objects(ingress, "spec", "tls").isEmpty() ? "80" : "80, 443";
  }
}
