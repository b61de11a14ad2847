package io.ubernetes.apimachinery.crd;

import io.ubernetes.model.Json;
import java.net.URI;
import java.net.URISyntaxException;

/// Whether a definition in one of Kubernetes' own groups was approved by those who look after them.
///
/// @param reason as the condition and the error have it
record Approval(State state, String reason) {

  private static final String ANNOTATION = "api-approved.kubernetes.io";

  enum State {
    MISSING,
    INVALID,
    APPROVED,
    BYPASSED
  }

  static boolean isProtected(String group) {
    return group.equals("k8s.io")
        || group.endsWith(".k8s.io")
        || group.equals("kubernetes.io")
        || group.endsWith(".kubernetes.io");
  }

  static Approval of(Definition definition) {
    String text = Json.text(definition.object(), "metadata", "annotations", ANNOTATION);
    if (text.isEmpty()) {
      return new Approval(
          State.MISSING,
          "protected groups must have approval annotation \"%s\", see".formatted(ANNOTATION)
              + " https://github.com/kubernetes/enhancements/pull/1111");
    }
    if (text.startsWith("unapproved")) {
      return new Approval(State.BYPASSED, "not approved: \"" + text + "\"");
    }
    boolean url;
    try {
      URI uri = new URI(text);
      url = uri.getScheme() != null && uri.getHost() != null;
    } catch (URISyntaxException malformed) {
      url = false;
    }
    return url
        ? new Approval(State.APPROVED, "approved in " + text)
        : new Approval(
            State.INVALID,
            "protected groups must have approval annotation \"%s\" with either a URL or a reason"
                    .formatted(ANNOTATION)
                + " starting with \"unapproved\", see"
                + " https://github.com/kubernetes/enhancements/pull/1111");
  }
}
