package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errorsOfPodSpec;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PodSpecValidationTest {

  private static final String SPEC = "spec.template.spec.";

  /// A spec with one container that has these fields more.
  private static String container(String fields) {
    return "{'containers': [{'name': 'web', 'image': 'web:1', " + fields + "}]}";
  }

  /// A spec with one good container and these fields more.
  private static String pod(String fields) {
    return "{'containers': [{'name': 'web', 'image': 'web:1'}], " + fields + "}";
  }

  @Test
  void aPlainPodIsGood() {
    assertThat(errorsOfPodSpec(pod("'nodeSelector': {'disk': 'ssd'}"))).isEmpty();
  }

  @Test
  void amountsAreChecked() {
    assertThat(
            errorsOfPodSpec(
                container(
                    """
                    'resources': {'limits': {'cpu': '1', 'memory': '-1', 'bogus': '1',
                                             'example.com/gpu': '1500m'},
                                  'requests': {'cpu': '2', 'example.com/gpu': '1'}}
                    """)))
        .containsExactly(
            SPEC
                + "containers[0].resources.limits[bogus]: Invalid value: \"bogus\": must be a"
                + " standard resource type or fully qualified",
            SPEC
                + "containers[0].resources.limits[bogus]: Invalid value: \"bogus\": must be a"
                + " standard resource for containers",
            SPEC
                + "containers[0].resources.limits[example.com/gpu]: Invalid value: \"1500m\": must"
                + " be an integer",
            SPEC
                + "containers[0].resources.limits[memory]: Invalid value: \"-1\": must be greater"
                + " than or equal to 0",
            SPEC
                + "containers[0].resources.requests: Invalid value: \"2\": must be less than or"
                + " equal to cpu limit of 1",
            SPEC
                + "containers[0].resources.requests: Invalid value: \"1\": must be equal to"
                + " example.com/gpu limit of 1500m");
  }

  @Test
  void aVolumeHasExactlyOneSource() {
    assertThat(
            errorsOfPodSpec(
                pod(
                    """
                    'volumes': [{'name': 'a', 'emptyDir': {}, 'secret': {'secretName': 's'}},
                                {'name': 'b', 'configMap': {}},
                                {'name': 'c'}, {'name': 'c'}]
                    """)))
        .containsExactly(
            SPEC + "volumes[0].secret: Forbidden: may not specify more than 1 volume type",
            SPEC + "volumes[1].configMap.name: Required value",
            SPEC + "volumes[3].name: Duplicate value: \"c\"");
  }

  @Test
  void mountsReferToVolumesAndDoNotCollide() {
    assertThat(
            errorsOfPodSpec(
                """
                {'volumes': [{'name': 'a', 'emptyDir': {}}],
                 'containers': [{'name': 'web', 'image': 'web:1', 'volumeMounts': [
                   {'name': 'a', 'mountPath': '/x'},
                   {'name': 'a', 'mountPath': '/x', 'subPath': '../y'},
                   {'name': 'nope', 'mountPath': ''}]}]}
                """))
        .containsExactly(
            SPEC + "containers[0].volumeMounts[1].mountPath: Invalid value: \"/x\": must be unique",
            SPEC
                + "containers[0].volumeMounts.subPath: Invalid value: \"../y\": must not contain"
                + " '..'",
            SPEC + "containers[0].volumeMounts[2].name: Not found: \"nope\"",
            SPEC + "containers[0].volumeMounts[2].mountPath: Required value");
  }

  @Test
  void anEnvironmentVariableHasOneOrigin() {
    assertThat(
            errorsOfPodSpec(
                container(
                    """
                    'env': [{'name': 'A', 'value': 'x',
                             'valueFrom': {'fieldRef': {'fieldPath': 'metadata.name'}}},
                            {'name': 'B', 'valueFrom': {}},
                            {'name': 'C', 'valueFrom': {'fieldRef': {'fieldPath': 'spec.bogus'}}},
                            {'name': 'D', 'valueFrom': {'secretKeyRef': {'name': 's'}}},
                            {'name': 'E=F', 'value': ''}],
                    'envFrom': [{}]
                    """)))
        .containsExactly(
            SPEC
                + "containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when"
                + " `value` is not empty",
            SPEC
                + "containers[0].env[1].valueFrom: Invalid value: \"\": must specify one of:"
                + " `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or"
                + " `fileKeyRef`",
            SPEC
                + "containers[0].env[2].valueFrom.fieldRef.fieldPath: Invalid value:"
                + " \"spec.bogus\": error converting fieldPath: field label not supported:"
                + " spec.bogus",
            SPEC + "containers[0].env[3].valueFrom.secretKeyRef.key: Required value",
            SPEC
                + "containers[0].env[4].name: Invalid value: \"E=F\": a valid environment variable"
                + " name must consist only of printable ASCII characters other than '='",
            SPEC
                + "containers[0].envFrom: Invalid value: \"\": must specify one of: `configMapRef`"
                + " or `secretRef`");
  }

  @Test
  void probesHaveOneHandlerAndSensibleNumbers() {
    assertThat(
            errorsOfPodSpec(
                container(
                    """
                    'livenessProbe': {'httpGet': {'port': 'http'}, 'tcpSocket': {'port': 1},
                                      'successThreshold': 2},
                    'readinessProbe': {'periodSeconds': -1, 'exec': {'command': []},
                                       'terminationGracePeriodSeconds': 3},
                    'lifecycle': {'preStop': {'sleep': {'seconds': 99}}}
                    """)))
        .containsExactly(
            SPEC
                + "containers[0].lifecycle.preStop.sleep: Invalid value: 99: must be non-negative"
                + " and less than terminationGracePeriodSeconds (30)",
            SPEC
                + "containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1"
                + " handler type",
            SPEC + "containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
            SPEC + "containers[0].readinessProbe.exec.command: Required value",
            SPEC
                + "containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be greater"
                + " than or equal to 0",
            SPEC
                + "containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 3:"
                + " must not be set for readinessProbes");
  }

  @Test
  void onlySidecarsAmongInitContainersHaveProbes() {
    assertThat(
            errorsOfPodSpec(
                pod(
                    """
                    'initContainers': [
                      {'name': 'web', 'image': 'i'},
                      {'name': 'b', 'image': 'i', 'livenessProbe': {'tcpSocket': {'port': 1}}},
                      {'name': 'c', 'image': 'i', 'restartPolicy': 'Always',
                       'livenessProbe': {'tcpSocket': {'port': 1}}}]
                    """)))
        .containsExactly(
            SPEC + "initContainers[0].name: Duplicate value: \"web\"",
            SPEC
                + "initContainers[1].livenessProbe: Forbidden: may not be set for init containers"
                + " without restartPolicy=Always");
  }

  @Test
  void twoContainersCannotHaveOnePortOfTheNode() {
    assertThat(
            errorsOfPodSpec(
                """
                {'hostNetwork': true,
                 'containers': [
                  {'name': 'a', 'image': 'i', 'ports': [{'containerPort': 80, 'hostPort': 80}]},
                  {'name': 'b', 'image': 'i', 'ports': [{'containerPort': 81, 'hostPort': 80}]}]}
                """))
        .containsExactly(
            SPEC + "containers[1].ports[0].hostPort: Duplicate value: \"TCP//80\"",
            SPEC
                + "containers[1].ports[0].hostPort: Invalid value: 80: must match `containerPort`"
                + " when `hostNetwork` is true");
  }

  @Test
  void schedulingWishesAreChecked() {
    assertThat(
            errorsOfPodSpec(
                pod(
                    """
                    'tolerations': [{'operator': 'Equal', 'value': 'x'},
                                    {'key': 'k', 'operator': 'Maybe', 'effect': 'NoSuch'}],
                    'topologySpreadConstraints': [{'maxSkew': 0, 'topologyKey': '',
                                                   'whenUnsatisfiable': 'Never'}],
                    'affinity': {'nodeAffinity': {
                      'requiredDuringSchedulingIgnoredDuringExecution': {'nodeSelectorTerms': []},
                      'preferredDuringSchedulingIgnoredDuringExecution': [
                        {'weight': 101, 'preference': {'matchExpressions': [
                          {'key': 'a', 'operator': 'In'}]}}]}}
                    """)))
        .containsExactly(
            SPEC
                + "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"
                + ".nodeSelectorTerms: Required value: must have at least one node selector term",
            SPEC
                + "affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]"
                + ".weight: Invalid value: 101: must be in the range 1-100",
            SPEC
                + "affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]"
                + ".preference.matchExpressions[0].values: Required value: must be specified when"
                + " `operator` is 'In' or 'NotIn'",
            SPEC
                + "topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than"
                + " zero",
            SPEC + "topologySpreadConstraints[0].topologyKey: Required value: can not be empty",
            SPEC
                + "topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"Never\":"
                + " supported values: \"DoNotSchedule\", \"ScheduleAnyway\"",
            SPEC
                + "tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when"
                + " `key` is empty, which means \"match all values and all keys\"",
            SPEC
                + "tolerations[1].operator: Unsupported value: \"Maybe\": supported values:"
                + " \"Equal\", \"Exists\"",
            SPEC
                + "tolerations[1].effect: Unsupported value: \"NoSuch\": supported values:"
                + " \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"");
  }

  @Test
  void rightsOfProcessesAreChecked() {
    assertThat(
            errorsOfPodSpec(
                """
                {'securityContext': {'runAsUser': -1, 'seccompProfile': {'type': 'Localhost'}},
                 'containers': [{'name': 'a', 'image': 'i', 'securityContext': {
                   'privileged': true, 'allowPrivilegeEscalation': false}}]}
                """))
        .containsExactly(
            SPEC
                + "containers[0].securityContext: Invalid value:"
                + " {\"Capabilities\":null,\"Privileged\":true,\"SELinuxOptions\":null,"
                + "\"WindowsOptions\":null,\"RunAsUser\":null,\"RunAsGroup\":null,"
                + "\"RunAsNonRoot\":null,\"ReadOnlyRootFilesystem\":null,"
                + "\"AllowPrivilegeEscalation\":false,\"ProcMount\":null,"
                + "\"SeccompProfile\":null,\"AppArmorProfile\":null}: cannot set"
                + " `allowPrivilegeEscalation` to false and `privileged` to true",
            SPEC
                + "securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647,"
                + " inclusive",
            SPEC
                + "securityContext.seccompProfile.localhostProfile: Required value: must be set"
                + " when seccomp type is Localhost");
  }

  @Test
  void namesAndPoliciesAreChecked() {
    assertThat(
            errorsOfPodSpec(
                pod(
                    """
                    'dnsPolicy': 'None', 'hostname': 'a.b', 'serviceAccountName': 'X',
                    'hostAliases': [{'ip': '1.2.3', 'hostnames': []}], 'os': {'name': 'plan9'},
                    'activeDeadlineSeconds': 5
                    """)))
        .satisfiesExactly(
            e ->
                assertThat(e)
                    .isEqualTo(
                        SPEC
                            + "dnsConfig: Required value: must provide `dnsConfig` when"
                            + " `dnsPolicy` is None"),
            e ->
                assertThat(e)
                    .startsWith(SPEC + "serviceAccountName: Invalid value: \"X\": a lowercase RFC"),
            e ->
                assertThat(e)
                    .isEqualTo(SPEC + "hostname: Invalid value: \"a.b\": must not contain dots"),
            e ->
                assertThat(e)
                    .isEqualTo(
                        SPEC
                            + "hostAliases[0].ip: Invalid value: \"1.2.3\": must be a valid IP"
                            + " address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
            e ->
                assertThat(e)
                    .isEqualTo(
                        SPEC
                            + "os: Unsupported value: \"plan9\": supported values: \"linux\","
                            + " \"windows\""),
            e ->
                assertThat(e)
                    .isEqualTo(
                        SPEC
                            + "activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in"
                            + " ReplicaSet is not Supported"));
  }

  @Test
  void filesFromTheApiDoNotCollide() {
    assertThat(
            errorsOfPodSpec(
                pod(
                    """
                    'volumes': [{'name': 'p', 'projected': {'defaultMode': 1024, 'sources': [
                      {'secret': {'name': 's', 'items': [{'key': 'a', 'path': 'x'}]}},
                      {'configMap': {'name': 'c', 'items': [{'key': 'a', 'path': 'x'}]}},
                      {'serviceAccountToken': {'path': '../t', 'expirationSeconds': 5}}]}}]
                    """)))
        .containsExactly(
            SPEC
                + "volumes[0].projected.defaultMode: Invalid value: 1024: must be a number between"
                + " 0 and 0777 (octal), both inclusive",
            SPEC + "volumes[0].projected: Invalid value: \"c\": conflicting duplicate paths",
            SPEC
                + "volumes[0].projected.sources[2].serviceAccountToken.expirationSeconds: Invalid"
                + " value: 5: may not specify a duration less than 10 minutes",
            SPEC + "volumes[0].projected.path: Invalid value: \"../t\": must not contain '..'");
  }
}
