package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A container's security context as Kubernetes' messages show it: its struct, with Go's names.
final class SecurityForm {
  private static final List<String> PROFILE = List.of("Type", "LocalhostProfile");
  private static final List<String> LABELS = List.of("User", "Role", "Type", "Level");
  private static final List<String> WINDOWS =
      List.of("GMSACredentialSpecName", "GMSACredentialSpec", "RunAsUserName", "HostProcess");

  private SecurityForm() {}

  static ObjectNode of(ObjectNode context) {
    ObjectNode form = Json.object();
    form.set("Capabilities", part(context, "capabilities", List.of("Add", "Drop")));
    put(form, context, "Privileged");
    form.set("SELinuxOptions", labels(Trees.object(context, "seLinuxOptions")));
    form.set("WindowsOptions", part(context, "windowsOptions", WINDOWS));
    for (String field : List.of("RunAsUser", "RunAsGroup", "RunAsNonRoot")) {
      put(form, context, field);
    }
    put(form, context, "ReadOnlyRootFilesystem");
    put(form, context, "AllowPrivilegeEscalation");
    put(form, context, "ProcMount");
    form.set("SeccompProfile", part(context, "seccompProfile", PROFILE));
    form.set("AppArmorProfile", part(context, "appArmorProfile", PROFILE));
    return form;
  }

  /// A profile alone.
  static ObjectNode profile(ObjectNode profile) {
    return form(profile, PROFILE);
  }

  private static @Nullable ObjectNode part(ObjectNode context, String field, List<String> names) {
    ObjectNode part = Trees.object(context, field);
    return part == null ? null : form(part, names);
  }

  private static ObjectNode form(ObjectNode part, List<String> names) {
    ObjectNode form = Json.object();
    names.forEach(name -> put(form, part, name));
    return form;
  }

  /// Absent texts are empty here, not null.
  private static @Nullable ObjectNode labels(@Nullable ObjectNode part) {
    if (part == null) {
      return null;
    }
    ObjectNode form = Json.object();
    LABELS.forEach(name -> form.put(name, Json.text(part, own(name))));
    return form;
  }

  private static void put(ObjectNode form, ObjectNode part, String name) {
    JsonNode value = Json.at(part, own(name));
    if (value == null) {
      form.putNull(name);
    } else {
      form.set(name, value);
    }
  }

  private static String own(String name) {
    return name.startsWith("GMSA")
        ? "gmsa" + name.substring(4)
        : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
