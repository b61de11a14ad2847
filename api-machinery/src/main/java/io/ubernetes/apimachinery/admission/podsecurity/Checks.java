package io.ubernetes.apimachinery.admission.podsecurity;

import java.util.List;
import java.util.function.Function;

/// The checks of the standards, in the order in which Kubernetes tells their results.
final class Checks {

  /// One check.
  ///
  /// @param reason a word for what is wrong; empty when the finder says that as well
  /// @param finder says what exactly; empty when nothing is
  private record Check(String reason, Function<PodView, String> finder) {}

  private static final List<Check> BASELINE =
      List.of(
          new Check("", BaselineChecks::appArmor),
          new Check("non-default capabilities", BaselineChecks::capabilities),
          new Check("host namespaces", BaselineChecks::hostNamespaces),
          new Check("hostPath volumes", BaselineChecks::hostPaths),
          new Check("hostPort", BaselineChecks::hostPorts),
          new Check("probe or lifecycle host", BaselineChecks::probeHosts),
          new Check("privileged", BaselineChecks::privileged),
          new Check("procMount", pod -> pod.hasOwnUsers() ? "" : BaselineChecks.procMount(pod)),
          new Check("seLinuxOptions", BaselineChecks::seLinux),
          new Check("seccompProfile", BaselineChecks::seccomp),
          new Check("forbidden sysctls", BaselineChecks::sysctls),
          new Check("hostProcess", BaselineChecks::hostProcess));

  private static final List<Check> RESTRICTED =
      List.of(
          new Check("", BaselineChecks::appArmor),
          new Check("host namespaces", BaselineChecks::hostNamespaces),
          new Check("hostPort", BaselineChecks::hostPorts),
          new Check("probe or lifecycle host", BaselineChecks::probeHosts),
          new Check("privileged", BaselineChecks::privileged),
          new Check("seLinuxOptions", BaselineChecks::seLinux),
          new Check("forbidden sysctls", BaselineChecks::sysctls),
          new Check("hostProcess", BaselineChecks::hostProcess),
          new Check("allowPrivilegeEscalation != false", RestrictedChecks::escalation),
          new Check("unrestricted capabilities", RestrictedChecks::capabilities),
          new Check("procMount", BaselineChecks::procMount),
          new Check("restricted volume types", RestrictedChecks::volumes),
          new Check("runAsNonRoot != true", RestrictedChecks::nonRoot),
          new Check("runAsUser=0", RestrictedChecks::user),
          new Check("seccompProfile", RestrictedChecks::seccomp));

  private Checks() {}

  static List<String> breaches(Level level, PodView pod) {
    List<Check> checks =
        switch (level) {
          case PRIVILEGED -> List.of();
          case BASELINE -> BASELINE;
          case RESTRICTED -> RESTRICTED;
        };
    return checks.stream()
        .map(check -> told(check, check.finder.apply(pod)))
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static String told(Check check, String detail) {
    return detail.isEmpty() || check.reason.isEmpty() ? detail : check.reason + " (" + detail + ")";
  }
}
