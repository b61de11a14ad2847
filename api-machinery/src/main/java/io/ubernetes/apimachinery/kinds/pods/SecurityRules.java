package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for as whom, and with which rights, processes run.
final class SecurityRules {

  private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");
  private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");
  private static final int MAX_SYSCTL = 253;
  private static final String SYSCTL =
      "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
  private static final Pattern SYSCTL_PATTERN = Pattern.compile(SYSCTL);

  private final FieldErrors errors;

  private SecurityRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void container(
      @Nullable ObjectNode context, FieldPath path, PodContext pod, FieldErrors errors) {
    if (context != null) {
      SecurityRules rules = new SecurityRules(errors);
      rules.ids(context, List.of("runAsUser", "runAsGroup"), path);
      rules.procMount(context, path, pod);
      rules.seccomp(Trees.object(context, "seccompProfile"), path.child("seccompProfile"));
      rules.escalation(context, path);
      rules.appArmor(Trees.object(context, "appArmorProfile"), path.child("appArmorProfile"));
    }
  }

  static void pod(ObjectNode spec, FieldPath path, FieldErrors errors) {
    ObjectNode context = Trees.object(spec, "securityContext");
    if (context == null) {
      return;
    }
    FieldPath field = path.child("securityContext");
    SecurityRules rules = new SecurityRules(errors);
    rules.ids(context, List.of("fsGroup", "runAsUser", "runAsGroup"), field);
    rules.groups(context, field.child("supplementalGroups"));
    if (Trees.flag(spec, "shareProcessNamespace") && Trees.flag(spec, "hostPID")) {
      errors.invalid(
          field.child("shareProcessNamespace"),
          Json.at(spec, "shareProcessNamespace"),
          "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    rules.sysctls(Trees.objects(context, "sysctls"), field.child("sysctls"));
    rules.policy(context, "fsGroupChangePolicy", List.of("Always", "OnRootMismatch"), field);
    rules.seccomp(Trees.object(context, "seccompProfile"), field.child("seccompProfile"));
    rules.appArmor(Trees.object(context, "appArmorProfile"), field.child("appArmorProfile"));
    rules.policy(context, "supplementalGroupsPolicy", List.of("Merge", "Strict"), field);
    rules.policy(context, "seLinuxChangePolicy", List.of("MountOption", "Recursive"), field);
  }

  private void ids(ObjectNode context, List<String> fields, FieldPath path) {
    for (String field : fields) {
      if (Json.at(context, field) != null) {
        id(Json.number(context, 0, field), path.child(field));
      }
    }
  }

  private void groups(ObjectNode context, FieldPath path) {
    JsonNode groups = Json.at(context, "supplementalGroups");
    if (groups != null) {
      for (int i = 0; i < groups.size(); i++) {
        id(groups.get(i).asLong(), path.index(i));
      }
    }
  }

  private void id(long id, FieldPath path) {
    errors.eachInvalid(path, id, Names.inRange(id, 0, Integer.MAX_VALUE));
  }

  private void policy(ObjectNode context, String field, List<String> known, FieldPath path) {
    if (Json.at(context, field) != null) {
      errors.oneOf(path.child(field), Json.text(context, field), known);
    }
  }

  private void procMount(ObjectNode context, FieldPath path, PodContext pod) {
    if (Json.at(context, "procMount") == null) {
      return;
    }
    String procMount = Json.text(context, "procMount");
    errors.oneOf(path.child("procMount"), procMount, PROC_MOUNTS);
    if (pod.hostUsers() && procMount.equals("Unmasked")) {
      errors.invalid(
          path.child("procMount"), procMount, "`hostUsers` must be false to use `Unmasked`");
    }
  }

  private void escalation(ObjectNode context, FieldPath path) {
    boolean forbidden =
        Json.at(context, "allowPrivilegeEscalation") != null
            && !Trees.flag(context, "allowPrivilegeEscalation");
    if (forbidden && Trees.flag(context, "privileged")) {
      errors.invalid(
          path,
          SecurityForm.of(context),
          "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
    }
    if (forbidden && Trees.strings(context, "capabilities", "add").contains("CAP_SYS_ADMIN")) {
      errors.invalid(
          path,
          SecurityForm.of(context),
          "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
    }
  }

  private void seccomp(@Nullable ObjectNode profile, FieldPath path) {
    if (profile == null) {
      return;
    }
    String type = Json.text(profile, "type");
    if (type.isEmpty()) {
      errors.required(path.child("type"), "type is required when seccompProfile is set");
    } else {
      errors.oneOf(path.child("type"), type, PROFILES);
    }
    FieldPath field = path.child("localhostProfile");
    JsonNode local = Json.at(profile, "localhostProfile");
    if (!type.equals("Localhost")) {
      if (local != null) {
        errors.invalid(
            field, SecurityForm.profile(profile), "can only be set when seccomp type is Localhost");
      }
    } else if (local == null) {
      errors.required(field, "must be set when seccomp type is Localhost");
    } else {
      PathRules.local(local.asString(), field, errors);
    }
  }

  private void appArmor(@Nullable ObjectNode profile, FieldPath path) {
    if (profile == null) {
      return;
    }
    String type = Json.text(profile, "type");
    FieldPath field = path.child("localhostProfile");
    String local = Json.text(profile, "localhostProfile");
    if (type.isEmpty()) {
      errors.required(path.child("type"), "type is required when appArmorProfile is set");
    } else if (!PROFILES.contains(type)) {
      errors.notSupported(path.child("type"), type, PROFILES);
    } else if (!type.equals("Localhost")) {
      if (Json.at(profile, "localhostProfile") != null) {
        errors.invalid(field, local, "can only be set when AppArmor type is Localhost");
      }
    } else if (local.isBlank()) {
      errors.required(field, "must be set when AppArmor type is Localhost");
    } else if (!local.equals(local.strip())) {
      errors.invalid(field, local, "must not be padded with whitespace");
    }
  }

  private void sysctls(List<ObjectNode> sysctls, FieldPath path) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < sysctls.size(); i++) {
      String name = Json.text(sysctls.get(i), "name");
      FieldPath field = path.index(i).child("name");
      if (name.isEmpty()) {
        errors.required(field);
      } else if (name.length() > MAX_SYSCTL || !SYSCTL_PATTERN.matcher(name).matches()) {
        errors.invalid(
            field,
            name,
            "must have at most " + MAX_SYSCTL + " characters and match regex " + SYSCTL);
      } else if (!names.add(name)) {
        errors.duplicate(field, name);
      }
    }
  }
}
