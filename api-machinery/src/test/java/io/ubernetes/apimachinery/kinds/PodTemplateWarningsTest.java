package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.kinds.pods.PodTemplateWarnings;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpWarnings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What clients are warned of, in Kubernetes' words.
class PodTemplateWarningsTest {

  private static List<String> warnings(String template) {
    return PodTemplateWarnings.of(json(template), FieldPath.of("spec", "template"));
  }

  @Test
  void anOrdinaryTemplateIsNotWarnedOf() {
    assertThat(
            warnings(
                "{'spec': {'containers': [{'name': 'a', 'image': 'b', 'resources': {'limits':"
                    + " {'memory': '1Gi'}}, 'ports': [{'containerPort': 80, 'protocol': 'TCP'}]}]}}"))
        .isEmpty();
  }

  @Test
  void containersAreLookedAtOneByOne() {
    assertThat(
            warnings(
                """
                {'spec': {'containers': [{'name': 'a', 'resources': {'requests': {'memory': '100m'}},
                  'env': [{'name': 'X', 'value': '1'}, {'name': 'X', 'value': '$(X)2'},
                          {'name': 'X', 'value': '3'}]}]}}
                """))
        .containsExactly(
            "spec.template.spec.containers[0].resources.requests[memory]: fractional byte value"
                + " \"100m\" is invalid, must be an integer",
            "spec.template.spec.containers[0].env[2]: hides previous definition of \"X\", which may"
                + " be dropped when using apply");
  }

  @Test
  void portsOfAllContainersAreLookedAtTogether() {
    assertThat(
            warnings(
                """
                {'spec': {'containers': [
                  {'name': 'a', 'ports': [{'name': 'p', 'containerPort': 80, 'protocol': 'TCP'}]},
                  {'name': 'b', 'ports': [{'name': 'p', 'containerPort': 80, 'protocol': 'TCP'},
                    {'containerPort': 80, 'hostPort': 8080, 'protocol': 'TCP'}]}]}}
                """))
        .containsExactly(
            "spec.template.spec.containers[1].ports[0]: duplicate port definition with"
                + " spec.template.spec.containers[0].ports[0]",
            "spec.template.spec.containers[1].ports[1]: overlapping port definition with"
                + " spec.template.spec.containers[0].ports[0]",
            "spec.template.spec.containers[1].ports[1]: overlapping port definition with"
                + " spec.template.spec.containers[1].ports[0]",
            "spec.template.spec.containers[1].ports[0]: duplicate port name \"p\" with"
                + " spec.template.spec.containers[0].ports[0], services and probes that select ports"
                + " by name will use spec.template.spec.containers[0].ports[0]");
  }

  @Test
  void volumesThatAreGoneOrGetIntoEachOthersWay() {
    assertThat(
            warnings(
                """
                {'spec': {'volumes': [{'name': 'v', 'gitRepo': {}},
                  {'name': 'w', 'configMap': {'name': 'm', 'items': [{'key': 'a', 'path': 'x/'},
                    {'key': 'b', 'path': 'x/y'}]}}]}}
                """))
        .containsExactly(
            "spec.template.spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in"
                + " v1.33+",
            "volume \"w\" (ConfigMap \"m\"): overlapping paths: \"x/y\" with \"x\"");
  }

  @Test
  void oldLabelsOfNodesAndSelectorsOfNothing() {
    assertThat(
            warnings(
                """
                {'spec': {'nodeSelector': {'beta.kubernetes.io/os': 'linux'},
                  'topologySpreadConstraints': [{'topologyKey': 'node-role.kubernetes.io/master'}],
                  'terminationGracePeriodSeconds': -1}}
                """))
        .containsExactly(
            "spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use"
                + " \"kubernetes.io/os\" instead",
            "spec.template.spec.topologySpreadConstraints[0].topologyKey:"
                + " node-role.kubernetes.io/master is use \"node-role.kubernetes.io/control-plane\""
                + " instead",
            "spec.template.spec.topologySpreadConstraints[0].labelSelector: a null labelSelector"
                + " results in matching no pod",
            "spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are"
                + " invalid and will be treated as 1");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,",
    "2001:db8::1,",
    "010.0.0.1, f: non-standard IP address \"010.0.0.1\" is invalid: use \"10.0.0.1\"",
    "::ffff:1.2.3.4, f: non-standard IP address \"::ffff:1.2.3.4\" is invalid: use \"1.2.3.4\"",
    "2001:DB8:0:0::1, f: IPv6 address \"2001:DB8:0:0::1\" should be in RFC 5952 canonical format"
        + " (\"2001:db8::1\")",
    "not an address,",
  })
  void addressesAreBestWrittenInOneWay(String address, String warning) {
    List<String> expected = warning == null ? List.of() : List.of(warning);
    assertThat(IpWarnings.of(FieldPath.of("f"), address)).isEqualTo(expected);
  }
}
