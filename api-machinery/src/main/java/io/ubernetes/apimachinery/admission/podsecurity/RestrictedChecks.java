package io.ubernetes.apimachinery.admission.podsecurity;

import static io.ubernetes.apimachinery.admission.podsecurity.PodView.named;
import static io.ubernetes.apimachinery.admission.podsecurity.PodView.plural;
import static io.ubernetes.apimachinery.admission.podsecurity.PodView.quoted;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The checks of the restricted standard beyond the baseline: what a hardened pod must say of
/// itself. Each says what is wrong, or nothing.
final class RestrictedChecks {

  private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private RestrictedChecks() {}

  static String escalation(PodView pod) {
    List<String> names =
        pod.isWindows()
            ? List.of()
            : pod.namesOf(c -> !PodView.is(PodView.of(c, "allowPrivilegeEscalation"), false));
    return names.isEmpty()
        ? ""
        : named("container", names) + " must set securityContext.allowPrivilegeEscalation=false";
  }

  static String capabilities(PodView pod) {
    if (pod.isWindows()) {
      return "";
    }
    List<String> found = new ArrayList<>();
    List<String> keeping = pod.namesOf(container -> !dropsAll(container));
    if (!keeping.isEmpty()) {
      found.add(
          named("container", keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    TreeSet<String> added = new TreeSet<>();
    List<String> adding =
        pod.namesOf(c -> BaselineChecks.adds(c, Set.of("NET_BIND_SERVICE"), added));
    if (!adding.isEmpty()) {
      found.add(
          named("container", adding)
              + " must not include "
              + quoted(added)
              + " in securityContext.capabilities.add");
    }
    return String.join("; ", found);
  }

  private static boolean dropsAll(ObjectNode container) {
    JsonNode drop = PodView.of(container, "capabilities", "drop");
    boolean all = false;
    if (drop != null) {
      for (JsonNode capability : drop) {
        all |= capability.asString("").equals("ALL");
      }
    }
    return all;
  }

  static String volumes(PodView pod) {
    List<String> names = new ArrayList<>();
    TreeSet<String> types = new TreeSet<>();
    for (ObjectNode volume : pod.volumes()) {
      List<String> sources =
          volume.propertyNames().stream().filter(field -> !field.equals("name")).toList();
      if (sources.stream().noneMatch(VOLUMES::contains)) {
        names.add(Json.text(volume, "name"));
        types.add(sources.isEmpty() ? "unknown" : sources.getFirst());
      }
    }
    return names.isEmpty()
        ? ""
        : named("volume", names)
            + (names.size() == 1 ? " uses " : " use ")
            + named("restricted volume type", types);
  }

  static String nonRoot(PodView pod) {
    if (pod.hasOwnUsers()) {
      return "";
    }
    JsonNode whole = pod.ofPod("runAsNonRoot");
    List<String> wrong = pod.namesOf(c -> PodView.is(PodView.of(c, "runAsNonRoot"), false));
    String setters = PodView.setters(PodView.is(whole, false), wrong);
    if (!setters.isEmpty()) {
      return setters + " must not set securityContext.runAsNonRoot=false";
    }
    List<String> silent =
        PodView.is(whole, true)
            ? List.of()
            : pod.namesOf(c -> PodView.of(c, "runAsNonRoot") == null);
    return missing(silent, "runAsNonRoot=true");
  }

  private static String missing(List<String> names, String setting) {
    return names.isEmpty()
        ? ""
        : "pod or "
            + plural("container", names.size())
            + " "
            + quoted(names)
            + " must set securityContext."
            + setting;
  }

  static String user(PodView pod) {
    boolean own = pod.hasOwnUsers();
    List<String> names =
        own ? List.<String>of() : pod.namesOf(c -> isRoot(PodView.of(c, "runAsUser")));
    String setters = PodView.setters(!own && isRoot(pod.ofPod("runAsUser")), names);
    return setters.isEmpty() ? "" : setters + " must not set runAsUser=0";
  }

  private static boolean isRoot(@Nullable JsonNode user) {
    return user != null && user.isIntegralNumber() && user.longValue() == 0;
  }

  static String seccomp(PodView pod) {
    if (pod.isWindows()) {
      return "";
    }
    String wrong = BaselineChecks.seccomp(pod);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    JsonNode whole = pod.ofPod("seccompProfile", "type");
    List<String> silent =
        whole != null && PROFILES.contains(whole.asString(""))
            ? List.of()
            : pod.namesOf(c -> PodView.of(c, "seccompProfile") == null);
    return missing(silent, "seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
  }
}
