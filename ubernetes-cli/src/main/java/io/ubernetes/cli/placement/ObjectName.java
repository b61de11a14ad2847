package io.ubernetes.cli.placement;

import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `KIND/NAME`, with the words for kinds that kubectl takes.
///
/// @param kind one of the kinds that are placed
public record ObjectName(GroupVersionKind kind, String name) {

  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          "rs", "replicaset",
          "deploy", "deployment",
          "sts", "statefulset",
          "ds", "daemonset",
          "cj", "cronjob");

  /// @param kinds that are known
  /// @return empty where the text does not name an object of such a kind
  public static Optional<ObjectName> parse(String text, List<GroupVersionKind> kinds) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      return Optional.empty();
    }
    String word = text.substring(0, slash).toLowerCase(Locale.ROOT);
    int dot = word.indexOf('.');
    String group = dot < 0 ? "" : word.substring(dot + 1);
    String plain = dot < 0 ? word : word.substring(0, dot);
    String singular = SHORT_NAMES.getOrDefault(plain, plain);
    return kinds.stream()
        .filter(kind -> isCalled(kind, singular) && (group.isEmpty() || isIn(kind, group)))
        .map(kind -> new ObjectName(kind, text.substring(slash + 1)))
        .findFirst();
  }

  private static boolean isCalled(GroupVersionKind kind, String word) {
    String name = kind.kind().toLowerCase(Locale.ROOT);
    return word.equals(name) || word.equals(name + "s");
  }

  private static boolean isIn(GroupVersionKind kind, String group) {
    return group.equals(kind.group()) || group.equals(kind.version() + "." + kind.group());
  }
}
