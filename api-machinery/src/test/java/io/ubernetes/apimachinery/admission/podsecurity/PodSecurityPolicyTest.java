package io.ubernetes.apimachinery.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.admission.podsecurity.PodSecurityPolicy.Standard;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodSecurityPolicyTest {

  private static final Standard BASELINE = new Standard(Level.BASELINE, "latest");
  private static final Standard RESTRICTED = new Standard(Level.RESTRICTED, "v1.36");

  private static ObjectNode pod(String spec) {
    String text = "{'spec': " + spec + "}";
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPlainPodKeepsToTheBaselineOnly() {
    ObjectNode pod = pod("{'containers': [{'name': 'a'}, {'name': 'b'}]}");
    assertThat(BASELINE.breaches(pod)).isEmpty();
    assertThat(RESTRICTED.breaches(pod))
        .isEqualTo(
            "PodSecurity \"restricted:v1.36\": allowPrivilegeEscalation != false (containers \"a\","
                + " \"b\" must set securityContext.allowPrivilegeEscalation=false), unrestricted"
                + " capabilities (containers \"a\", \"b\" must set"
                + " securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or"
                + " containers \"a\", \"b\" must set securityContext.runAsNonRoot=true),"
                + " seccompProfile (pod or containers \"a\", \"b\" must set"
                + " securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
  }

  @Test
  void aHardenedPodKeepsToTheRestrictedStandard() {
    ObjectNode pod =
        pod(
            """
            {'securityContext': {'runAsNonRoot': true, 'seccompProfile': {'type': 'Localhost'}},
             'volumes': [{'name': 's', 'secret': {}}],
             'containers': [{'name': 'a', 'securityContext': {'allowPrivilegeEscalation': false,
               'capabilities': {'drop': ['ALL'], 'add': ['NET_BIND_SERVICE']}}}]}
            """);
    assertThat(RESTRICTED.breaches(pod)).isEmpty();
  }

  @Test
  void waysOutOfTheContainerAreNamed() {
    ObjectNode pod =
        pod(
            """
            {'hostPID': true, 'volumes': [{'name': 'h', 'hostPath': {}}],
             'securityContext': {'sysctls': [{'name': 'kernel.msgmax'}]},
             'initContainers': [{'name': 'i', 'securityContext': {'privileged': true}}],
             'containers': [{'name': 'a', 'ports': [{'hostPort': 81}, {'hostPort': 80}],
               'securityContext': {'capabilities': {'add': ['SYS_ADMIN', 'KILL']}}}]}
            """);
    assertThat(BASELINE.breaches(pod))
        .isEqualTo(
            "PodSecurity \"baseline:latest\": non-default capabilities (container \"a\" must not"
                + " include \"SYS_ADMIN\" in securityContext.capabilities.add), host namespaces"
                + " (hostPID=true), hostPath volumes (volume \"h\"), hostPort (container \"a\" uses"
                + " hostPorts 80, 81), privileged (container \"i\" must not set"
                + " securityContext.privileged=true), forbidden sysctls (kernel.msgmax)");
  }

  @Test
  void aPodWithUsersOfItsOwnMayRunAsRootOfThem() {
    ObjectNode pod =
        pod(
            "{'hostUsers': false, 'containers': [{'name': 'a', 'securityContext': {'runAsUser':"
                + " 0}}]}");
    assertThat(RESTRICTED.breaches(pod)).doesNotContain("runAsUser").doesNotContain("runAsNonRoot");
  }

  @Test
  void namespacesAskByLabels() {
    PodSecurityPolicy none = PodSecurityPolicy.of(Map.of("app", "web"));
    assertThat(none.isPrivileged()).isTrue();
    PodSecurityPolicy some =
        PodSecurityPolicy.of(
            Map.of(
                "pod-security.kubernetes.io/enforce", "baseline",
                "pod-security.kubernetes.io/enforce-version", "v1.30"));
    assertThat(some.enforced()).isEqualTo(new Standard(Level.BASELINE, "v1.30"));
    assertThat(some.warned()).isEqualTo(new Standard(Level.PRIVILEGED, "latest"));
  }
}
