package io.ubernetes.apimachinery.admission.podsecurity;

import static io.ubernetes.apimachinery.admission.podsecurity.PodView.named;
import static io.ubernetes.apimachinery.admission.podsecurity.PodView.plural;
import static io.ubernetes.apimachinery.admission.podsecurity.PodView.quoted;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The checks of the baseline standard: no known way out of the container. Each says what is wrong,
/// or nothing.
final class BaselineChecks {

  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
  private static final Set<String> CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");
  private static final Set<String> SE_LINUX_TYPES =
      Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
  private static final Set<String> SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_wmem");

  private BaselineChecks() {}

  /// Says the reason as well: it depends on how many there are.
  static String appArmor(PodView pod) {
    TreeSet<String> values = new TreeSet<>();
    boolean whole = isForbidden(pod.ofPod("appArmorProfile", "type"), values);
    List<String> names =
        pod.namesOf(c -> isForbidden(PodView.of(c, "appArmorProfile", "type"), values));
    List<String> all = new ArrayList<>(values);
    TreeSet<String> annotations = new TreeSet<>();
    for (Map.Entry<String, String> annotation : pod.annotations().entrySet()) {
      String value = annotation.getValue();
      boolean allowed =
          value.isEmpty() || value.equals("runtime/default") || value.startsWith("localhost/");
      if (annotation.getKey().startsWith(APP_ARMOR) && !allowed) {
        annotations.add(annotation.getKey() + "=\"" + value + "\"");
      }
    }
    all.addAll(annotations);
    if (all.isEmpty()) {
      return "";
    }
    String setters = PodView.setters(whole, names);
    if (!annotations.isEmpty()) {
      String also = plural("annotation", annotations.size());
      setters = setters.isEmpty() ? also : setters + " and " + also;
    }
    return plural("forbidden AppArmor profile", all.size())
        + " ("
        + setters
        + " must not set AppArmor profile type to "
        + quoted(all)
        + ")";
  }

  private static boolean isForbidden(@Nullable JsonNode type, Set<String> values) {
    if (type == null || PROFILES.contains(type.asString(""))) {
      return false;
    }
    values.add(type.asString(""));
    return true;
  }

  static String capabilities(PodView pod) {
    TreeSet<String> added = new TreeSet<>();
    List<String> names = pod.namesOf(c -> adds(c, CAPABILITIES, added));
    return names.isEmpty()
        ? ""
        : named("container", names)
            + " must not include "
            + quoted(added)
            + " in securityContext.capabilities.add";
  }

  /// Whether a container adds capabilities that it may not.
  static boolean adds(ObjectNode container, Set<String> allowed, Set<String> found) {
    JsonNode add = PodView.of(container, "capabilities", "add");
    boolean any = false;
    if (add != null) {
      for (JsonNode capability : add) {
        if (!allowed.contains(capability.asString(""))) {
          found.add(capability.asString(""));
          any = true;
        }
      }
    }
    return any;
  }

  static String hostNamespaces(PodView pod) {
    List<String> shared = new ArrayList<>();
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (PodView.is(pod.spec(field), true)) {
        shared.add(field + "=true");
      }
    }
    return String.join(", ", shared);
  }

  static String hostPaths(PodView pod) {
    List<String> names =
        pod.volumes().stream()
            .filter(volume -> Json.at(volume, "hostPath") != null)
            .map(volume -> Json.text(volume, "name"))
            .toList();
    return names.isEmpty() ? "" : named("volume", names);
  }

  static String hostPorts(PodView pod) {
    TreeSet<String> ports = new TreeSet<>();
    List<String> names =
        pod.namesOf(container -> {
          boolean any = false;
          for (ObjectNode port : PodView.objects(container, "ports")) {
            long number = Json.number(port, 0, "hostPort");
            if (number != 0) {
              ports.add(Long.toString(number));
              any = true;
            }
          }
          return any;
        });
    return names.isEmpty()
        ? ""
        : named("container", names)
            + (names.size() == 1 ? " uses " : " use ")
            + plural("hostPort", ports.size())
            + " "
            + String.join(", ", ports);
  }

  static String probeHosts(PodView pod) {
    TreeSet<String> hosts = new TreeSet<>();
    List<String> names =
        pod.namesOf(container -> {
          int before = hosts.size();
          boolean any = false;
          for (String[] handler :
              List.of(
                  new String[] {"livenessProbe"},
                  new String[] {"readinessProbe"},
                  new String[] {"startupProbe"},
                  new String[] {"lifecycle", "postStart"},
                  new String[] {"lifecycle", "preStop"})) {
            JsonNode found = Json.at(container, handler);
            for (String action : List.of("httpGet", "tcpSocket")) {
              String host = Json.text(found, action, "host");
              if (!host.isEmpty()) {
                hosts.add(host);
                any = true;
              }
            }
          }
          return any || hosts.size() > before;
        });
    return names.isEmpty()
        ? ""
        : named("container", new TreeSet<>(names))
            + (names.size() == 1 ? " uses " : " use ")
            + named("probe or lifecycle host", hosts);
  }

  static String privileged(PodView pod) {
    List<String> names = pod.namesOf(c -> PodView.is(PodView.of(c, "privileged"), true));
    return names.isEmpty()
        ? ""
        : named("container", names) + " must not set securityContext.privileged=true";
  }

  static String procMount(PodView pod) {
    TreeSet<String> mounts = new TreeSet<>();
    List<String> names =
        pod.namesOf(container -> {
          JsonNode mount = PodView.of(container, "procMount");
          boolean other = mount != null && !mount.asString("").equals("Default");
          if (other && mount != null) {
            mounts.add(mount.asString(""));
          }
          return other;
        });
    return names.isEmpty()
        ? ""
        : named("container", names)
            + " must not set securityContext.procMount to "
            + quoted(mounts);
  }

  static String seLinux(PodView pod) {
    TreeSet<String> types = new TreeSet<>();
    TreeSet<String> set = new TreeSet<>();
    boolean whole = isForbidden(pod.ofPod("seLinuxOptions"), types, set);
    List<String> names = pod.namesOf(c -> isForbidden(PodView.of(c, "seLinuxOptions"), types, set));
    String setters = PodView.setters(whole, names);
    if (setters.isEmpty()) {
      return "";
    }
    List<String> bad = new ArrayList<>();
    if (!types.isEmpty()) {
      bad.add(named("type", types));
    }
    for (String field : List.of("user", "role")) {
      if (set.contains(field)) {
        bad.add(field + " may not be set");
      }
    }
    return setters + " set forbidden securityContext.seLinuxOptions: " + String.join("; ", bad);
  }

  private static boolean isForbidden(
      @Nullable JsonNode options, Set<String> types, Set<String> set) {
    if (options == null) {
      return false;
    }
    boolean bad = false;
    String type = Json.text(options, "type");
    if (!SE_LINUX_TYPES.contains(type)) {
      types.add(type);
      bad = true;
    }
    for (String field : List.of("user", "role")) {
      if (!Json.text(options, field).isEmpty()) {
        set.add(field);
        bad = true;
      }
    }
    return bad;
  }

  static String seccomp(PodView pod) {
    TreeSet<String> values = new TreeSet<>();
    boolean whole = isForbidden(pod.ofPod("seccompProfile", "type"), values);
    List<String> names =
        pod.namesOf(c -> isForbidden(PodView.of(c, "seccompProfile", "type"), values));
    return values.isEmpty()
        ? ""
        : PodView.setters(whole, names)
            + " must not set securityContext.seccompProfile.type to "
            + quoted(values);
  }

  static String sysctls(PodView pod) {
    List<String> names = new ArrayList<>();
    JsonNode sysctls = pod.ofPod("sysctls");
    if (sysctls != null) {
      sysctls.forEach(sysctl -> names.add(Json.text(sysctl, "name")));
    }
    names.removeAll(SYSCTLS);
    return String.join(", ", names);
  }

  static String hostProcess(PodView pod) {
    boolean whole = PodView.is(pod.ofPod("windowsOptions", "hostProcess"), true);
    List<String> names =
        pod.namesOf(c -> PodView.is(PodView.of(c, "windowsOptions", "hostProcess"), true));
    String setters = PodView.setters(whole, names);
    return setters.isEmpty()
        ? ""
        : setters + " must not set securityContext.windowsOptions.hostProcess=true";
  }
}
