package io.ubernetes.apimachinery.auth;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Prints who is wanted as Kubernetes' messages do, which is how Go prints the value.
final class GoUser {

  private GoUser() {}

  static String print(Identity user) {
    return "&user.DefaultInfo{Name:%s, UID:%s, Groups:%s, Extra:%s}"
        .formatted(quote(user.user()), quote(user.uid()), list(user.groups()), map(user.extra()));
  }

  private static String list(List<String> values) {
    if (values.isEmpty()) {
      return "[]string(nil)";
    }
    StringJoiner all = new StringJoiner(", ", "[]string{", "}");
    values.forEach(value -> all.add(quote(value)));
    return all.toString();
  }

  private static String map(Map<String, List<String>> map) {
    if (map.isEmpty()) {
      return "map[string][]string(nil)";
    }
    StringJoiner all = new StringJoiner(", ", "map[string][]string{", "}");
    new TreeMap<>(map).forEach((key, values) -> all.add(quote(key) + ":" + list(values)));
    return all.toString();
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
