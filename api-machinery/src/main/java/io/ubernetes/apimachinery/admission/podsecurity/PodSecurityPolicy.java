package io.ubernetes.apimachinery.admission.podsecurity;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// What the labels of a namespace ask of its pods: which standard is enforced, and of which
/// breaches people are warned. Immutable.
///
/// A label can name the version of Kubernetes whose standard is meant. Here the standards are
/// always those of Kubernetes 1.36; the version is only shown.
public record PodSecurityPolicy(Standard enforced, Standard warned) {

  private static final String PREFIX = "pod-security.kubernetes.io/";

  /// @param version as the label has it: `latest` or `v1.x`
  public record Standard(Level level, String version) {

    /// What a pod breaks of it, in one text; empty when it keeps to it.
    ///
    /// @param template a pod, or the template of one
    public String breaches(ObjectNode template) {
      List<String> found = Checks.breaches(level, new PodView(template));
      return found.isEmpty()
          ? ""
          : found.stream()
              .collect(
                  Collectors.joining(", ", "PodSecurity \"" + level + ":" + version + "\": ", ""));
    }
  }

  /// @param labels of a namespace; what they do not say, or say wrongly, is not asked for
  public static PodSecurityPolicy of(Map<String, String> labels) {
    return new PodSecurityPolicy(standard(labels, "enforce"), standard(labels, "warn"));
  }

  private static Standard standard(Map<String, String> labels, String mode) {
    Level level = Level.of(labels.getOrDefault(PREFIX + mode, "")).orElse(Level.PRIVILEGED);
    return new Standard(level, labels.getOrDefault(PREFIX + mode + "-version", "latest"));
  }

  /// Whether nothing at all is asked for.
  public boolean isPrivileged() {
    return enforced.level == Level.PRIVILEGED && warned.level == Level.PRIVILEGED;
  }
}
